"""The money bar: whole per cent that sum to 100, and the same in words."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from grants.moneybar import bar, figure

kronor = st.decimals(min_value=0, max_value=10**9, places=2)


def shape(*amounts: str) -> list[tuple[str, int, int]]:
    return [(part.kind, part.start, part.width) for part in bar(*map(Decimal, amounts)).parts]


def test_spent_and_left():
    assert shape("65", "100") == [("spent", 0, 65), ("left", 65, 35)]


def test_uncovered_is_its_own_part():
    assert shape("861500", "1266508", "33492") == [("spent", 0, 66), ("left", 66, 31), ("uncovered", 97, 3)]


def test_spent_above_what_is_booked_is_over():
    assert shape("110", "100") == [("spent", 0, 91), ("over", 91, 9)]


def test_the_smallest_amount_is_seen():
    assert shape("1", "1000000") == [("spent", 0, 1), ("left", 1, 99)]


def test_a_credit_is_drawn_as_nothing_spent():
    assert shape("-5", "100") == [("left", 0, 100)]


def test_no_money_is_said_in_words():
    assert bar(Decimal(0), Decimal(0)).parts == ()
    assert bar(Decimal(0), Decimal(0)).text == "Inget beslutat och inget förbrukat"


def test_the_bar_in_words():
    assert bar(Decimal(65), Decimal(96), Decimal(4)).text == "Förbrukat 65 procent, kvar 31 procent, ej täckt 4 procent"


@given(kronor, kronor, kronor)
def test_widths_sum_to_100_and_follow_each_other(spent: Decimal, booked: Decimal, uncovered: Decimal):
    parts = bar(spent, booked, uncovered).parts
    assert sum(part.width for part in parts) in (0, 100)
    assert all(part.width >= 1 for part in parts)
    assert [part.start for part in parts[1:]] == [part.end for part in parts[:-1]]


def test_a_figure_has_a_row_a_bar_and_says_them_in_words():
    drawn = figure("f", "Använt", [("Område 1", "58 %", bar(Decimal(58), Decimal(100)))] * 2)
    assert [row.text_y for row in drawn.rows] == [14, 60]
    assert drawn.height == 92
    assert drawn.description.startswith("Område 1: 58 %, förbrukat 58 procent, kvar 42 procent. ")
