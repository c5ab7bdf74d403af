"""What the application says no with. The message is for the person: plain Swedish, what happened, where, what to do."""


class Refused(Exception):
    """A rule of the field refuses; nothing has changed. `code` names the rule, `status` is HTTP's word for it."""

    code = "refused"
    status = 422

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.code


class Stale(Refused):
    """Someone else changed it since it was read. Nothing has been saved."""

    code = "stale"
    status = 409


class NotAllowed(Refused):
    """This person may not do it, whatever state it is in."""

    code = "not_allowed"
    status = 403


class NotNow(Refused):
    """Nobody does this to it in the state that it is in; it may have been in another when the page was opened."""

    code = "not_now"
    status = 409
