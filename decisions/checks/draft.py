"""A decision as the checks read it."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from decisions.carried import Code, carrying, reworded_since
from decisions.exit_plans import lacking_exit_plan
from decisions.grounds import pick, power
from decisions.models import ConditionWording, Decision, DecisionLine, Mandate
from decisions.models.kinds import Body, Kind, Status
from decisions.models.mandates import Reach
from decisions.movements import Moved
from decisions.recipients import unaddressed
from decisions.spreading import Shares
from grants.figures import Book, read_book
from grants.models import Activity, Fund
from people.models import Role


@dataclass
class Draft:
    """A decision as the checks read it, on a day.

    The book is as it stands with everything booked, later days included: what is free is what nobody has taken.
    """

    decision: Decision
    on: datetime.date
    lines: list[DecisionLine]
    book: Book
    mandate: Mandate | None
    competing: list[Decision]
    """Other submitted proposals for the same money, the oldest first."""
    unplanned: list[Activity] = field(default_factory=list, kw_only=True)
    """The new activities without a plan for when the grant ends, where that condition follows the decision."""
    reworded: list[ConditionWording] = field(default_factory=list, kw_only=True)
    """Of what is handed in: the wordings that would follow it now, and did not when it was handed in."""
    says_how: bool = field(default=True, kw_only=True)
    """Whether it says how existing resources are used, where that condition follows it."""

    unaddressed: list[Role] = field(default_factory=list, kw_only=True)
    """Those who get an assignment and no extract."""

    @cached_property
    def activities(self) -> list[Activity]:
        return [line.activity for line in self.lines if line.activity is not None]

    @cached_property
    def without_role(self) -> list[Activity]:
        """Those that nobody answers for."""
        return [activity for activity in self.activities if not activity.responsibilities.all()]

    @cached_property
    def reach(self) -> Reach:
        return Reach.of(self.lines)

    @cached_property
    def locking(self) -> list[str]:
        """The names of the activities that it would lock."""
        return [str(line.activity) for line in self.lines if line.locks]

    @cached_property
    def moves(self) -> list[tuple[Activity, DecisionLine]]:
        """The lines that have an activity, with it."""
        return [(line.activity, line) for line in self.lines if line.activity is not None]

    @cached_property
    def funds(self) -> dict[int, Fund]:
        return {share.fund_id: share.fund for line in self.lines for share in line.shares.all()}

    @cached_property
    def moved(self) -> Moved:
        return Moved.by(self.lines)

    @property
    def made_here(self) -> bool:
        return self.decision.body == Body.DIRECTOR

    @cached_property
    def shares(self) -> Shares:
        return {
            line.activity_id: {share.fund_id: share.amount.amount for share in line.shares.all()}
            for line in self.lines
            if line.activity_id is not None
        }


def read_drafts(decisions: Sequence[Decision], on: datetime.date) -> list[Draft]:
    """The decisions ready for checking. Queries grow with the number of agreements, not of decisions."""
    lines = DecisionLine.objects.by_decision(decisions)
    books = {decision.agreement_id: decision.agreement for decision in decisions if decision.agreement is not None}
    waiting = Decision.objects.competing(books)
    read = {agreement_id: read_book(agreement) for agreement_id, agreement in books.items()}
    carried = carrying(decisions, on)
    unplanned = lacking_exit_plan(carried.get(Code.EXIT_PLAN, []))
    silent = silent_on_resources(carried.get(Code.EXISTING_RESOURCES, []))
    missed = unaddressed(decisions)
    reworded = reworded_since([decision for decision in decisions if decision.status == Status.SUBMITTED], on)
    powers = {decision.pk: power(decision) for decision in decisions}
    mandates: dict[tuple[int | None, str], list[Mandate]] = {}
    for decision in decisions:
        key = (decision.agreement_id, powers[decision.pk])
        if key not in mandates:
            covering = Mandate.objects.covering(agreement=decision.agreement, kind=key[1], on=on)
            mandates[key] = list(covering)
    return [
        Draft(
            decision,
            on,
            lines[decision.pk],
            read.get(decision.agreement_id, Book()),
            pick(mandates[decision.agreement_id, powers[decision.pk]], decision, lines[decision.pk]),
            _competing(decision, lines[decision.pk], waiting),
            reworded=reworded.get(decision.pk, []),
            unplanned=unplanned.get(decision.pk, []),
            says_how=decision.pk not in silent,
            unaddressed=missed.get(decision.pk, []),
        )
        for decision in decisions
    ]


def silent_on_resources(carrying: Iterable[Decision]) -> set[int]:
    """The ids of those that carry condition 1 and say nothing of existing resources."""
    return {decision.pk for decision in carrying if not decision.existing_resources.strip()}


def _competing(decision: Decision, lines: list[DecisionLine], waiting: list[Decision]) -> list[Decision]:
    return competing_with(decision, _touched(decision, lines), _drawn(decision, lines), waiting)


def competing_with(
    decision: Decision, activities: set[int], pools: set[int], waiting: list[Decision]
) -> list[Decision]:
    """Those that move money of the same activities, or take from the same funds' pools."""
    return [
        other
        for other in waiting
        if other.pk != decision.pk
        and (activities & _touched(other, other.lines.all()) or pools & _drawn(other, other.lines.all()))
    ]


def _touched(decision: Decision, lines: Iterable[DecisionLine]) -> set[int]:
    """What lies on these activities is moved. An allocation only adds to its own."""
    if decision.kind == Kind.ALLOCATION:
        return set()
    return {line.activity_id for line in lines if line.activity_id is not None}


def _drawn(decision: Decision, lines: Iterable[DecisionLine]) -> set[int]:
    if decision.kind in {Kind.REALLOCATION, Kind.RELEASE}:
        return set()
    return {share.fund_id for line in lines for share in line.shares.all()}
