"""Condition 3, year by year: what the investments of an activity are written off with against what the year has.

Doc 002 § 2.1.5: "vid investeringar får endast årets avskrivning belasta medlen". What an activity has booked is shared
over the years of the agreement as its budget is over the months (`decisions.forecast`). Kronor as Decimal. Pure.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from decisions.depreciation import depreciation_by_year
from decisions.forecast import spread
from decisions.models import Investment
from grants.figures import ZERO


@dataclass(frozen=True)
class YearCharge:
    """One year of the agreement: the depreciation that falls on it, and what is booked for it."""

    year: int
    charge: Decimal
    booked: Decimal

    @property
    def over(self) -> Decimal:
        """Kronor that the year's money does not bear; 0 when it bears all."""
        return max(self.charge - self.booked, ZERO)


def written_off(investment: Investment) -> dict[int, Decimal]:
    """Kronor by calendar year over the whole life of the investment."""
    return depreciation_by_year(investment.cost.amount, investment.first_month, investment.life_months)


def charges(
    investments: Sequence[Investment], booked: Decimal, weights: Mapping[datetime.date, int]
) -> tuple[YearCharge, ...]:
    """The years of an agreement whose months weigh `weights`, for an activity that has `booked` kronor."""
    years = sorted({month.year for month in weights})
    parts = spread(booked, [sum(weight for month, weight in weights.items() if month.year == year) for year in years])
    schedules = [written_off(investment) for investment in investments]
    return tuple(
        YearCharge(year, sum((schedule.get(year, ZERO) for schedule in schedules), ZERO), part)
        for year, part in zip(years, parts, strict=True)
    )
