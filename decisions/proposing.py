"""What one needs to propose a reallocation, as data: where it may be done, and the activities with their kronor."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch

from decisions.authority import Authority, Verdict, basis_sentence, deciding_body
from decisions.figures import agreement_figures
from decisions.models import Decision, Question
from decisions.models.kinds import Body, Kind
from decisions.questions import Threads, threads
from grants.figures import ZERO
from grants.models import Activity, Agreement, DevelopmentArea, Fund
from people.models import User


@dataclass(frozen=True)
class AreaChoice:
    area: DevelopmentArea
    verdict: Verdict


@dataclass(frozen=True)
class AgreementChoice:
    agreement: Agreement
    areas: tuple[AreaChoice, ...]


def choices(user: User, on: datetime.date) -> list[AgreementChoice]:
    """Every agreement with its areas, and why money cannot be reallocated in some. A fixed number of queries."""
    authority = Authority(user, on)
    areas = DevelopmentArea.objects.select_related("agreement").prefetch_related("activities__responsibilities")
    agreements = Agreement.objects.visible_to(user).prefetch_related(Prefetch("areas", areas))
    return [
        AgreementChoice(agreement, tuple(AreaChoice(area, _verdict(authority, area)) for area in agreement.areas.all()))
        for agreement in agreements
    ]


def may_reallocate(user: User, area: DevelopmentArea, on: datetime.date) -> Verdict:
    """May this user propose to move money between the activities of this area?"""
    return _verdict(Authority(user, on), area)


def _verdict(authority: Authority, area: DevelopmentArea) -> Verdict:
    if not area.reallocation_allowed:
        return Verdict(False, "Regionstyrelsen har inte medgett omfördelning mellan områdets aktiviteter.")
    if len([activity for activity in area.activities.all() if not activity.locked]) < 2:
        return Verdict(False, "Området har inte två aktiviteter som pengar kan flyttas mellan.")
    return authority.may_propose(area)


def find_area(user: User, *, slug: str, number: str, activity: str) -> DevelopmentArea | None:
    """The area that is asked for: by agreement and number, or by an activity of it. None if nothing is asked for.

    Raises DevelopmentArea.DoesNotExist for one that is not there.
    """
    areas = DevelopmentArea.objects.filter(agreement__in=Agreement.objects.visible_to(user)).select_related("agreement")
    if slug and number.isdigit():
        return areas.get(agreement__slug=slug, number=int(number))
    if activity.isdigit():
        return areas.get(activities=int(activity))
    return None


@dataclass(frozen=True)
class SheetRow:
    """An activity of the area: kronor decided, booked and spent, what each fund holds, what other proposals change."""

    activity: Activity
    roles: str
    decided: Decimal
    booked: Decimal
    outcome: Decimal
    accounts: tuple[tuple[Fund, Decimal], ...]
    pending: Decimal
    questions: tuple[Question, ...] = ()

    @property
    def booked_ore(self) -> int:
        """For the live totals: öre, since the browser counts in whole numbers."""
        return int(self.booked * 100)

    @property
    def left(self) -> Decimal:
        return self.booked - self.outcome


@dataclass(frozen=True)
class Sheet:
    """The area as the proposer sees it. `basis` says who will decide, and by what right."""

    area: DevelopmentArea
    rows: tuple[SheetRow, ...]
    pool: Decimal
    basis: str
    questions: tuple[Question, ...] = ()
    """Those that stand at no row: about the whole proposal."""
    director_may: bool = True
    """Whether a mandate lets the director decide it; otherwise the board must."""

    @property
    def booked(self) -> Decimal:
        return sum((row.booked for row in self.rows), ZERO)

    @property
    def outcome(self) -> Decimal:
        return sum((row.outcome for row in self.rows), ZERO)

    @property
    def unanswered(self) -> bool:
        """Whether a question still waits for its answer."""
        asked = (*self.questions, *(question for row in self.rows for question in row.questions))
        return not all(question.is_answered for question in asked)

    @property
    def several_funds(self) -> bool:
        return len({fund.pk for row in self.rows for fund, _ in row.accounts}) > 1


def sheet(area: DevelopmentArea, on: datetime.date, *, besides: Decision | None = None) -> Sheet:
    """The area with the figures of this moment. `besides` is the proposal being written: it does not compete with
    itself."""
    figures = agreement_figures(area.agreement).area(area.number)
    pending = _pending(area.agreement, besides)
    asked = threads(besides) if besides else Threads()
    rows = tuple(
        SheetRow(
            row.activity,
            ", ".join(row.roles),
            row.figures.decided,
            row.figures.allocated,
            row.figures.outcome,
            row.accounts,
            pending[row.activity.pk],
            asked.at(row.activity.pk),
        )
        for row in figures.activities
    )
    loose = asked.besides(row.activity.pk for row in rows)
    body = deciding_body(Kind.REALLOCATION, area.agreement, on)
    basis = basis_sentence(Decision(agreement=area.agreement, kind=Kind.REALLOCATION, body=body), on)
    return Sheet(area, rows, figures.totals.unallocated, basis, loose, body == Body.DIRECTOR)


def _pending(agreement: Agreement, besides: Decision | None) -> dict[int, Decimal]:
    """Signed kronor per activity in what is submitted."""
    total: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for decision in Decision.objects.competing([agreement.pk]):
        if besides is None or decision.pk != besides.pk:
            for line in decision.lines.all():
                if line.activity_id is not None:
                    total[line.activity_id] += line.amount.amount
    return total


def changes_of(decision: Decision) -> dict[int, Decimal]:
    """The signed change of each activity as it is saved."""
    return {line.activity_id: line.amount.amount for line in decision.lines.all() if line.activity_id}


def area_of(decision: Decision, *, taking: bool = False) -> DevelopmentArea | None:
    """The area that a proposal is about; None while it has no line. `taking`: the one whose funds it takes from."""
    about = {"funds__line_shares__line__decision" if taking else "activities__decision_lines__decision": decision}
    return DevelopmentArea.objects.filter(**about).select_related("agreement").order_by("number").first()
