"""What is done with an assignment: reported back, accepted, sent back, commented on."""

import datetime

from django.db import transaction

from decisions.actions.common import DecisionRefused, require
from decisions.assignments import Right, may_accept, may_report
from decisions.models import Assignment, AssignmentEvent
from people.abilities import Ability
from people.models import User

What = AssignmentEvent.What
Status = Assignment.Status


@transaction.atomic
def report_back(assignment: Assignment, *, text: str, by: User, on: datetime.date) -> Assignment:
    """The responsible role says what has been done. Raises NotAllowed, NotNow, DecisionRefused."""
    assignment = _locked(assignment)
    right = _held(may_report(by, assignment, on))
    return _note(assignment, What.REPORTED, Status.REPORTED, text=_given(text), right=right, by=by, on=on)


@transaction.atomic
def accept_report(assignment: Assignment, *, by: User, on: datetime.date, text: str = "") -> Assignment:
    """The one it is reported to accepts it: the assignment is done, for good. Raises NotAllowed, NotNow."""
    assignment = _locked(assignment)
    right = _held(may_accept(by, assignment, on))
    return _note(assignment, What.ACCEPTED, Status.ACCEPTED, text=text.strip(), right=right, by=by, on=on)


@transaction.atomic
def ask_for_more(assignment: Assignment, *, text: str, by: User, on: datetime.date) -> Assignment:
    """The one it is reported to wants more: back to the responsible role, with the words. Raises NotAllowed, NotNow,
    DecisionRefused."""
    assignment = _locked(assignment)
    right = _held(may_accept(by, assignment, on))
    return _note(assignment, What.RETURNED, Status.RETURNED, text=_given(text), right=right, by=by, on=on)


@transaction.atomic
def comment(assignment: Assignment, *, text: str, by: User, on: datetime.date) -> Assignment:
    """A remark by anyone who takes part in the work; it changes no status. Raises NotAllowed, DecisionRefused."""
    require(by, Ability.COMMENT)
    assignment = _locked(assignment)
    return _note(
        assignment, What.COMMENTED, Status(assignment.status), text=_given(text), right=Right(True), by=by, on=on
    )


def _locked(assignment: Assignment) -> Assignment:
    rows = Assignment.objects.select_for_update(of=("self",))
    return rows.select_related("role", "report_to", "decision__role").get(pk=assignment.pk)


def _held(right: Right) -> Right:
    if not right.allowed:
        raise right.refusal(right.reason)
    return right


def _given(text: str) -> str:
    if not text.strip():
        raise DecisionRefused("Skriv något innan du skickar.", "no_text")
    return text.strip()


def _note(
    assignment: Assignment, what: What, status: Status, *, text: str, right: Right, by: User, on: datetime.date
) -> Assignment:
    AssignmentEvent.objects.create(
        assignment=assignment, what=what, text=text, by=by, on=on, on_behalf_of=right.on_behalf_of
    )
    if assignment.status != status:
        assignment.status = status
        assignment.save(update_fields=["status"])
    return assignment
