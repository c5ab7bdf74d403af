"""Budget, outcome and forecast month by month: computed by hand, and what must hold for any figures."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decisions.forecast import Calendar, Threshold, month_view, run_rate, spread
from decisions.forecast_chart import HEIGHT, chart

YEAR = tuple(datetime.date(2020, month, 1) for month in range(1, 13))
JANUARY, FEBRUARY, MARCH = YEAR[:3]


def calendar(known=MARCH, closed=FEBRUARY, weights=(1,) * 12) -> Calendar:
    return Calendar(YEAR, weights, known, closed)


def view(expected=1500, outcome=None, known=MARCH, weights=(1,) * 12, current=1320):
    spent = {JANUARY: Decimal(50), FEBRUARY: Decimal(150), MARCH: Decimal(100)} if outcome is None else outcome
    return month_view(calendar(known, weights=weights), Decimal(1200), Decimal(current), spent, Decimal(expected))


def test_a_year_computed_by_hand() -> None:
    """Decided 1 200, now 1 320: 110 a month. Spent 50, 150, 100. Forecast 1 500: 1 200 left, 133 or 134 a month."""
    lines = view()
    assert [line.budget for line in lines] == [110] * 12
    assert [line.original for line in lines] == [100] * 12
    assert [line.outcome for line in lines] == [50, 150, 100] + [None] * 9
    assert [line.forecast for line in lines] == [50, 150, 100] + [134] * 3 + [133] * 6
    assert [line.variance for line in lines[:4]] == [60, -40, 10, None]
    assert [line.variance_so_far for line in lines[:4]] == [60, 20, 30, None]
    assert lines[2].budget_so_far == 330
    assert lines[2].outcome_so_far == 300
    assert lines[2].share_so_far == Decimal(30) / 330
    assert lines[-1].forecast_so_far == 1500


def test_the_run_rate_rests_on_the_last_closed_month() -> None:
    """(50 + 150) / 2 months × 12 = 1 200; March has outcome but is open. Before any is closed: 300 / 3 × 12."""
    outcome = {JANUARY: Decimal(50), FEBRUARY: Decimal(150), MARCH: Decimal(100)}
    assert run_rate(calendar(), outcome) == 1200
    assert run_rate(calendar(closed=None), outcome) == 1200
    assert run_rate(calendar(closed=None), outcome | {MARCH: Decimal(101)}) == 1204
    assert run_rate(calendar(known=None, closed=None), {}) is None
    assert run_rate(calendar(closed=JANUARY), {JANUARY: Decimal(-5)}) == 0


def test_an_agreement_may_weigh_its_months() -> None:
    lines = view(weights=(0, 0, 6, 1, 1, 1, 1, 1, 1, 0, 0, 0), current=1200)
    assert [line.budget for line in lines] == [0, 0, 600, *[100] * 6, 0, 0, 0]
    assert [line.forecast for line in lines[3:]] == [*[200] * 6, 0, 0, 0]


def test_outcome_outside_the_agreements_months_is_seen() -> None:
    december = datetime.date(2019, 12, 1)
    lines = view(outcome={december: Decimal(40)})
    assert (lines[0].month, lines[0].budget, lines[0].outcome) == (december, 0, 40)
    assert lines[-1].forecast_so_far == 1500


@pytest.mark.parametrize(
    ("amount", "percent", "variance", "budget", "exceeded"),
    [
        (None, None, -999, 1, False),
        (100, None, -100, 1000, False),
        (100, None, -101, 1000, True),
        (None, 10, 100, 1000, False),
        (None, 10, Decimal("100.01"), 1000, True),
        (50, 10, -99, 1000, False),
        (200, 10, -150, 1000, False),
        (100, 10, -150, 1000, True),
        (None, 10, -1, 0, True),
        (0, 0, 0, 0, False),
    ],
)
def test_when_a_variance_wants_a_comment(amount, percent, variance, budget, exceeded) -> None:
    limits = [None if limit is None else Decimal(limit) for limit in (amount, percent)]
    assert Threshold(*limits).exceeded(Decimal(variance), Decimal(budget)) is exceeded


ORE = st.integers(-10_000_000_00, 10_000_000_00).map(lambda ore: Decimal(ore).scaleb(-2))
POSITIVE = st.integers(0, 100_000_000_00).map(lambda ore: Decimal(ore).scaleb(-2))


@settings(max_examples=25, deadline=None)
@given(
    current=POSITIVE,
    expected=POSITIVE,
    costs=st.lists(ORE, max_size=11),
    weights=st.lists(st.integers(1, 9), min_size=12, max_size=12),
)
def test_cumulative_sums_and_signs_hold_for_any_figures(current, expected, costs, weights) -> None:
    outcome = dict(zip(YEAR, costs, strict=False))
    known = YEAR[len(costs) - 1] if costs else None
    lines = month_view(calendar(known, weights=tuple(weights)), current, current, outcome, expected)
    assert sum(line.budget for line in lines) == lines[-1].budget_so_far == current
    assert sum(line.forecast for line in lines) == lines[-1].forecast_so_far == expected
    assert [line.outcome is not None for line in lines] == [True] * len(costs) + [False] * (12 - len(costs))
    for line in lines[: len(costs)]:
        assert line.variance == line.budget - line.outcome
        assert (line.variance_so_far < 0) == (line.outcome_so_far > line.budget_so_far)
    for column in chart("prov", lines, current).columns:
        assert 0 <= column.bar_height <= HEIGHT


@settings(max_examples=25, deadline=None)
@given(amount=ORE, weights=st.lists(st.integers(0, 9), max_size=12))
def test_what_is_spread_is_all_of_it_or_nothing(amount, weights) -> None:
    assert sum(spread(amount, weights)) == (amount if any(weights) else 0)
