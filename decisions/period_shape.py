"""A period of an agreement as data: what page, spreadsheet, CSV, JSON and PDF of a follow-up report are drawn from.

Kronor as Decimal, months as first days. A variance is budget minus cost: below zero it cost more than decided. A budget
"of the period" or "so far" counts the months that accounting has told of, so that it can be held against the outcome.
"""

import dataclasses
import datetime
from dataclasses import dataclass
from decimal import Decimal

from decisions.forecast import MonthLine
from decisions.periods import months_in_words
from grants.figures import ZERO


@dataclass(frozen=True)
class Amounts:
    """`budget` and `outcome` are from the agreement's first month; `expected` is what the whole agreement will cost."""

    original: Decimal = ZERO
    current: Decimal = ZERO
    booked: Decimal = ZERO
    uncovered: Decimal = ZERO
    budget_of_period: Decimal = ZERO
    outcome_of_period: Decimal = ZERO
    variance_of_period: Decimal = ZERO
    budget: Decimal = ZERO
    outcome: Decimal = ZERO
    variance: Decimal = ZERO
    expected: Decimal = ZERO
    expected_variance: Decimal = ZERO

    def __add__(self, other: "Amounts") -> "Amounts":
        return Amounts(*(getattr(self, name) + getattr(other, name) for name in AMOUNTS))


AMOUNTS = tuple(field.name for field in dataclasses.fields(Amounts))


@dataclass(frozen=True)
class ActivityLine:
    """`forecast` says where the forecast comes from; `commented` who wrote the comment and when."""

    id: int
    area: int
    name: str
    roles: tuple[str, ...]
    amounts: Amounts
    forecast: str
    comment: str
    commented: str
    needs_comment: bool
    comment_missing: bool


@dataclass(frozen=True)
class AreaLines:
    number: int
    name: str
    amounts: Amounts
    activities: tuple[ActivityLine, ...]


@dataclass(frozen=True)
class FundLine:
    area: int
    name: str
    earmarked: bool
    allotted: Decimal
    allocated: Decimal
    unallocated: Decimal
    repaid: Decimal


@dataclass(frozen=True)
class MovementLine:
    """A movement that was decided in the period. `reference` has the registry number and paragraph."""

    decided_on: datetime.date
    booked_on: datetime.date
    kind: str
    fund: str
    source: str
    target: str
    amount: Decimal
    reference: str


@dataclass(frozen=True)
class PeriodReport:
    """`selection` says in words what is left out; empty when nothing is. Funds are shown where they are not split by
    role or status. `unmatched` is the whole agreement's."""

    title: str
    code: str
    agreement: str
    agreement_slug: str
    registry_number: str
    first: datetime.date
    last: datetime.date
    as_of: datetime.date
    selection: tuple[str, ...]
    known_to: str
    missing_months: tuple[str, ...]
    open_months: tuple[str, ...]
    totals: Amounts
    areas: tuple[AreaLines, ...]
    months: tuple[MonthLine, ...]
    funds: tuple[FundLine, ...]
    movements: tuple[MovementLine, ...]
    unmatched: Decimal

    template = "pdf/period_report.html"

    @property
    def heading(self) -> str:
        return f"{self.title}: {self.agreement}"

    @property
    def subject(self) -> str:
        return f"{self.agreement}, {self.registry_number}, {self.period}"

    @property
    def dated(self) -> datetime.date:
        return self.as_of

    @property
    def period(self) -> str:
        return months_in_words(self.first, self.last)

    @property
    def activities(self) -> tuple[ActivityLine, ...]:
        return tuple(row for area in self.areas for row in area.activities)

    def file_name(self, ending: str) -> str:
        return f"{self.agreement_slug}-{self.code or self.period}{'-urval' if self.selection else ''}.{ending}"
