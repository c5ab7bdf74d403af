"""The ledger entries that carry out a decision that is booked whole, from its lines or from what it corrects."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from decisions.models import CorrectedMovement, Decision, DecisionLine
from decisions.models.kinds import Kind
from decisions.spreading import Pair, Shares, pair_up
from grants import ledger
from grants.figures import ZERO
from grants.ledger import Entry, Place
from grants.models import Account, Activity, Fund, Movement


@dataclass(frozen=True)
class Moved:
    """Signed kronor per activity (None: the state) and fund, with the activities and funds themselves."""

    shares: dict[int | None, dict[int, Decimal]]
    activities: dict[int, Activity]
    funds: dict[int, Fund]

    @classmethod
    def by(cls, lines: Iterable[DecisionLine]) -> "Moved":
        """Of lines with `activity` and `shares__fund` at hand."""
        lines = list(lines)
        parts = [(line.activity_id, share) for line in lines for share in line.shares.all()]
        shares: dict[int | None, dict[int, Decimal]] = defaultdict(dict)
        for activity_id, share in parts:
            shares[activity_id][share.fund_id] = share.amount.amount
        return cls(
            shares,
            {line.activity.pk: line.activity for line in lines if line.activity},
            {share.fund_id: share.fund for _, share in parts},
        )

    @property
    def of_activities(self) -> Shares:
        return {activity_id: share for activity_id, share in self.shares.items() if activity_id is not None}

    def pool_change(self, fund_id: int) -> Decimal:
        """What the state gives less what the activities take."""
        to_activities = sum((share.get(fund_id, ZERO) for share in self.of_activities.values()), ZERO)
        return self.shares.get(None, {}).get(fund_id, ZERO) - to_activities


def entries_of(decision: Decision) -> list[Entry]:
    """Those of a correction reverse and replace; others follow from the lines."""
    if decision.kind == Kind.CORRECTION:
        return list(_correcting(decision))
    return entries_for(Moved.by(decision.lines.select_related("activity").prefetch_related("shares__fund")))


def entries_for(moved: Moved) -> list[Entry]:
    """Givers are paired with takers within each fund; what is left over comes from the pool, or goes back to it. The
    state's line is an allotment or, below zero, a repayment."""
    pairs = pair_up(moved.of_activities)
    found = [
        ledger.reallocation(
            moved.funds[pair.fund_id],
            moved.activities[pair.source_id],
            moved.activities[pair.target_id],
            pair.amount,
        )
        for pair in pairs
    ]
    for (activity_id, fund_id), amount in _unpaired(moved.of_activities, pairs).items():
        activity, fund = moved.activities[activity_id], moved.funds[fund_id]
        if amount:
            found.append((ledger.allocation if amount > 0 else ledger.release)(fund, activity, abs(amount)))
    for fund_id, amount in moved.shares.get(None, {}).items():
        if not amount:
            continue  # What the body struck of a repayment.
        found.append((ledger.allotment if amount > 0 else ledger.repayment)(moved.funds[fund_id], abs(amount)))
    return found


def _unpaired(shares: Shares, pairs: Iterable[Pair]) -> Mapping[tuple[int, int], Decimal]:
    left = {
        (activity_id, fund_id): amount for activity_id, share in shares.items() for fund_id, amount in share.items()
    }
    for pair in pairs:
        left[pair.source_id, pair.fund_id] += pair.amount
        left[pair.target_id, pair.fund_id] -= pair.amount
    return left


def _correcting(decision: Decision) -> Iterable[Entry]:
    """Each reversal, and then what is booked in its place."""
    rows = decision.corrected_movements.select_related(
        "activity", "movement__source__fund", "movement__target__fund", "movement__source__activity"
    )
    for row in rows:
        yield ledger.reversal(row.movement)
        if row.amount.amount:
            yield replacement(row)


def replacement(row: CorrectedMovement) -> Entry:
    """The movement as it should have been: the same kind, with the right amount, to the right activity."""
    movement = row.movement
    target = ledger.place_of(movement.target)
    if row.activity_id is not None and movement.target.kind == Account.Kind.ACTIVITY:
        target = Place(target.fund_id, target.kind, row.activity_id)
    return Entry(Movement.Kind(movement.kind), ledger.place_of(movement.source), target, row.amount.amount)


def sides(source: Place, target: Place, amount: Decimal) -> list[tuple[int | None, Decimal]]:
    """Which line each side of a movement is part of, and with which sign: an activity's, else the state's (None)."""
    found: list[tuple[int | None, Decimal]] = [
        (place.activity_id, signed)
        for place, signed in ((source, -amount), (target, amount))
        if place.activity_id is not None
    ]
    return found or [(None, amount if source.kind == Account.Kind.STATE else -amount)]


def touched(decision: Decision) -> set[Place]:
    """Every account whose balance the decision builds on."""
    moved = Moved.by(decision.lines.select_related("activity").prefetch_related("shares__fund"))
    places = {
        ledger.at(moved.activities[pk], moved.funds[fund])
        for pk, share in moved.of_activities.items()
        for fund in share
    }
    if decision.kind != Kind.REALLOCATION:
        places |= {ledger.pool(fund) for fund in moved.funds.values()}
    if decision.kind in {Kind.REPAYMENT, Kind.CORRECTION}:
        places |= {place for entry in entries_of(decision) for place in (entry.source, entry.target)}
    return places
