"""Decided, booked, uncovered, outcome and left of an agreement: the one place where the columns meet.

Pages, exports, checks and reports all read these. Kronor as Decimal; `as_of` is a day: decisions decided and movements
booked later are left out, as are months of outcome that had not ended.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import Prefetch, Sum

from decisions.models import DecisionLine
from decisions.models.decisions import Kind, Status
from grants.figures import ZERO, Book, read_book
from grants.models import Activity, ActivityRole, Agreement, DevelopmentArea, Fund


@dataclass(frozen=True)
class Figures:
    """The key row, in its fixed order."""

    allotted: Decimal = ZERO
    decided: Decimal = ZERO
    allocated: Decimal = ZERO
    unallocated: Decimal = ZERO
    outcome: Decimal = ZERO

    @property
    def uncovered(self) -> Decimal:
        return self.decided - self.allocated

    @property
    def left(self) -> Decimal:
        """What is booked and not yet spent; below zero when more is spent than booked."""
        return self.allocated - self.outcome

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            self.allotted + other.allotted,
            self.decided + other.decided,
            self.allocated + other.allocated,
            self.unallocated + other.unallocated,
            self.outcome + other.outcome,
        )


@dataclass(frozen=True)
class FundFigures:
    fund: Fund
    allotted: Decimal
    unallocated: Decimal
    repaid: Decimal

    @property
    def allocated(self) -> Decimal:
        return self.allotted - self.repaid - self.unallocated


@dataclass(frozen=True)
class ActivityFigures:
    activity: Activity
    figures: Figures
    accounts: tuple[tuple[Fund, Decimal], ...]
    by_month: dict[datetime.date, Decimal]

    @cached_property
    def roles(self) -> list[str]:
        return [responsibility.role.name for responsibility in self.activity.responsibilities.all()]


@dataclass(frozen=True)
class AreaFigures:
    area: DevelopmentArea
    funds: tuple[FundFigures, ...]
    activities: tuple[ActivityFigures, ...]

    @cached_property
    def totals(self) -> Figures:
        total = sum((row.figures for row in self.activities), Figures())
        return total + Figures(
            allotted=sum((row.allotted for row in self.funds), ZERO),
            unallocated=sum((row.unallocated for row in self.funds), ZERO),
        )


@dataclass(frozen=True)
class AgreementFigures:
    agreement: Agreement
    as_of: datetime.date | None
    areas: tuple[AreaFigures, ...]
    unmatched_outcome: Decimal

    @cached_property
    def totals(self) -> Figures:
        return sum((area.totals for area in self.areas), Figures())

    @cached_property
    def activities(self) -> dict[int, ActivityFigures]:
        return {row.activity.pk: row for area in self.areas for row in area.activities}

    def area(self, number: int) -> AreaFigures:
        return next(area for area in self.areas if area.area.number == number)


def decided_by_activity(agreement: Agreement, as_of: datetime.date | None = None) -> dict[int, Decimal]:
    """Decided kronor per activity: the allocations and the signed changes of reallocations."""
    lines = DecisionLine.objects.filter(
        decision__agreement=agreement,
        decision__status=Status.DECIDED,
        decision__kind__in=[Kind.ALLOCATION, Kind.REALLOCATION],
        activity__isnull=False,
    )
    if as_of is not None:
        lines = lines.filter(decision__decided_on__lte=as_of)
    return dict(lines.order_by().values_list("activity_id").annotate(total=Sum("amount")))


def agreement_figures(agreement: Agreement, as_of: datetime.date | None = None) -> AgreementFigures:
    """All figures of an agreement in a fixed number of queries."""
    book = read_book(agreement, as_of)
    decided = decided_by_activity(agreement, as_of)
    rows = agreement.areas.select_related("coordinator", "agreement").prefetch_related(
        Prefetch("funds", Fund.objects.order_by("position", "pk")),
        Prefetch("activities", Activity.objects.order_by("position", "pk")),
        Prefetch("activities__responsibilities", ActivityRole.objects.select_related("role")),
    )
    areas = list(rows)
    funds = {fund.pk: fund for area in areas for fund in area.funds.all()}
    return AgreementFigures(
        agreement,
        as_of,
        tuple(_area(area, book, decided, funds) for area in areas),
        book.unmatched_outcome,
    )


def _area(area: DevelopmentArea, book: Book, decided: dict[int, Decimal], funds: dict[int, Fund]) -> AreaFigures:
    return AreaFigures(
        area,
        tuple(
            FundFigures(fund, book.allotted[fund.pk], book.pool[fund.pk], book.repaid[fund.pk])
            for fund in area.funds.all()
        ),
        tuple(_activity(activity, book, decided, funds) for activity in area.activities.all()),
    )


def _activity(activity: Activity, book: Book, decided: dict[int, Decimal], funds: dict[int, Fund]) -> ActivityFigures:
    held = book.accounts.get(activity.pk, {})
    return ActivityFigures(
        activity,
        Figures(
            decided=decided.get(activity.pk, ZERO),
            allocated=sum(held.values(), ZERO),
            outcome=book.outcome.get(activity.pk, ZERO),
        ),
        tuple((funds[fund_id], balance) for fund_id, balance in sorted(held.items()) if balance),
        dict(book.outcome_by_month.get(activity.pk, {})),
    )
