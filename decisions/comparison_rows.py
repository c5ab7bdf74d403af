"""The rows of a decision as data: before, change and after, per activity, fund and area. Kronor as Decimal."""

from dataclasses import dataclass
from decimal import Decimal

from decisions.models import DecisionLine, Question
from grants.models import Activity, DevelopmentArea, Fund


@dataclass(frozen=True)
class Part:
    """What happens in one fund of an activity, or in the pool of a fund. `altered_from`: the proposed change, where
    something else was decided."""

    fund: Fund
    before: Decimal
    change: Decimal
    altered_from: Decimal | None = None

    @property
    def after(self) -> Decimal:
        return self.before + self.change

    @property
    def proposed(self) -> Decimal:
        return self.change if self.altered_from is None else self.altered_from


@dataclass(frozen=True)
class Row:
    """One line: an activity's kronor before, the change, after; and how much of the line is booked."""

    line: DecisionLine
    before: Decimal
    outcome: Decimal
    parts: tuple[Part, ...]
    booked: Decimal
    questions: tuple[Question, ...] = ()

    @property
    def activity(self) -> Activity | None:
        return self.line.activity

    @property
    def change(self) -> Decimal:
        return self.line.amount.amount

    @property
    def after(self) -> Decimal:
        return self.before + self.change

    @property
    def uncovered(self) -> Decimal:
        return self.change - self.booked

    @property
    def left(self) -> Decimal:
        """What would be left to spend."""
        return self.after - self.outcome

    @property
    def proposed(self) -> Decimal:
        """What was proposed; without other words the same as was decided."""
        return self.change if self.line.proposed_amount is None else self.line.proposed_amount.amount

    @property
    def altered_from(self) -> Decimal | None:
        """The proposed amount, where something else was decided."""
        return self.proposed if self.proposed != self.change else None

    @property
    def roles(self) -> str:
        return ", ".join(duty.role.name for duty in self.activity.responsibilities.all()) if self.activity else ""


@dataclass(frozen=True)
class Totals:
    before: Decimal
    change: Decimal
    booked: Decimal
    outcome: Decimal

    @property
    def after(self) -> Decimal:
        return self.before + self.change

    @property
    def uncovered(self) -> Decimal:
        return self.change - self.booked

    @property
    def left(self) -> Decimal:
        return self.after - self.outcome


@dataclass(frozen=True)
class Pool:
    """What is unallocated in an area that the decision touches. `proposed`: the change that was asked for; None where
    only what was decided is kept."""

    area: DevelopmentArea
    before: Decimal
    change: Decimal
    proposed: Decimal | None

    @property
    def after(self) -> Decimal:
        return self.before + self.change
