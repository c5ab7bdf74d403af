"""What the application says no with. The message is for the person: plain Swedish, what happened, where, what to do."""


class Refused(Exception):
    """A rule of the field refuses; nothing has changed. `code` names the rule."""

    code = "refused"

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.code


class Stale(Refused):
    """Someone else changed it since it was read (HTTP 409). Nothing has been saved."""

    code = "stale"
