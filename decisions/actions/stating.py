"""What a decision without money says: goals, extensions, assignments, in numbered points (doc 000)."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from decisions.actions.common import DecisionRefused
from decisions.authority import deciding_body
from decisions.models import Decision, DecisionPoint
from decisions.models.kinds import Body, Kind
from grants.models import Agreement, DevelopmentArea
from people.models import User


@dataclass(frozen=True)
class Statement:
    """Its points in order. An empty one can be saved as a draft and not handed in."""

    title: str
    points: Sequence[str]
    kind: Kind = Kind.OTHER

    @property
    def areas(self) -> set[DevelopmentArea]:
        return set()

    def body(self, agreement: Agreement | None, on: datetime.date) -> Body:
        return deciding_body(self.kind, agreement, on)

    def write(self, decision: Decision, by: User) -> None:
        if not self.title.strip():
            raise DecisionRefused("Skriv en rubrik.", "no_title")
        decision.points.all().delete()
        DecisionPoint.objects.bulk_create(
            DecisionPoint(decision=decision, number=number, text=text)
            for number, text in enumerate(self.points, start=1)
        )
