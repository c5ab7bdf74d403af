"""Assignments as data for their pages: whose they are, what is late, and who may report back or accept."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from config.refused import NotAllowed, NotNow, Refused
from decisions.authority import Authority
from decisions.models import Assignment, AssignmentEvent, AssignmentReminder
from decisions.models.kinds import Body, Status
from decisions.timeline.days import Happening
from decisions.timeline.sources import of_evidence
from people.abilities import Ability, may, refusal
from people.models import Role, Tenure, User

What = AssignmentEvent.What
SHADES = {What.REPORTED: "wait", What.RETURNED: "wait", What.COMMENTED: "off"}


@dataclass(frozen=True)
class Right:
    """May this person do this? If not, `reason` says why in Swedish, and `refusal` whether it is for the person's sake
    or for the state that the assignment is in."""

    allowed: bool
    reason: str = ""
    on_behalf_of: str = ""
    refusal: type[Refused] = NotAllowed


def may_report(user: User, assignment: Assignment, on: datetime.date) -> Right:
    """Report back: the one who acts in the responsible role; where the decision names no role, a HOSPA officer."""
    if assignment.decision.status != Status.DECIDED:
        return Right(False, "Uppdraget är inte beslutat än.", refusal=NotNow)
    if not assignment.is_to_be_done:
        reason = f"Uppdraget är {assignment.get_status_display()} och återredovisas inte igen."
        return Right(False, reason, refusal=NotNow)
    if assignment.role is None:
        allowed = may(user, Ability.ALLOCATE)
        return Right(allowed, "" if allowed else "Beslutet nämner ingen ansvarig. Då återredovisar HOSPA.")
    return _standing(user, assignment.role, on)


def may_accept(user: User, assignment: Assignment, on: datetime.date) -> Right:
    """Accept, or ask for more: the role it is reported to, else the one who gave it. The board's word is recorded by
    the registrar. Nobody accepts what they reported themselves."""
    if assignment.status != Assignment.Status.REPORTED:
        reason = f"Uppdraget är {assignment.get_status_display()}: det finns inget att godkänna."
        return Right(False, reason, refusal=NotNow)
    last = assignment.events.filter(what=What.REPORTED).last()
    if last is not None and last.by_id == user.pk:
        return Right(False, "Du har själv återredovisat uppdraget. Det godkänns av någon annan.")
    receiver = receiver_of(assignment)
    if receiver is not None:
        return _standing(user, receiver, on)
    allowed = may(user, Ability.RECORD)
    return Right(allowed, "" if allowed else refusal(Ability.RECORD))


def receiver_of(assignment: Assignment) -> Role | None:
    """The role that it is reported to; None for the board."""
    if assignment.report_to is not None:
        return assignment.report_to
    return assignment.decision.role if assignment.decision.body == Body.DIRECTOR else None


def receiver_name(assignment: Assignment) -> str:
    receiver = receiver_of(assignment)
    return str(receiver) if receiver else "Regionstyrelsen"


def _standing(user: User, role: Role, on: datetime.date) -> Right:
    standing = Tenure.objects.standing(user=user, role=role, on=on)
    return Right(standing.allowed, standing.reason, standing.on_behalf_of)


@dataclass(frozen=True)
class AssignmentRow:
    assignment: Assignment
    mine: bool
    overdue: bool
    days_late: int
    holder: User | None

    @property
    def role(self) -> str:
        return str(self.assignment.role) if self.assignment.role else "Ingen ansvarig nämns"

    @property
    def shade(self) -> str:
        return TAGS[Assignment.Status(self.assignment.status)]


TAGS = {
    Assignment.Status.OPEN: "",
    Assignment.Status.REPORTED: "wait",
    Assignment.Status.RETURNED: "wait",
    Assignment.Status.ACCEPTED: "done",
}


@dataclass(frozen=True)
class AssignmentList:
    """Mine first, then the others' by role; what is done last. Within each the earliest date first."""

    mine: list[AssignmentRow]
    others: list[AssignmentRow]
    done: list[AssignmentRow]
    overdue: int


def assignment_list(user: User, on: datetime.date) -> AssignmentList:
    """Every assignment that has been given. Three queries, however many there are."""
    found = list(Assignment.objects.visible_to(user).for_page())
    own = set(Tenure.objects.on(on).filter(user=user).values_list("role_id", flat=True))
    rows = _rows(found, own, on)
    waiting = [row for row in rows if row.assignment.status != Assignment.Status.ACCEPTED]
    others = [row for row in waiting if not row.mine]
    return AssignmentList(
        mine=[row for row in waiting if row.mine],
        others=sorted(others, key=lambda row: row.role),
        done=[row for row in rows if row.assignment.status == Assignment.Status.ACCEPTED],
        overdue=len([row for row in rows if row.overdue]),
    )


def assignment_rows(assignments: Iterable[Assignment], on: datetime.date) -> list[AssignmentRow]:
    """Rows for a page that is nobody's own."""
    return _rows(list(assignments), set(), on)


def _rows(assignments: list[Assignment], own: set[int], on: datetime.date) -> list[AssignmentRow]:
    acting = Tenure.objects.acting({one.role_id for one in assignments if one.role_id}, on)
    rows = [_row(one, own, acting, on) for one in assignments]
    return sorted(rows, key=lambda row: (row.assignment.due_on is None, row.assignment.due_on or on, row.assignment.pk))


def _row(assignment: Assignment, own: set[int], acting: dict[int, Tenure], on: datetime.date) -> AssignmentRow:
    overdue = assignment.is_overdue(on)
    late = (on - assignment.due_on).days if overdue and assignment.due_on else 0
    tenure = acting.get(assignment.role_id) if assignment.role_id else None
    return AssignmentRow(assignment, assignment.role_id in own, overdue, late, tenure.user if tenure else None)


def assignment_page(assignment: Assignment, user: User, on: datetime.date) -> dict[str, Any]:
    row = assignment_rows([assignment], on)[0]
    report, accept = may_report(user, assignment, on), may_accept(user, assignment, on)
    events = [_event(event) for event in assignment.events.select_related("by")]
    events += [_reminder(reminder) for reminder in assignment.reminders.all()]
    registered = assignment.registrations.select_related("by", "withdrawn_by")
    events += [_happening(each) for each in of_evidence(registered)]
    return {
        "assignment": assignment,
        "row": row,
        "receiver": receiver_name(assignment),
        "may_report": report.allowed,
        "may_accept": accept.allowed,
        "may_comment": may(user, Ability.COMMENT),
        "registration": assignment.registrations.current().select_related("by").first(),
        "may_register": Authority(user, on).may_register(assignment).allowed,
        "waits_for": _waits_for(assignment, row),
        "timeline": sorted(events, key=lambda each: each["at"])[::-1],
    }


def _waits_for(assignment: Assignment, row: AssignmentRow) -> str:
    if assignment.is_to_be_done:
        return f"{row.role} ska återredovisa."
    if assignment.status == Assignment.Status.REPORTED:
        return f"{receiver_name(assignment)} ska godkänna återredovisningen."
    return ""


def _reminder(reminder: AssignmentReminder) -> dict[str, Any]:
    sent = "" if reminder.status == AssignmentReminder.Status.SENT else f"Meddelandet {reminder.get_status_display()}."
    title = f"Påmindes {reminder.get_step_display()}"
    return {"at": reminder.on, "title": title, "text": sent, "by": reminder.name, "kind": "off"}


def _happening(each: Happening) -> dict[str, Any]:
    return {"at": each.on, "title": each.title, "text": each.text, "by": each.by, "kind": each.kind}


def _event(event: AssignmentEvent) -> dict[str, Any]:
    behalf = f" {event.on_behalf_of}" if event.on_behalf_of else ""
    return {
        "at": event.on,
        "title": event.get_what_display().capitalize() + behalf,
        "text": event.text,
        "by": str(event.by),
        "kind": SHADES.get(What(event.what), ""),
    }
