"""Parts always sum to the whole, and nobody is more than a unit from the quota."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from grants.splitting import SplitError, split

proven = settings(derandomize=True, deadline=None, max_examples=400)
ORE = Decimal("0.01")
amounts = st.decimals(min_value=0, max_value=Decimal("999999999999.99"), places=2)
whole_amounts = st.integers(0, 10**12 - 1)
weight = st.one_of(st.integers(0, 11_000_000), st.decimals(min_value=0, max_value=10**6, places=4))
keys = st.lists(weight, min_size=1, max_size=30).filter(any)


def quotas(amount, weights):
    total = sum(Fraction(weight) for weight in weights)
    return [Fraction(amount) * Fraction(weight) / total for weight in weights]


def test_population_share_of_the_agreement():
    assert split(Decimal(1_435_000_000), [130_697, 10_319_473 - 130_697]) == [18_174_397, 1_416_825_603]


def test_listed_patients():
    assert split(Decimal(18_997_627), [12_000, 8_000, 5_001]) == [9_118_496, 6_078_998, 3_800_133]


def test_equal_remainders_go_to_the_first():
    assert split(Decimal(5), [1, 1, 1]) == [2, 2, 1]
    assert split(Decimal(1), [1, 1, 1]) == [1, 0, 0]


def test_zero_weight_gets_nothing():
    assert split(Decimal(10), [0, 3, 0]) == [0, 10, 0]


def test_ore_that_make_no_krona_are_split_by_ore():
    assert split(Decimal("10.02"), [1, 1, 1]) == [Decimal("4.01"), Decimal("3.01"), Decimal("3.00")]


def test_unit_may_be_an_ore_or_a_thousand():
    assert split(Decimal(10), [1, 1, 1], unit=ORE) == [Decimal("3.34"), Decimal("3.33"), Decimal("3.33")]
    assert split(Decimal(10_000), [1, 1, 1], unit=Decimal(1000)) == [4000, 3000, 3000]


def test_parts_have_two_decimals():
    assert [str(part) for part in split(Decimal(3), [1, 2])] == ["1.00", "2.00"]


@proven
@given(amounts, keys, st.sampled_from([Decimal(1), ORE, Decimal(1000)]))
def test_sums_exactly_and_stays_near_the_quota(amount, weights, unit):
    parts = split(amount, weights, unit=unit)
    assert len(parts) == len(weights)
    assert sum(Fraction(part) for part in parts) == Fraction(amount)
    slack = Fraction(unit) if amount % unit == 0 else Fraction(unit + ORE)
    for part, quota in zip(parts, quotas(amount, weights), strict=True):
        assert abs(Fraction(part) - quota) < slack


@proven
@given(whole_amounts, keys)
def test_exact_quotas_are_kept_and_kronor_are_whole(amount, weights):
    for part, quota in zip(split(Decimal(amount), weights), quotas(amount, weights), strict=True):
        assert part == part.to_integral_value()
        assert int(quota) <= part
        assert quota.denominator != 1 or part == quota


@proven
@given(amounts, keys)
def test_who_weighs_more_never_gets_less(amount, weights):
    ranked = sorted(zip(weights, split(amount, weights), strict=True), key=lambda pair: pair[0])
    for (lighter, less), (heavier, more) in pairwise(ranked):
        assert lighter == heavier or less <= more


@proven
@given(whole_amounts, keys, st.randoms(use_true_random=False))
def test_order_decides_only_between_equal_remainders(amount, weights, random):
    remainders = [quota % 1 for quota in quotas(amount, weights) if quota % 1]
    assume(len(set(remainders)) == len(remainders))
    order = list(range(len(weights)))
    random.shuffle(order)
    parts = split(Decimal(amount), weights)
    assert split(Decimal(amount), [weights[index] for index in order]) == [parts[index] for index in order]


@proven
@given(amounts, keys, st.integers(1, 1000))
def test_only_proportions_count(amount, weights, factor):
    assert split(amount, [weight * factor for weight in weights]) == split(amount, weights)


@pytest.mark.parametrize(
    ("amount", "weights", "reason"),
    [
        (Decimal(1), [], "tom"),
        (Decimal(1), [0, Decimal("0.0")], "noll"),
        (Decimal(1), [3, -1], "mindre än noll"),
        (Decimal(1), [Decimal("NaN")], "inget tal"),
        (Decimal(1), [Decimal("Infinity")], "inget tal"),
        (Decimal(-1), [1], "mindre än noll"),
        (Decimal("0.005"), [1], "hela ören"),
        (Decimal("NaN"), [1], "inget tal"),
    ],
)
def test_refuses_in_swedish(amount, weights, reason):
    with pytest.raises(SplitError, match=reason):
        split(amount, weights)


@pytest.mark.parametrize(
    ("amount", "weights"), [(1.5, [1]), (Decimal(1), [0.5]), (Decimal(1), ["1"]), (Decimal(1), [True])]
)
def test_floats_are_no_money_and_no_weights(amount, weights):
    with pytest.raises(TypeError):
        split(amount, weights)


@pytest.mark.parametrize("unit", [Decimal(0), Decimal(-1)])
def test_unit_is_at_least_an_ore(unit):
    with pytest.raises(ValueError, match="unit"):
        split(Decimal(1), [1], unit=unit)
