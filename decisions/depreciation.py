"""Straight-line depreciation by month, exact to the öre.

Doc 002 § 2.1.5, condition 3: of an investment only the current year's depreciation may be charged. A month carries the
difference between two rounded running totals, so that the months of a year sum to the year and the years to the cost.
"""

import datetime
from decimal import Decimal

ORE = Decimal("0.01")


def months_in_year(first_month: datetime.date, life_months: int, year: int) -> int:
    """How many months of the life fall within the calendar year."""
    return _months_until(first_month, life_months, year + 1) - _months_until(first_month, life_months, year)


def annual_depreciation(cost: Decimal, first_month: datetime.date, life_months: int, year: int) -> Decimal:
    """Kronor of `cost` (above zero, whole öre) to charge in the calendar year.

    `first_month` is any day of the month when the investment is taken into use; `life_months` is above zero.
    """
    before = _months_until(first_month, life_months, year)
    return _charged(cost, life_months, before + months_in_year(first_month, life_months, year)) - _charged(
        cost, life_months, before
    )


def depreciation_by_year(cost: Decimal, first_month: datetime.date, life_months: int) -> dict[int, Decimal]:
    """Kronor by calendar year over the whole life; they sum to the cost."""
    last = first_month.year + (first_month.month + life_months - 2) // 12
    return {
        year: annual_depreciation(cost, first_month, life_months, year) for year in range(first_month.year, last + 1)
    }


def _months_until(first_month: datetime.date, life_months: int, year: int) -> int:
    """How many months of the life lie before the year begins."""
    passed = (year - first_month.year) * 12 - (first_month.month - 1)
    return max(0, min(life_months, passed))


def _charged(cost: Decimal, life_months: int, months: int) -> Decimal:
    """Kronor charged in the first `months` months, the half öre rounded up."""
    ore = int(cost / ORE)
    return ((2 * ore * months + life_months) // (2 * life_months)) * ORE
