"""From changes per activity to shares per fund: money never leaves its fund, and no more is drawn than is held."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from decisions.spreading import pair_up, spread
from grants.models import Fund

ACTIVITIES = (1, 2, 3, 4)
FUNDS = [Fund(pk=10, position=1), Fund(pk=11, position=2, earmarked=True), Fund(pk=12, position=3)]
proven = settings(max_examples=400, deadline=None)

kronor = st.integers(0, 10**8).map(lambda ore: Decimal(ore) / 100)
holdings = st.fixed_dictionaries({pk: st.fixed_dictionaries({fund.pk: kronor for fund in FUNDS}) for pk in ACTIVITIES})


@st.composite
def feasible(draw):
    """What each activity holds, and changes that sum to zero with no activity giving more than it holds."""
    held = draw(holdings)
    givers = draw(st.lists(st.sampled_from(ACTIVITIES), min_size=1, max_size=3, unique=True))
    takers = [pk for pk in ACTIVITIES if pk not in givers]
    changes = {pk: -draw(st.integers(0, int(sum(held[pk].values()) * 100))) / Decimal(100) for pk in givers}
    left = -sum(changes.values(), Decimal(0))
    for pk in takers[:-1]:
        changes[pk] = draw(st.integers(0, int(left * 100))) / Decimal(100)
        left -= changes[pk]
    changes[takers[-1]] = left
    return {pk: Decimal(amount) for pk, amount in changes.items()}, held


@proven
@given(feasible())
def test_each_activity_gets_its_change_and_each_fund_sums_to_zero(case):
    changes, held = case
    shares = spread(changes, held, FUNDS)
    assert {pk: sum(share.values(), Decimal(0)) for pk, share in shares.items()} == {
        pk: change for pk, change in changes.items() if change
    }
    for fund in FUNDS:
        assert sum((share.get(fund.pk, Decimal(0)) for share in shares.values()), Decimal(0)) == 0


@proven
@given(feasible())
def test_no_more_is_drawn_from_a_fund_than_the_activity_holds(case):
    changes, held = case
    for pk, share in spread(changes, held, FUNDS).items():
        assert all(held[pk][fund_id] + amount >= 0 for fund_id, amount in share.items())


@proven
@given(feasible())
def test_free_funds_are_drawn_before_earmarked_ones(case):
    changes, held = case
    for pk, share in spread(changes, held, FUNDS).items():
        if share.get(11, Decimal(0)) < 0:
            assert all(held[pk][fund.pk] + share.get(fund.pk, Decimal(0)) == 0 for fund in FUNDS if not fund.earmarked)


@proven
@given(feasible())
def test_the_pairs_carry_the_shares_out(case):
    changes, held = case
    shares = spread(changes, held, FUNDS)
    carried: dict[tuple[int, int], Decimal] = {}
    for pair in pair_up(shares):
        assert pair.amount > 0
        assert pair.source_id != pair.target_id
        for activity_id, sign in ((pair.source_id, -1), (pair.target_id, 1)):
            key = (activity_id, pair.fund_id)
            carried[key] = carried.get(key, Decimal(0)) + sign * pair.amount
    assert carried == {(pk, fund_id): amount for pk, share in shares.items() for fund_id, amount in share.items()}


@proven
@given(holdings, st.integers(1, 10**9))
def test_what_is_missing_is_put_on_the_last_fund_so_that_it_is_found(held, more):
    amount = sum(held[1].values(), Decimal(0)) + Decimal(more) / 100
    shares = spread({1: -amount, 2: amount}, held, FUNDS)
    assert sum(shares[1].values(), Decimal(0)) == -amount
    short = [fund_id for fund_id, share in shares[1].items() if held[1][fund_id] + share < 0]
    assert len(short) == 1
