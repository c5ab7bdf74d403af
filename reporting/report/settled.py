"""The settlement as a report holds it: every figure stated, so that who reads the JSON need not know the rules.

Per fund: allotted − repaid = charged + releasable + bound + repayable + unallocated. Per activity: outcome = charged +
own financing, and booked − charged = left, which may be used, is bound to its purpose or is to be repaid.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from decisions.settlement import FundShare, SettledActivity, SettledFund, Settlement


@dataclass(frozen=True)
class ShareRow:
    """One fund on one activity."""

    fund: str
    booked: Decimal
    charged: Decimal
    left: Decimal
    repayable: Decimal

    @classmethod
    def of(cls, share: FundShare) -> Self:
        return cls(share.fund, share.booked, share.charged, share.left, share.repayable)


@dataclass(frozen=True)
class ActivitySettled:
    area_number: int
    name: str
    outcome: Decimal
    booked: Decimal
    charged: Decimal
    own_financing: Decimal
    left: Decimal
    repayable: Decimal
    shares: tuple[ShareRow, ...]

    @property
    def place(self) -> str:
        return f"Område {self.area_number}, {self.name}"

    @classmethod
    def of(cls, row: SettledActivity) -> Self:
        return cls(
            area_number=row.area,
            name=row.name,
            outcome=row.outcome,
            booked=row.booked,
            charged=row.charged,
            own_financing=row.own_financing,
            left=row.booked - row.charged,
            repayable=row.repayable,
            shares=tuple(map(ShareRow.of, row.shares)),
        )


@dataclass(frozen=True)
class FundSettled:
    area_number: int
    name: str
    earmarked: bool
    usable_until: datetime.date
    repay_by: datetime.date | None
    allotted: Decimal
    repaid: Decimal
    charged: Decimal
    releasable: Decimal
    bound: Decimal
    unallocated: Decimal
    repayable: Decimal

    @property
    def place(self) -> str:
        return f"Område {self.area_number}, tilldelningen {self.name}"

    @classmethod
    def of(cls, row: SettledFund) -> Self:
        return cls(
            area_number=row.area,
            name=row.name,
            earmarked=row.earmarked,
            usable_until=row.usable_until,
            repay_by=row.repay_by,
            allotted=row.allotted,
            repaid=row.repaid,
            charged=row.charged,
            releasable=row.releasable,
            bound=row.bound,
            unallocated=row.unallocated,
            repayable=row.repayable,
        )


ACTIVITY_FIGURES = ("outcome", "booked", "charged", "own_financing", "left", "repayable")
SHARE_FIGURES = ("booked", "charged", "left", "repayable")
FUND_FIGURES = ("allotted", "repaid", "charged", "releasable", "bound", "unallocated", "repayable")
"""The figures of each row, in the order of the tables."""


@dataclass(frozen=True)
class SettledSums:
    """Over the funds, and (outcome, own financing, booked, left) over the activities."""

    allotted: Decimal
    repaid: Decimal
    outcome: Decimal
    booked: Decimal
    charged: Decimal
    own_financing: Decimal
    left: Decimal
    releasable: Decimal
    bound: Decimal
    unallocated: Decimal
    repayable: Decimal
    repayable_on_activities: Decimal


@dataclass(frozen=True)
class SettledPart:
    """`preliminary`: the period lasts, so more may still be spent."""

    preliminary: bool
    activities: tuple[ActivitySettled, ...]
    funds: tuple[FundSettled, ...]
    sums: SettledSums

    def activity(self, area_number: int, name: str) -> ActivitySettled | None:
        return next((row for row in self.activities if (row.area_number, row.name) == (area_number, name)), None)

    def fund(self, area_number: int, name: str) -> FundSettled | None:
        return next((row for row in self.funds if (row.area_number, row.name) == (area_number, name)), None)


def settled_part(found: Settlement) -> SettledPart:
    activities = tuple(map(ActivitySettled.of, found.activities))
    total = found.total
    return SettledPart(
        preliminary=found.is_preliminary,
        activities=activities,
        funds=tuple(map(FundSettled.of, found.funds)),
        sums=SettledSums(
            allotted=total("allotted"),
            repaid=total("repaid"),
            outcome=total("outcome"),
            booked=total("booked"),
            charged=total("charged"),
            own_financing=total("own_financing"),
            left=total("booked") - total("charged"),
            releasable=total("releasable"),
            bound=total("bound"),
            unallocated=total("unallocated"),
            repayable=total("repayable"),
            repayable_on_activities=sum((row.repayable for row in activities), Decimal("0.00")),
        ),
    )
