"""Mitt uppdrag: what has been decided about one activity, for the one who answers for it. Page, print and PDF."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from decisions.assignments import receiver_name
from decisions.exit_plans import PlanText, plans_of
from decisions.figures import agreement_figures
from decisions.models import Assignment, Decision, DecisionCondition, DecisionLine, Mandate
from decisions.models.kinds import Kind
from grants.figures import ZERO
from grants.models import Activity
from people.models import Role, Tenure


@dataclass(frozen=True)
class Decided:
    """A decision about the activity: kronor decided for it (with sign), and how much of that has money."""

    pk: int
    number: str
    reference: str
    kind: str
    title: str
    decided_on: datetime.date | None
    body: str
    amount: Decimal
    booked: Decimal
    locks: bool
    note: str

    @property
    def uncovered(self) -> Decimal:
        return self.amount - self.booked


@dataclass(frozen=True)
class Wording:
    number: int
    text: str
    references: str


@dataclass(frozen=True)
class Answerable:
    """Who answers for what; `person` is empty when nobody holds the role."""

    what: str
    role: str
    person: str


@dataclass(frozen=True)
class Given:
    pk: int
    text: str
    role: str
    due: str
    receiver: str
    status: str
    reference: str


@dataclass(frozen=True)
class MandateText:
    name: str
    role: str
    basis: str
    text: str


@dataclass(frozen=True)
class FundPart:
    name: str
    earmarked: bool
    amount: Decimal
    usable_until: datetime.date | None


@dataclass(frozen=True)
class Extract:
    as_of: datetime.date
    activity: str
    code: str
    description: str
    agreement: str
    registry_number: str
    area: str
    lock: str
    decided: Decimal
    booked: Decimal
    uncovered: Decimal
    outcome: Decimal
    left: Decimal
    ends_on: datetime.date
    reallocation_rule: str
    reallocation_allowed: bool
    decisions: tuple[Decided, ...]
    funds: tuple[FundPart, ...]
    conditions: tuple[Wording, ...]
    mandates: tuple[MandateText, ...]
    answerable: tuple[Answerable, ...]
    assignments: tuple[Given, ...]
    plans: tuple[PlanText, ...] = ()

    template = "pdf/extract.html"

    @property
    def heading(self) -> str:
        return f"Mitt uppdrag: {self.activity}"

    @property
    def subject(self) -> str:
        return f"{self.agreement}, {self.registry_number}"

    @property
    def dated(self) -> datetime.date:
        return self.as_of

    @property
    def file_name(self) -> str:
        return f"mitt-uppdrag-{self.as_of}.pdf"


def build_extract(activity: Activity, on: datetime.date) -> Extract:
    """What holds that day. A fixed number of queries, however many decisions."""
    agreement, area = activity.area.agreement, activity.area
    figures = agreement_figures(agreement).activities[activity.pk]
    lines = list(DecisionLine.objects.decided_about([activity]))
    decisions = [line.decision for line in lines]
    roles = [duty.role for duty in activity.responsibilities.select_related("role")]
    return Extract(
        as_of=on,
        activity=activity.name,
        code=activity.code,
        description=activity.description,
        agreement=agreement.name,
        registry_number=agreement.registry_number,
        area=f"{area.number}. {area.name}",
        lock=activity.lock_reference if activity.locked else "",
        decided=figures.figures.decided,
        booked=figures.figures.allocated,
        uncovered=figures.figures.uncovered,
        outcome=figures.figures.outcome,
        left=figures.figures.left,
        ends_on=agreement.ends_on,
        reallocation_rule=area.reallocation_rule,
        reallocation_allowed=area.reallocation_allowed,
        decisions=tuple(decided_row(line) for line in lines),
        funds=tuple(
            FundPart(fund.name, fund.earmarked, balance, fund.usable_until) for fund, balance in figures.accounts
        ),
        conditions=wordings(decisions),
        mandates=_mandates(activity, on),
        answerable=_answerable(activity, roles, on),
        assignments=_assignments(decisions, roles),
        plans=plans_of([activity.pk], on),
    )


def decided_row(line: DecisionLine) -> Decided:
    decision = line.decision
    return Decided(
        pk=decision.pk,
        number=decision.number,
        reference=decision.reference,
        kind=decision.get_kind_display(),
        title=decision.title,
        decided_on=decision.decided_on,
        body=decision.get_body_display(),
        amount=line.amount.amount,
        booked=sum((funding.amount.amount for funding in line.fundings.all()), ZERO),
        locks=line.locks,
        note=line.note,
    )


def wordings(decisions: list[Decision]) -> tuple[Wording, ...]:
    """Each frozen wording once, with the decisions that carry it."""
    rows = DecisionCondition.objects.filter(decision__in=decisions).select_related(
        "wording__condition", "decision__case"
    )
    carried: dict[int, tuple[DecisionCondition, list[str]]] = {}
    for row in rows.order_by("wording__condition__number", "wording__valid_from", "decision__decided_on", "pk"):
        carried.setdefault(row.wording_id, (row, []))[1].append(row.decision.reference)
    return tuple(
        Wording(row.wording.condition.number, row.wording.text, "; ".join(references))
        for row, references in carried.values()
    )


def _mandates(activity: Activity, on: datetime.date) -> tuple[MandateText, ...]:
    """By what right the activity's money may be moved that day."""
    if activity.locked or not activity.area.reallocation_allowed:
        return ()
    found = Mandate.objects.covering(agreement=activity.area.agreement, kind=Kind.REALLOCATION, on=on)
    return tuple(MandateText(one.name, str(one.role), one.basis, one.text) for one in found)


def _answerable(activity: Activity, roles: list[Role], on: datetime.date) -> tuple[Answerable, ...]:
    area = activity.area
    duties: list[tuple[str, Role | None]] = [
        *(("Aktiviteten: verksamhet, budget och kommentarer till utfallet", role) for role in roles),
        ("Utvecklingsområdet: håller samman aktiviteterna", area.coordinator),
        ("Överenskommelsen: samordnar, följer upp och redovisar", area.agreement.coordinator),
    ]
    acting = Tenure.objects.acting([role for _, role in duties if role], on)
    return tuple(
        Answerable(what, role.name, acting[role.pk].user.name if role.pk in acting else "")
        for what, role in duties
        if role is not None
    )


def _assignments(decisions: list[Decision], roles: list[Role]) -> tuple[Given, ...]:
    found = Assignment.objects.about(decisions, roles).for_page().order_by("pk")
    return tuple(given_row(one) for one in found)


def given_row(one: Assignment) -> Given:
    return Given(
        one.pk, one.text, str(one.role), one.due, receiver_name(one), one.get_status_display(), one.decision.reference
    )
