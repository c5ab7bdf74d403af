"""Straight line by month: the months of a year, whole öre, nothing lost over the life."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.depreciation import annual_depreciation, depreciation_by_year, months_in_year
from decisions.models.followthrough import LONGEST_LIFE

costs = st.decimals(min_value=Decimal("0.01"), max_value=Decimal("999999999999.99"), places=2)
months = st.dates(min_value=datetime.date(1990, 1, 1), max_value=datetime.date(2060, 12, 31))
lives = st.integers(min_value=1, max_value=LONGEST_LIFE)


@pytest.mark.parametrize(
    ("first_month", "life", "by_year"),
    [
        ((2020, 1), 36, {2020: "120000", 2021: "120000", 2022: "120000"}),
        ((2020, 10), 36, {2020: "30000", 2021: "120000", 2022: "120000", 2023: "90000"}),
        ((2020, 12), 1, {2020: "360000"}),
        ((2020, 12), 2, {2020: "180000", 2021: "180000"}),
    ],
)
def test_a_year_carries_its_months(first_month: tuple[int, int], life: int, by_year: dict[int, str]) -> None:
    day = datetime.date(*first_month, 1)
    expected = {year: Decimal(amount) for year, amount in by_year.items()}
    assert depreciation_by_year(Decimal(360_000), day, life) == expected


def test_nothing_is_charged_before_the_investment_is_in_use_or_after_its_life() -> None:
    bought = datetime.date(2020, 10, 1)
    assert annual_depreciation(Decimal(100), bought, 3, 2019) == 0
    assert annual_depreciation(Decimal(100), bought, 3, 2020) == 100
    assert annual_depreciation(Decimal(100), bought, 3, 2021) == 0


def test_an_amount_that_does_not_divide_keeps_every_ore() -> None:
    """100 kr in seven months: 14,29 a month would be 100,03."""
    by_year = depreciation_by_year(Decimal("100.00"), datetime.date(2020, 11, 1), 7)
    assert by_year == {2020: Decimal("28.57"), 2021: Decimal("71.43")}


@given(costs, months, lives)
def test_the_years_sum_to_the_cost_in_whole_ore(cost: Decimal, first_month: datetime.date, life: int) -> None:
    by_year = depreciation_by_year(cost, first_month, life)
    assert sum(by_year.values()) == cost
    assert all(amount >= 0 and amount == amount.quantize(Decimal("0.01")) for amount in by_year.values())


@given(months, lives)
def test_the_months_sum_to_the_life_and_never_pass_twelve(first_month: datetime.date, life: int) -> None:
    years = range(first_month.year - 1, first_month.year + life // 12 + 3)
    counted = [months_in_year(first_month, life, year) for year in years]
    assert sum(counted) == life
    assert counted[0] == 0
    assert max(counted) <= 12
    assert counted[1] == min(life, 13 - first_month.month)


@given(costs, months, lives)
def test_a_year_is_within_an_ore_of_its_share(cost: Decimal, first_month: datetime.date, life: int) -> None:
    for year, amount in depreciation_by_year(cost, first_month, life).items():
        share = cost * months_in_year(first_month, life, year) / life
        assert abs(amount - share) <= Decimal("0.01")
