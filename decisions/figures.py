"""Decided, booked, uncovered, outcome and left of an agreement: the one place where the columns meet.

Pages, exports, checks and reports all read these. Kronor as Decimal; `as_of` is a day: decisions decided and movements
booked later are left out, as are months of outcome that had not ended.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import F, Prefetch, QuerySet, Sum

from decisions.models import DecisionLine, LineShare
from decisions.models.kinds import BUDGETING, Status
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
    borrowed: Decimal = ZERO
    """Of an area: booked to its activities out of other areas' funds, less what its own funds have given theirs."""

    @property
    def uncovered(self) -> Decimal:
        return self.decided - self.allocated

    @property
    def left(self) -> Decimal:
        """What the activities have and have not spent; below zero when they have spent more."""
        return self.allocated + self.borrowed - self.outcome

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            self.allotted + other.allotted,
            self.decided + other.decided,
            self.allocated + other.allocated,
            self.unallocated + other.unallocated,
            self.outcome + other.outcome,
            self.borrowed + other.borrowed,
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
class Crossing:
    """Money of one area's fund on an activity of another (only the board decides that)."""

    fund: Fund
    activity: Activity
    decided: Decimal
    allocated: Decimal


@dataclass(frozen=True)
class CrossingRow:
    """A row between an area's activities and their sum, which is by the area of the fund. Signed kronor."""

    activity: Activity
    text: str
    decided: Decimal
    allocated: Decimal


@dataclass(frozen=True)
class AreaFigures:
    """`given`: its funds' money on other areas' activities; `received`: other areas' funds on its own activities."""

    area: DevelopmentArea
    funds: tuple[FundFigures, ...]
    activities: tuple[ActivityFigures, ...]
    given: tuple[Crossing, ...] = ()
    received: tuple[Crossing, ...] = ()

    @property
    def crossings(self) -> list[CrossingRow]:
        """What is added to the activities' decided and booked, and taken from them, to come to the totals."""
        given = [
            CrossingRow(
                row.activity,
                f"Till {row.activity} i område {row.activity.area.number}, ur {row.fund}",
                row.decided,
                row.allocated,
            )
            for row in self.given
        ]
        received = [
            CrossingRow(
                row.activity,
                f"Avgår: ur {row.fund} i område {row.fund.area.number}, till {row.activity}",
                -row.decided,
                -row.allocated,
            )
            for row in self.received
        ]
        return given + received

    @cached_property
    def totals(self) -> Figures:
        """By the area that the fund belongs to, so that what is allotted is what is booked, unallocated and repaid.
        Outcome, and what is left, are the activities' own."""
        total = sum((row.figures for row in self.activities), Figures())
        decided = _sum(row.decided for row in self.given) - _sum(row.decided for row in self.received)
        allocated = _sum(row.allocated for row in self.given) - _sum(row.allocated for row in self.received)
        return total + Figures(
            allotted=_sum(row.allotted for row in self.funds),
            decided=decided,
            allocated=allocated,
            unallocated=_sum(row.unallocated for row in self.funds),
            borrowed=-allocated,
        )


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)


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
    """Decided kronor per activity: what is allocated, and every signed change since."""
    lines = _deciding_lines(agreement, as_of)
    return dict(lines.order_by().values_list("activity_id").annotate(total=Sum("amount")))


def _deciding_lines(agreement: Agreement, as_of: datetime.date | None) -> QuerySet[DecisionLine]:
    lines = DecisionLine.objects.filter(
        decision__agreement=agreement,
        decision__status=Status.DECIDED,
        decision__kind__in=BUDGETING,
        activity__isnull=False,
    )
    if as_of is not None:
        lines = lines.filter(decision__decided_on__lte=as_of)
    return lines


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
    crossings = _crossings(agreement, as_of, areas, book)
    return AgreementFigures(
        agreement,
        as_of,
        tuple(_area(area, book, decided, funds, crossings) for area in areas),
        book.unmatched_outcome,
    )


def _crossings(
    agreement: Agreement, as_of: datetime.date | None, areas: list[DevelopmentArea], book: Book
) -> list[Crossing]:
    shares = LineShare.objects.filter(line__in=_deciding_lines(agreement, as_of))
    abroad = shares.exclude(fund__area=F("line__activity__area")).order_by("fund", "line__activity")
    decided = {
        (fund_id, activity_id): total
        for fund_id, activity_id, total in abroad.values_list("fund", "line__activity").annotate(total=Sum("amount"))
    }
    funds = {fund.pk: fund for area in areas for fund in area.funds.all()}
    activities = {activity.pk: activity for area in areas for activity in area.activities.all()}
    return [
        Crossing(funds[fund_id], activities[pk], total, book.accounts.get(pk, {}).get(fund_id, ZERO))
        for (fund_id, pk), total in decided.items()
    ]


def _area(
    area: DevelopmentArea,
    book: Book,
    decided: dict[int, Decimal],
    funds: dict[int, Fund],
    crossings: list[Crossing],
) -> AreaFigures:
    return AreaFigures(
        area,
        tuple(
            FundFigures(fund, book.allotted[fund.pk], book.pool[fund.pk], book.repaid[fund.pk])
            for fund in area.funds.all()
        ),
        tuple(_activity(activity, book, decided, funds) for activity in area.activities.all()),
        given=tuple(row for row in crossings if row.fund.area_id == area.pk),
        received=tuple(row for row in crossings if row.activity.area_id == area.pk),
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
