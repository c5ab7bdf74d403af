"""What a proposal to lock or unlock activities says. No money moves."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from decisions.actions.common import DecisionRefused
from decisions.models import Decision, DecisionLine
from decisions.models.kinds import Body, Kind
from grants.figures import ZERO
from grants.models import Activity, Agreement, DevelopmentArea
from grants.printed import listing
from people.models import User


@dataclass(frozen=True)
class Locking:
    """`kind` is LOCK or UNLOCK. The lock itself changes when the decision is recorded, not before."""

    kind: Kind
    activities: Sequence[Activity]

    @property
    def areas(self) -> set[DevelopmentArea]:
        return {activity.area for activity in self.activities}

    @property
    def title(self) -> str:
        verb = "Lås" if self.kind == Kind.LOCK else "Lås upp"
        return f"{verb} {listing(self.activities)}"[:300]

    def body(self, agreement: Agreement | None, on: datetime.date) -> Body:
        """A lock is the board's word, and lifted by the same body."""
        return Body.BOARD

    def write(self, decision: Decision, by: User) -> None:
        if not self.activities:
            raise DecisionRefused("Välj minst en aktivitet.", "nothing_chosen")
        if any(area.agreement_id != decision.agreement_id for area in self.areas):
            raise DecisionRefused(f"En av aktiviteterna hör inte till {decision.agreement}.", "other_agreement")
        decision.lines.all().delete()
        DecisionLine.objects.bulk_create(
            DecisionLine(
                decision=decision, activity=activity, position=position, amount=ZERO, locks=self.kind == Kind.LOCK
            )
            for position, activity in enumerate(dict.fromkeys(self.activities))
        )
