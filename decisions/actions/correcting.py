"""What the corrections of a decided decision say: other amounts, by reversal; or other words."""

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from decisions.actions.common import DecisionRefused
from decisions.actions.moving import write_lines
from decisions.models import CorrectedMovement, CorrectedWording, Decision, DecisionLink
from decisions.models.kinds import Body, Kind, Status
from decisions.movements import entries_of, sides
from grants.figures import ZERO
from grants.models import Activity, Agreement, DevelopmentArea, Movement
from people.models import User


@dataclass(frozen=True)
class Right:
    """What a movement should have been: `amount` kronor (0: it should not be), to `activity` if to another one."""

    movement: Movement
    amount: Decimal
    activity: Activity | None = None


@dataclass(frozen=True)
class Correction:
    """Reverses movements of `earlier` and books what is right in one batch."""

    earlier: Decision
    rows: Sequence[Right]
    kind: Kind = field(default=Kind.CORRECTION, init=False)

    @property
    def areas(self) -> set[DevelopmentArea]:
        return set()

    @property
    def title(self) -> str:
        return f"Rättelse av {self.earlier}: {self.earlier.title}"[:300]

    def body(self, agreement: Agreement | None, on: datetime.date) -> Body:
        """Who decided it corrects it."""
        return Body(self.earlier.body)

    def write(self, decision: Decision, by: User) -> None:
        _refuse_uncorrectable(decision, self.earlier)
        if not self.rows:
            raise DecisionRefused("Välj minst en bokning och skriv vad den ska vara.", "nothing_corrected")
        if any(row.amount < 0 for row in self.rows):
            raise DecisionRefused("Ett rätt belopp kan inte vara mindre än noll.", "negative")
        mine = set(movements_of(self.earlier))
        if any(row.movement not in mine for row in self.rows):
            raise DecisionRefused(f"En av bokningarna hör inte till {self.earlier}.", "other_decision")
        _cite(decision, self.earlier)
        decision.corrected_movements.all().delete()
        CorrectedMovement.objects.bulk_create(
            CorrectedMovement(decision=decision, movement=row.movement, amount=row.amount, activity=row.activity)
            for row in self.rows
        )
        write_lines(decision, _net(decision))


def movements_of(decision: Decision) -> list[Movement]:
    """The movements of a decision that can be reversed: not reversals themselves, and not reversed already."""
    found = Movement.objects.filter(fundings__line__decision=decision, reversed_by__isnull=True)
    rows = found.exclude(kind=Movement.Kind.REVERSAL).distinct().order_by("pk")
    return list(rows.select_related("source__fund__area", "target", "source__activity", "target__activity"))


def _net(decision: Decision) -> Mapping[Activity | None, Mapping[int, Decimal]]:
    """What the reversals and what replaces them come to, for each line's activity and fund. A zero line stays: its
    movements are its own although they take each other out."""
    net: dict[int | None, dict[int, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    for entry in entries_of(decision):
        for activity_id, amount in sides(entry.source, entry.target, entry.amount):
            net[activity_id][entry.source.fund_id] += amount
    activities = Activity.objects.in_bulk([pk for pk in net if pk is not None])
    return {activities[pk] if pk is not None else None: share for pk, share in net.items()}


@dataclass(frozen=True)
class Rectification:
    """Other words for a decided decision, which itself stays as it was made. `points` by their number."""

    earlier: Decision
    heading: str
    reason: str
    points: Mapping[int, str]
    kind: Kind = field(default=Kind.RECTIFICATION, init=False)

    @property
    def areas(self) -> set[DevelopmentArea]:
        return set()

    @property
    def title(self) -> str:
        return f"Rättelse av ordalydelsen i {self.earlier}"

    def body(self, agreement: Agreement | None, on: datetime.date) -> Body:
        return Body(self.earlier.body)

    def write(self, decision: Decision, by: User) -> None:
        _refuse_uncorrectable(decision, self.earlier)
        changed = self._changed(decision)
        if not changed:
            raise DecisionRefused("Ingen ordalydelse är ändrad.", "nothing_corrected")
        _cite(decision, self.earlier)
        decision.corrected_wordings.all().delete()
        CorrectedWording.objects.bulk_create(changed)

    def _changed(self, decision: Decision) -> list[CorrectedWording]:
        part = CorrectedWording.Part
        rows = [
            (part.TITLE, 0, self.earlier.title, self.heading),
            (part.REASON, 0, self.earlier.reason, self.reason),
            *(
                (part.POINT, point.number, point.text, self.points.get(point.number, point.text))
                for point in self.earlier.points.all()
            ),
        ]
        return [
            CorrectedWording(decision=decision, part=which, number=number, before=before, after=after.strip())
            for which, number, before, after in rows
            if before.strip() != after.strip()
        ]


def _refuse_uncorrectable(decision: Decision, earlier: Decision) -> None:
    if earlier.status != Status.DECIDED:
        raise DecisionRefused(f"{earlier} är inte beslutad och rättas genom att ändras.", "not_decided")
    if earlier.agreement_id != decision.agreement_id:
        raise DecisionRefused(f"{earlier} hör inte till {decision.agreement}.", "other_agreement")


def _cite(decision: Decision, earlier: Decision) -> None:
    decision.links.corrections().delete()
    DecisionLink.objects.create(decision=decision, kind=DecisionLink.Kind.CORRECTS, other=earlier)
