"""The picture of a month: every figure per activity and fund on its last day, as data that can be frozen and compared.

Kronor as Decimal. A picture taken now of a closed month differs from the frozen one by what has been corrected since,
and by decisions that were registered afterwards with an earlier day.
"""

import calendar
import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from decisions.figures import ActivityFigures, AgreementFigures, FundFigures, agreement_figures
from decisions.frozen import thaw
from decisions.models import MonthPicture
from grants.figures import ZERO
from grants.models import Agreement, OutcomeCorrection, OutcomeImport


@dataclass(frozen=True)
class FundBalance:
    fund: str
    balance: Decimal


@dataclass(frozen=True)
class ActivityPicture:
    """One activity: decided, booked and spent so far, and what the month itself cost."""

    id: int
    area: int
    name: str
    roles: tuple[str, ...]
    decided: Decimal
    allocated: Decimal
    outcome_of_month: Decimal
    outcome: Decimal
    accounts: tuple[FundBalance, ...]

    @property
    def uncovered(self) -> Decimal:
        return self.decided - self.allocated

    @property
    def left(self) -> Decimal:
        return self.allocated - self.outcome


@dataclass(frozen=True)
class FundPicture:
    id: int
    area: int
    name: str
    earmarked: str  # ja or nej: the canonical form has no truth values
    allotted: Decimal
    allocated: Decimal
    unallocated: Decimal
    repaid: Decimal


@dataclass(frozen=True)
class Picture:
    agreement: str
    registry_number: str
    month: datetime.date
    activities: tuple[ActivityPicture, ...]
    funds: tuple[FundPicture, ...]
    unmatched: Decimal
    file_name: str
    file_sha256: str
    corrected: Decimal
    """Kronor of corrections of this very month, made before the picture was taken."""

    def total(self, name: str) -> Decimal:
        """The sum of one figure over the activities."""
        return sum((getattr(row, name) for row in self.activities), ZERO)


def last_day(month: datetime.date) -> datetime.date:
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def take(agreement: Agreement, month: datetime.date) -> Picture:
    """The picture of the month as the book and accounting give it now. A fixed number of queries."""
    return picture_of(agreement_figures(agreement, last_day(month)), month)


def picture_of(figures: AgreementFigures, month: datetime.date) -> Picture:
    """The same from figures already read, which must be as of the month's last day."""
    agreement = figures.agreement
    source = OutcomeImport.objects.in_force().filter(agreement=agreement, month=month).first()
    return Picture(
        agreement.name,
        agreement.registry_number,
        month,
        tuple(_activity(row, area.area.number, month) for area in figures.areas for row in area.activities),
        tuple(_fund(row, area.area.number) for area in figures.areas for row in area.funds),
        figures.unmatched_outcome,
        source.file_name if source else "",
        source.sha256 if source else "",
        OutcomeCorrection.objects.of(agreement).in_force().of_activities().total_of(month),
    )


def _activity(row: ActivityFigures, area: int, month: datetime.date) -> ActivityPicture:
    return ActivityPicture(
        row.activity.pk,
        area,
        row.activity.name,
        tuple(row.roles),
        row.figures.decided,
        row.figures.allocated,
        row.by_month.get(month, ZERO),
        row.figures.outcome,
        tuple(FundBalance(fund.name, balance) for fund, balance in row.accounts),
    )


def _fund(row: FundFigures, area: int) -> FundPicture:
    earmarked = "ja" if row.fund.earmarked else "nej"
    return FundPicture(
        row.fund.pk, area, row.fund.name, earmarked, row.allotted, row.allocated, row.unallocated, row.repaid
    )


def frozen_picture(row: MonthPicture) -> Picture:
    """The month as it was when it closed."""
    return thaw(Picture, row.frozen)


@dataclass(frozen=True)
class Difference:
    """One figure that is another now: `what` names the activity or the fund, `figure` the column."""

    what: str
    figure: str
    then: Decimal
    now: Decimal

    @property
    def change(self) -> Decimal:
        return self.now - self.then


ACTIVITY_FIGURES = {
    "decided": "beslutat",
    "allocated": "bokfört",
    "outcome_of_month": "utfall i månaden",
    "outcome": "utfall hittills",
}
FUND_FIGURES = {"allotted": "tilldelat", "allocated": "bokfört", "unallocated": "ofördelat", "repaid": "återbetalat"}


def differences(then: Picture, now: Picture) -> list[Difference]:
    """Every figure that is not what it was, activities first. What is new or gone counts as zero on the other side."""
    unmatched = Difference("Ej kopplat", "utfall", then.unmatched, now.unmatched)
    return [
        *_compared({row.id: row for row in then.activities}, {row.id: row for row in now.activities}, ACTIVITY_FIGURES),
        *_compared({row.id: row for row in then.funds}, {row.id: row for row in now.funds}, FUND_FIGURES),
        *([unmatched] if unmatched.change else []),
    ]


Rows = dict[int, ActivityPicture] | dict[int, FundPicture]


def _compared(then: Rows, now: Rows, figures: dict[str, str]) -> Iterator[Difference]:
    for pk in sorted({*then, *now}):
        row = now.get(pk) or then[pk]
        for name, label in figures.items():
            before, after = (getattr(rows.get(pk), name, ZERO) for rows in (then, now))
            if before != after:
                yield Difference(row.name, label, before, after)
