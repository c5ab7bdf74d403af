"""What a decision says, as data: before, change and after per activity, totals, and everything that belongs to it.

One shape for every kind of decision. "Before" is the book just before the decision was booked, or as it stands now when
it is not. Kronor as Decimal.
"""

from decimal import Decimal
from functools import cached_property

from django.db.models import Min

from decisions.comparison_rows import Part, Pool, Row, Totals
from decisions.exit_plans import PlanText, plans_of
from decisions.links import Relation, later_decisions, relations
from decisions.models import (
    Attachment,
    Condition,
    ConditionChoice,
    ConditionWording,
    CorrectedMovement,
    CorrectedWording,
    Decision,
    DecisionCondition,
    DecisionLine,
    Document,
    Funding,
    LineShare,
    Question,
    Recipient,
)
from decisions.models.kinds import BOOKED_WHOLE, REASONED, Kind, Status
from decisions.movements import Moved
from decisions.prose import Points, points_of, unbroken
from decisions.questions import Threads, threads
from decisions.registrations import registered
from decisions.seen import Figure, figures_of
from grants.figures import ZERO, Book, read_book
from grants.kronor import format_kronor
from grants.models import Activity, DevelopmentArea, Fund


class Comparison:
    """A decision with everything that it says, as it stands."""

    def __init__(self, decision: Decision) -> None:
        self.decision = decision

    @cached_property
    def lines(self) -> list[DecisionLine]:
        return list(self.decision.lines.for_page())

    @cached_property
    def book(self) -> Book:
        """The book before the decision, with the outcome that was known when it was decided."""
        if self.decision.agreement is None:
            return Book()
        first = Funding.objects.filter(line__decision=self.decision).aggregate(first=Min("movement"))["first"]
        if self.decision.status != Status.DECIDED or first is None:
            return read_book(self.decision.agreement)
        book = read_book(self.decision.agreement, before=first)
        known = read_book(self.decision.agreement, self.decision.decided_on)
        book.outcome = known.outcome
        return book

    @cached_property
    def rows(self) -> list[Row]:
        return [self._row(line) for line in self.lines if line.activity is not None]

    def _row(self, line: DecisionLine) -> Row:
        activity_id = line.activity_id or 0  # Only lines with an activity are rows.
        held = self.book.accounts.get(activity_id, {})
        parts = tuple(
            Part(share.fund, held.get(share.fund_id, ZERO), share.amount.amount) for share in line.shares.all()
        )
        booked = sum((funding.amount.amount for funding in line.fundings.all()), ZERO)
        asked, outcome = self.threads.at(line.activity_id), self.book.outcome.get(activity_id, ZERO)
        return Row(line, sum(held.values(), ZERO), outcome, parts, booked, asked)

    @cached_property
    def threads(self) -> Threads:
        """Questions that the proposal was returned with, and their answers."""
        return threads(self.decision)

    @cached_property
    def loose_questions(self) -> tuple[Question, ...]:
        """Those that stand at no line: about the whole, or about one that has left the proposal."""
        return self.threads.besides(line.activity_id for line in self.lines)

    @property
    def activities(self) -> list[Activity]:
        return [row.activity for row in self.rows if row.activity is not None]

    @cached_property
    def totals(self) -> Totals:
        return Totals(
            sum((row.before for row in self.rows), ZERO),
            sum((row.change for row in self.rows), ZERO),
            sum((row.booked for row in self.rows), ZERO),
            sum((row.outcome for row in self.rows), ZERO),
        )

    @cached_property
    def allotted(self) -> list[Part]:
        """The funds that an allotment gives money, for a decision whose lines have no activity."""
        shares = [share for line in self.lines if line.activity is None for share in line.shares.all()]
        return [
            Part(share.fund, self.book.allotted[share.fund_id], share.amount.amount, _altered_from(share))
            for share in shares
        ]

    @property
    def is_allotment(self) -> bool:
        return self.decision.kind == Kind.ALLOTMENT

    @property
    def shows_change(self) -> bool:
        """Whether its lines are changes of what was there: before, change, after."""
        return self.decision.kind in BOOKED_WHOLE

    @property
    def is_locking(self) -> bool:
        return self.decision.kind in {Kind.LOCK, Kind.UNLOCK}

    @cached_property
    def wordings(self) -> list[CorrectedWording]:
        return list(self.decision.corrected_wordings.all())

    @cached_property
    def corrected_movements(self) -> list[CorrectedMovement]:
        rows = self.decision.corrected_movements.select_related(
            "activity", "movement__source__fund", "movement__source__activity", "movement__target__activity"
        )
        return list(rows)

    @property
    def is_reasoned(self) -> bool:
        return self.decision.kind in REASONED

    @property
    def is_written(self) -> bool:
        """Whether there is something to hand in."""
        if self.decision.kind == Kind.OTHER:
            return bool(self.points)
        return bool(self.lines or self.wordings)

    @cached_property
    def allotted_total(self) -> Decimal:
        return sum((part.change for part in self.allotted), ZERO)

    @cached_property
    def sentence(self) -> str:
        """The decision as a sentence: how much, from where, to where."""
        decision = self.decision
        if decision.kind == Kind.ALLOTMENT:
            return f"{format_kronor(self.allotted_total)} från staten till {decision.agreement}"
        if decision.kind == Kind.ALLOCATION:
            where = "1 aktivitet" if len(self.rows) == 1 else f"{len(self.rows)} aktiviteter"
            return f"{format_kronor(self.totals.change)} till {where} i {decision.agreement}"
        return decision.title

    @cached_property
    def is_altered(self) -> bool:
        """Whether the body decided other amounts than those proposed: both are then shown."""
        found = [row.altered_from for row in self.rows] + [part.altered_from for part in self.allotted]
        return any(amount is not None for amount in found)

    @property
    def proposed_total(self) -> Decimal:
        rows = [row.proposed for row in self.rows] or [part.proposed for part in self.allotted]
        return sum(rows, ZERO)

    @cached_property
    def several_funds(self) -> bool:
        """Whether the detail per fund says more than the row itself."""
        return any(len(row.parts) > 1 for row in self.rows) or len(self.funds) > 1

    @cached_property
    def funds(self) -> list[Fund]:
        found = {share.fund_id: share.fund for line in self.lines for share in line.shares.all()}
        return sorted(found.values(), key=lambda fund: (fund.area.number, fund.position, fund.pk))

    @cached_property
    def areas(self) -> list[DevelopmentArea]:
        found = {fund.area_id: fund.area for fund in self.funds}
        found |= {row.activity.area_id: row.activity.area for row in self.rows if row.activity}
        return sorted(found.values(), key=lambda area: area.number)

    @cached_property
    def pools(self) -> list[Pool]:
        return [self._pool(area) for area in self.areas]

    def _pool(self, area: DevelopmentArea) -> Pool:
        funds = [fund.pk for fund in area.funds.all()]
        before = sum((self.book.pool[fund_id] for fund_id in funds), ZERO)
        if self.decision.kind != Kind.ALLOCATION:
            change = sum((self.moved.pool_change(pk) for pk in funds), ZERO)
            return Pool(area, before, change, self._asked_of_pool(area, change))
        # What a fund does not hold stays uncovered: the pool never goes below zero.
        taken = sum((min(-self.moved.pool_change(pk), self.book.pool[pk]) for pk in funds), ZERO)
        return Pool(area, before, -taken, -taken)

    def _asked_of_pool(self, area: DevelopmentArea, change: Decimal) -> Decimal | None:
        """Of altered money between areas only the decided shares of the funds are kept."""
        if not self.is_altered:
            return change
        return None if self.decision.kind == Kind.ACROSS else -sum((row.proposed for row in self.rows_in(area)), ZERO)

    def rows_in(self, area: DevelopmentArea) -> list[Row]:
        return [row for row in self.rows if row.activity is not None and row.activity.area_id == area.pk]

    def pool_beside(self, area: DevelopmentArea) -> Pool | None:
        """What is unallocated in the area, where it gives or takes: with it the table of the area balances. None where
        the decision is between the state and the funds."""
        pool = next((each for each in self.pools if each.area == area), None)
        moves = self.shows_change and not self.allotted and pool is not None and bool(pool.change or pool.proposed)
        return pool if moves else None

    @cached_property
    def moved(self) -> Moved:
        return Moved.by(self.lines)

    @property
    def figures(self) -> list[Figure]:
        """What the decision builds on: what changes before it is decided is shown."""
        return figures_of(self.decision, self.lines, self.book)

    @cached_property
    def points(self) -> Points:
        return points_of(self.decision)

    @property
    def reason(self) -> str:
        return unbroken(self.decision.reason)

    @cached_property
    def conditions(self) -> list[DecisionCondition]:
        return list(self.decision.conditions.select_related("wording__condition"))

    @property
    def carried(self) -> list[ConditionWording]:
        return [row.wording for row in self.conditions]

    @cached_property
    def plans(self) -> tuple[PlanText, ...]:
        """How what is given money is financed when the grant ends, as planned by the day of the decision."""
        if self.decision.kind not in {Kind.ALLOCATION, Kind.ACTIVITY}:
            return ()
        given = [row.activity.pk for row in self.rows if row.activity and row.change > 0]
        return plans_of(given, self.decision.decided_on)

    @cached_property
    def registrations(self) -> str:
        """Which of the activities bear the mark of being registered in Stratsys (condition 2), once that is decided."""
        codes = {row.wording.condition.code for row in self.conditions}
        if self.decision.status != Status.DECIDED or Condition.Code.REGISTRATION not in codes or not self.activities:
            return ""
        return registered(self.activities)

    @cached_property
    def departures(self) -> list[ConditionChoice]:
        """Where the decision departs from the standard conditions, with the reasons."""
        return list(self.decision.condition_choices.select_related("condition", "by"))

    @cached_property
    def documents(self) -> list[Document]:
        return list(self.decision.case.documents.all())

    @cached_property
    def attachments(self) -> list[Attachment]:
        """The files that belong to the decision, such as the minutes' extract."""
        return list(self.decision.attachments.current())

    @cached_property
    def recipients(self) -> list[Recipient]:
        return list(self.decision.recipients.all())

    @cached_property
    def relations(self) -> list[Relation]:
        """The decisions that this one stands in relation to, both ways."""
        return relations(self.decision)

    @cached_property
    def later(self) -> list[Relation]:
        """What has been decided about it since: it is corrected, amended, extended, replaced."""
        return later_decisions(self.decision)

    @property
    def is_titled(self) -> bool:
        """Whether the decision has a heading of its own beside the sentence."""
        return self.decision.title != self.sentence


def _altered_from(share: LineShare) -> Decimal | None:
    proposed = None if share.proposed_amount is None else share.proposed_amount.amount
    return proposed if proposed != share.amount.amount else None
