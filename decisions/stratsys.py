"""What is registered in Stratsys (condition 2): the activities and assignments of an agreement, as page and file."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from decisions.authority import Authority
from decisions.figures import decided_by_activity
from decisions.fulfilment import Code, Fulfilment
from decisions.models import Assignment, AssignmentRegistration, DecisionLine, Registration
from decisions.models.kinds import Status
from decisions.spreadsheet import Table
from grants.figures import ZERO
from grants.models import Activity, Agreement
from people.models import User

HEADS: tuple[str, ...] = (
    "Slag",
    "Område",
    "Namn",
    "Aktivitetskod",
    "Ansvarig funktion",
    "Diarienummer",
    "Beslutat, kr",
    "Klart senast",
    "Läge",
    "Registrerad",
    "Beteckning i Stratsys",
)
WIDTHS = (11, 9, 60, 14, 34, 26, 16, 16, 18, 13, 20)


@dataclass(frozen=True)
class ActivityRow:
    activity: Activity
    roles: str
    registry_numbers: str
    decided: Decimal
    registration: Registration | None
    exempt: str
    """Why it need not be registered: the word of whoever marked the condition."""

    @property
    def status(self) -> str:
        if self.registration:
            return "registrerad"
        return "ej aktuell" if self.exempt else "inte registrerad"

    @property
    def is_missing(self) -> bool:
        return self.registration is None and not self.exempt


@dataclass(frozen=True)
class AssignmentRow:
    assignment: Assignment
    registration: AssignmentRegistration | None

    @property
    def status(self) -> str:
        return "registrerat" if self.registration else "inte registrerat"


@dataclass(frozen=True)
class Stratsys:
    """`assignments` are of all decided decisions of the agreement."""

    agreement: Agreement
    activities: Sequence[ActivityRow]
    assignments: Sequence[AssignmentRow]

    @property
    def missing(self) -> list[ActivityRow]:
        return [row for row in self.activities if row.is_missing]

    @property
    def registered(self) -> int:
        return len([row for row in self.activities if row.registration])

    @property
    def assignments_registered(self) -> int:
        return len([row for row in self.assignments if row.registration])

    def table(self) -> Table:
        rows = [_activity(row) for row in self.activities] + [_assignment(row) for row in self.assignments]
        return Table("Stratsys", HEADS, rows, WIDTHS)


def read_stratsys(agreement: Agreement, on: datetime.date) -> Stratsys:
    """A fixed number of queries."""
    found = Fulfilment(agreement, on)
    decided, numbers = decided_by_activity(agreement, on), _registry_numbers(agreement)
    exempt = found.exempted(Code.REGISTRATION)
    return Stratsys(
        agreement,
        [
            ActivityRow(
                activity,
                ", ".join(duty.role.name for duty in activity.responsibilities.all()),
                ", ".join(numbers[activity.pk]),
                decided.get(activity.pk, ZERO),
                found.registrations.get(activity.pk),
                exempt.get(activity.pk, ""),
            )
            for activity in found.activities
        ],
        _assignments(agreement, on),
    )


def _assignments(agreement: Agreement, on: datetime.date) -> list[AssignmentRow]:
    given = Assignment.objects.given().filter(decision__agreement=agreement, decision__decided_on__lte=on)
    marks = AssignmentRegistration.objects.current().filter(assignment__in=given).select_related("by")
    registered = {row.assignment_id: row for row in marks}
    return [AssignmentRow(one, registered.get(one.pk)) for one in given.for_page().order_by("decision_id", "pk")]


def unregistered_ids(agreement: Agreement, on: datetime.date) -> set[int]:
    """Of `missing`, for a page that has read the activities already."""
    found = Fulfilment(agreement, on)
    return found.activity_ids - set(found.registrations) - set(found.exempted(Code.REGISTRATION))


def _registry_numbers(agreement: Agreement) -> dict[int, list[str]]:
    """The diary numbers of the decisions about each activity, the first first."""
    lines = DecisionLine.objects.filter(
        decision__agreement=agreement, decision__status=Status.DECIDED, activity__isnull=False
    )
    found: dict[int, dict[str, None]] = defaultdict(dict)
    rows = lines.order_by("decision__decided_on", "decision_id")
    for activity_id, number in rows.values_list("activity_id", "decision__case__registry_number"):
        found[activity_id][number] = None
    return defaultdict(list, {pk: list(numbers) for pk, numbers in found.items()})


def _activity(row: ActivityRow) -> tuple:
    seen = row.registration
    named = (row.activity.area.number, row.activity.name, row.activity.code, row.roles, row.registry_numbers)
    registered = (seen.registered_on, seen.reference) if seen else (None, "")
    return ("aktivitet", *named, row.decided, None, row.status, *registered)


def _assignment(row: AssignmentRow) -> tuple:
    one, seen = row.assignment, row.registration
    due = one.due_on or one.due_text
    role = one.role.name if one.role else ""
    registered = (seen.registered_on, seen.reference) if seen else (None, "")
    number = one.decision.case.registry_number
    return ("uppdrag", None, one.text, "", role, number, None, due, row.status, *registered)


def registrable(page: Stratsys, user: User, on: datetime.date) -> tuple[list[Activity], list[Assignment]]:
    """Those of the unregistered activities and assignments that this person may mark."""
    authority = Authority(user, on)
    missing = [row.assignment for row in page.assignments if row.registration is None]
    return (
        [row.activity for row in page.missing if authority.may_follow_up(row.activity).allowed],
        [assignment for assignment in missing if authority.may_register(assignment).allowed],
    )
