"""What a grant bears of an outcome, whatever the amounts; and what becomes of what is left."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grants.settlement import Fate, Held, charge, fate

LAST = datetime.date(2020, 12, 31)
ORE = st.decimals(min_value=0, max_value=90_000_000, places=2)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(
    outcome=st.decimals(min_value=-5_000_000, max_value=200_000_000, places=2),
    held=st.lists(st.builds(Held, booked=ORE, earmarked=st.booleans()), max_size=5),
    earmarked_first=st.booleans(),
)
def test_what_is_charged_and_own_financing_make_the_outcome(
    outcome: Decimal, held: list[Held], earmarked_first: bool
) -> None:
    found = charge(outcome, held, earmarked_first=earmarked_first)
    booked = sum((one.booked for one in held), Decimal(0))
    assert sum(found.charged, Decimal(0)) + found.own_financing == outcome
    assert sum(found.charged, Decimal(0)) == max(Decimal(0), min(outcome, booked))
    assert all(0 <= part <= one.booked for part, one in zip(found.charged, held, strict=True))
    _the_later_wait_for_the_first(found.charged, held, earmarked_first)


def _the_later_wait_for_the_first(charged: tuple[Decimal, ...], held: list[Held], earmarked_first: bool) -> None:
    """While anything is left of a fund that goes first, no fund after it is charged."""
    rows = sorted(zip(held, charged, strict=True), key=lambda row: row[0].earmarked != earmarked_first)
    for index, (one, part) in enumerate(rows):
        if part < one.booked:
            assert not any(later for _, later in rows[index + 1 :])


def test_the_setting_turns_the_order() -> None:
    held = [Held(Decimal(100), earmarked=False), Held(Decimal(50), earmarked=True)]
    assert charge(Decimal(60), held, earmarked_first=True).charged == (10, 50)
    assert charge(Decimal(60), held, earmarked_first=False).charged == (60, 0)


def test_an_outcome_below_zero_charges_nothing() -> None:
    found = charge(Decimal(-70), [Held(Decimal(100), earmarked=True)], earmarked_first=True)
    assert found.charged == (0,)
    assert found.own_financing == -70


@pytest.mark.parametrize(
    ("earmarked", "days", "expected"),
    [
        (True, -1, Fate.BOUND),
        (True, 0, Fate.REPAYABLE),
        (False, -1, Fate.RELEASABLE),
        (False, 0, Fate.RELEASABLE),
        (False, 1, Fate.REPAYABLE),
    ],
)
def test_what_is_left_has_one_fate_a_day(earmarked: bool, days: int, expected: Fate) -> None:
    as_of = LAST + datetime.timedelta(days=days)
    assert fate(earmarked=earmarked, usable_until=LAST, as_of=as_of) == expected
