"""Mitt uppdrag: all that is decided for the one who holds some roles, across agreements. Page, print and PDF.

What is decided about one activity alone stands in `decisions.extract`; here the activities stand together, with what is
asked of the roles and the next report of each agreement.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from decisions.conditions import SHADES
from decisions.exit_plans import PlanText, plans_of
from decisions.extract import Decided, Given, Wording, decided_row, given_row, wordings
from decisions.figures import AgreementFigures, Figures, agreement_figures
from decisions.fulfilment import Cell, Fulfilment, State
from decisions.models import Assignment, DecisionLine
from grants.models import Activity, ActivityRole, Agreement, DevelopmentArea
from people.models import Role, Tenure, User
from reporting.models import Requirement


@dataclass(frozen=True)
class Met:
    """How a condition of the decisions about an activity stands: with the ground, the day and who stands for it."""

    condition: str
    state: str
    shade: str
    evidence: str
    on: datetime.date | None
    by: str


@dataclass(frozen=True)
class OwnActivity:
    pk: int
    name: str
    agreement: str
    registry_number: str
    area: str
    roles: str
    lock: str
    decided: Decimal
    booked: Decimal
    uncovered: Decimal
    outcome: Decimal
    left: Decimal
    decisions: tuple[Decided, ...]
    conditions: tuple[Met, ...]


@dataclass(frozen=True)
class NextReport:
    """What an agreement is to answer; `due` is None while no day is set."""

    pk: int
    agreement: str
    title: str
    recipient: str
    due: datetime.date | None
    overdue: bool


@dataclass(frozen=True)
class RoleExtract:
    """`holder` is a person's name, or "" for the extract of a role whoever holds it. `coordinates`: the areas and
    agreements that the roles hold together."""

    as_of: datetime.date
    holder: str
    roles: tuple[str, ...]
    coordinates: tuple[str, ...] = ()
    activities: tuple[OwnActivity, ...] = ()
    assignments: tuple[Given, ...] = ()
    reports: tuple[NextReport, ...] = ()
    wordings: tuple[Wording, ...] = ()
    plans: tuple[PlanText, ...] = ()
    totals: Figures = field(default_factory=Figures)

    template = "pdf/role_extract.html"

    @property
    def heading(self) -> str:
        return f"Mitt uppdrag: {self.holder}" if self.holder else f"Uppdrag för {', '.join(self.roles)}"

    @property
    def subject(self) -> str:
        return ", ".join(self.roles)

    @property
    def dated(self) -> datetime.date:
        return self.as_of

    @property
    def file_name(self) -> str:
        return f"mitt-uppdrag-{self.as_of}.pdf"

    @property
    def is_empty(self) -> bool:
        return not (self.activities or self.assignments or self.coordinates)


def roles_of(user: User, on: datetime.date) -> list[Role]:
    """Those that the user holds, or deputises in, that day."""
    held = Tenure.objects.on(on).filter(user=user).values("role")
    return list(Role.objects.visible_to(user).filter(pk__in=held).order_by("name"))


def answering_roles(user: User) -> list[Role]:
    """Those that answer for some activity."""
    return list(Role.objects.visible_to(user).filter(pk__in=ActivityRole.objects.values("role")).order_by("name"))


def build_role_extract(roles: Sequence[Role], on: datetime.date, *, holder: str = "") -> RoleExtract:
    """What holds that day. A fixed number of queries for each agreement, however many activities."""
    activities = list(Activity.objects.answered_for_by(roles))
    lines = _decided_lines(activities)
    by_agreement: dict[Agreement, list[Activity]] = defaultdict(list)
    for activity in activities:
        by_agreement[activity.area.agreement].append(activity)
    own: list[OwnActivity] = []
    totals = Figures()
    for agreement, held in by_agreement.items():
        figures, found = agreement_figures(agreement), Fulfilment(agreement, on)
        own += [_own(activity, figures, found, lines[activity.pk]) for activity in held]
        totals = sum((figures.activities[activity.pk].figures for activity in held), totals)
    coordinated = _coordinated(roles)
    return RoleExtract(
        as_of=on,
        holder=holder,
        roles=tuple(role.name for role in roles),
        coordinates=tuple(map(_named, coordinated)),
        activities=tuple(own),
        assignments=tuple(given_row(one) for one in Assignment.objects.given_to(roles).for_page()),
        reports=_next_reports({*by_agreement, *map(_agreement_of, coordinated)}, on),
        wordings=wordings([line.decision for rows in lines.values() for line in rows]),
        plans=plans_of([activity.pk for activity in activities], on),
        totals=totals,
    )


def _decided_lines(activities: Iterable[Activity]) -> dict[int, list[DecisionLine]]:
    found: dict[int, list[DecisionLine]] = defaultdict(list)
    for line in DecisionLine.objects.decided_about(activities):
        if line.activity_id is not None:
            found[line.activity_id].append(line)
    return found


def _own(
    activity: Activity, figures: AgreementFigures, found: Fulfilment, lines: Sequence[DecisionLine]
) -> OwnActivity:
    area, sums = activity.area, figures.activities[activity.pk].figures
    return OwnActivity(
        pk=activity.pk,
        name=activity.name,
        agreement=area.agreement.name,
        registry_number=area.agreement.registry_number,
        area=str(area),
        roles=", ".join(duty.role.name for duty in activity.responsibilities.all()),
        lock=activity.lock_reference if activity.locked else "",
        decided=sums.decided,
        booked=sums.allocated,
        uncovered=sums.uncovered,
        outcome=sums.outcome,
        left=sums.left,
        decisions=tuple(decided_row(line) for line in lines),
        conditions=tuple(_met(cell) for cell in found.cells_of(activity) if cell.carried or cell.ground.on),
    )


def _met(cell: Cell) -> Met:
    state, ground = State(cell.state), cell.ground
    return Met(str(cell.condition), state.label, SHADES[state], ground.evidence, ground.on, ground.by)


def _coordinated(roles: Sequence[Role]) -> list[Agreement | DevelopmentArea]:
    areas = DevelopmentArea.objects.filter(coordinator__in=roles).select_related("agreement")
    return [*Agreement.objects.filter(coordinator__in=roles), *areas]


def _named(coordinated: Agreement | DevelopmentArea) -> str:
    if isinstance(coordinated, Agreement):
        return coordinated.name
    return f"Utvecklingsområde {coordinated} i {coordinated.agreement}"


def _agreement_of(coordinated: Agreement | DevelopmentArea) -> Agreement:
    return coordinated if isinstance(coordinated, Agreement) else coordinated.agreement


def _next_reports(agreements: Iterable[Agreement], on: datetime.date) -> tuple[NextReport, ...]:
    """Of each agreement the requirement in force that comes next, after those that are late; without a day last."""
    rows = Requirement.objects.filter(agreement__in=list(agreements)).in_force(on).unfiled()
    shown: list[Requirement] = []
    coming: set[int] = set()
    for row in sorted(rows, key=lambda row: (row.due_now is None, row.due_now or on, row.pk)):
        if _is_late(row, on) or row.agreement_id not in coming:
            shown.append(row)
            coming |= set() if _is_late(row, on) else {row.agreement_id}
    return tuple(
        NextReport(row.pk, row.agreement.name, row.title, row.recipient, row.due_now, _is_late(row, on))
        for row in shown
    )


def _is_late(row: Requirement, on: datetime.date) -> bool:
    return row.due_now is not None and row.due_now < on
