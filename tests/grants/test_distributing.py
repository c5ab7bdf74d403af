"""Shares of providers, and the files they come from: pure rules, without the database."""

from decimal import Decimal
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
import xlsxwriter
from django.conf import settings
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from grants.distributing import by_key, by_prices
from grants.models import Ownership, PriceItem, Provider
from grants.outcome.refusals import BadRows, OutcomeRefused
from grants.provider_files import read_listing, read_performances

FEW = examples(max_examples=25, deadline=None)
AMOUNTS = st.decimals(0, 20_000_000, places=2)
WEIGHTS = st.dictionaries(
    st.text("abcdefghij", min_size=1, max_size=4), st.integers(0, 40_000), min_size=1, max_size=12
).filter(lambda weights: any(weights.values()))
VISIT = PriceItem(pk=1, name="Hembesök", price=Decimal(800))
EXTRA = PriceItem(pk=2, name="CNI över 1,0", price=Decimal(600), supplement_to=VISIT)
ITEMS = [VISIT, EXTRA]
HEALTH = Provider(name="Hälsan AB", ownership=Ownership.PRIVATE)
REGISTER = {"hälsan ab": HEALTH}


def decimals(weights: dict[str, int]) -> dict[str, Decimal]:
    return {name: Decimal(weight) for name, weight in weights.items()}


@FEW
@given(AMOUNTS, WEIGHTS)
def test_parts_sum_to_the_amount(amount: Decimal, weights: dict[str, int]) -> None:
    assert sum(by_key(amount, decimals(weights)).values()) == amount


@FEW
@given(AMOUNTS, WEIGHTS, st.randoms(use_true_random=False))
def test_the_order_of_the_file_does_not_matter(amount: Decimal, weights: dict[str, int], random) -> None:
    names = list(weights)
    random.shuffle(names)
    assert by_key(amount, decimals({name: weights[name] for name in names})) == by_key(amount, decimals(weights))


@FEW
@given(AMOUNTS, WEIGHTS)
def test_who_weighs_more_never_gets_less(amount: Decimal, weights: dict[str, int]) -> None:
    parts = by_key(amount.quantize(Decimal(1)), decimals(weights))
    by_weight = sorted(weights, key=lambda name: weights[name])
    for less, more in pairwise(by_weight):
        if weights[less] < weights[more]:
            assert parts[less] <= parts[more]


def test_the_fixtures_listings_share_18_997_627_exactly() -> None:
    listing = Path(settings.BASE_DIR, "fixtures/listning-exempel.csv").read_bytes()
    register = {
        name.casefold(): Provider(name=name, ownership=Ownership.PRIVATE)
        for name in ("Hälsocentral A (exempel)", "Hälsocentral B (exempel)", "Hälsocentral C (exempel)")
    }
    rows = read_listing(listing, register)
    parts = by_key(Decimal(18_997_627), {row.name: row.weight for row in rows})
    assert sum(parts.values()) == 18_997_627
    assert [parts[row.name] for row in rows] == [9_118_496, 6_078_998, 3_800_133]


def test_home_visits_of_which_some_where_the_need_is_greater() -> None:
    assert by_prices({1: 800}, ITEMS) == 640_000
    assert by_prices({2: 275}, ITEMS) == 165_000
    assert by_prices({1: 800, 2: 275}, ITEMS) == 805_000


def test_performances_are_read_by_the_names_of_the_price_list() -> None:
    content = "Utförare;HEMBESÖK;CNI  över 1,0;Ägarform\r\nHälsan AB;800;275;\r\nNya BVC;1 200;;regiondriven\r\n"
    with pytest.raises(BadRows) as refused:
        read_performances(content.encode("cp1252"), REGISTER, ITEMS)
    assert [(error.row, error.column) for error in refused.value.errors] == [(3, "CNI  över 1,0")]
    rows = read_performances(content.replace("1 200;;", "1 200;0;").encode(), REGISTER, ITEMS)
    assert [(row.name, row.ownership, dict(row.quantities)) for row in rows] == [
        ("Hälsan AB", "private", {1: 800, 2: 275}),
        ("Nya BVC", "region", {1: 1200, 2: 0}),
    ]


def test_a_workbook_says_the_same_as_a_text_file() -> None:
    file = BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([["utförare", "Hembesök", "CNI över 1,0"], ["hälsan ab", 800, 275]]):
            sheet.write_row(number, 0, row)
    (row,) = read_performances(file.getvalue(), REGISTER, ITEMS)
    assert (row.name, dict(row.quantities)) == ("Hälsan AB", {1: 800, 2: 275})


WRONG_ROWS = [
    ("Hälsan AB;10;11;", 2, "CNI över 1,0", "fler än Hembesök"),
    ("Hälsan AB;1,5;0;", 2, "Hembesök", "helt tal"),
    ("Hälsan AB;-3;0;", 2, "Hembesök", "inget tal"),
    ("Hälsan AB;=1+1;0;", 2, "Hembesök", "inget tal"),
    ("Hälsan AB;1.200;0;", 2, "Hembesök", "tusental"),
    (";10;0;", 2, "utförare", "namnet saknas"),
    ("Okänd;10;0;", 2, "utförare", "finns inte i registret"),
    ("Okänd;10;0;kommunal", 2, "Ägarform", "ingen ägarform"),
    ("Hälsan AB;10;0;regiondriven", 2, "Ägarform", "privat enligt registret"),
    ("Hälsan AB;10;0;\nHÄLSAN AB;5;0;", 3, "utförare", "står redan på rad 2"),
]


@pytest.mark.parametrize(("rows", "number", "column", "text"), WRONG_ROWS)
def test_what_is_wrong_is_said_by_row_and_column(rows: str, number: int, column: str, text: str) -> None:
    content = f"utförare;Hembesök;CNI över 1,0;Ägarform\n{rows}\n".encode()
    with pytest.raises(BadRows) as refused:
        read_performances(content, REGISTER, ITEMS)
    assert [(error.row, error.column) for error in refused.value.errors] == [(number, column)]
    assert text in refused.value.errors[0].text


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", "tom"),
        (b"namn;vikt\n", "inga rader"),
        (b"namn,vikt\nA,1\n", "semikolon"),
        (b"namn;pris\nA;1\n", "Kolumnen vikt saknas"),
        (b"namn;vikt;listade\nA;1;2\n", "passar två"),
        (b"PK\x03\x04 no workbook", "Excel"),
        ("namn;vikt\nÅ;1\n".encode("utf-16"), "UTF-16"),
    ],
)
def test_a_file_that_is_no_listing_says_why(content: bytes, text: str) -> None:
    with pytest.raises(OutcomeRefused, match=text):
        read_listing(content, {})
