"""What came after a decision, for its page: whether the board has been told, who else has, what was asked of whom."""

import datetime
from functools import cached_property

from decisions.assignments import AssignmentRow, assignment_rows
from decisions.models import Assignment, Decision, Notification
from decisions.models.kinds import Status
from decisions.notices import notice_sentence
from decisions.recipients import sent_by_hand
from people.models import User


class Told:
    """For one decision, one reader and one day. E-mails are shown to those who may send them again."""

    def __init__(self, decision: Decision, user: User, on: datetime.date) -> None:
        self.decision, self.user, self.on = decision, user, on

    @cached_property
    def notice(self) -> str:
        return notice_sentence(self.decision)

    @cached_property
    def assignments(self) -> list[AssignmentRow]:
        found = Assignment.objects.visible_to(self.user).for_page().filter(decision=self.decision)
        return assignment_rows(found, self.on)

    @cached_property
    def notifications(self) -> list[Notification]:
        return list(Notification.objects.visible_to(self.user).about(self.decision))

    @cached_property
    def by_hand(self) -> list[str]:
        """Who gets the decided decision from a person: their address is not known here."""
        return sent_by_hand(self.decision) if self.decision.status == Status.DECIDED else []

    @property
    def failed(self) -> int:
        return len([row for row in self.notifications if row.status == Notification.Status.FAILED])
