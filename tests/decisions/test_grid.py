"""The grid as data, and the form that many cells make: sums, what is left, what is typed, what differs."""

import json
from decimal import Decimal

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from decisions.forms import allocation as form_texts
from decisions.forms.allocation import GridForm, cell_key, values
from decisions.grid import AreaGrid, Column, Grid, Row, Sums
from grants.kronor import format_kronor

FREE, EARMARKED = Column(1, "Fri", False, Decimal(1000)), Column(2, "Öronmärkt", True, Decimal(100))
KRONOR = st.decimals(min_value=Decimal("0.01"), max_value=Decimal(10**9), places=2)


def grid(*rows: Row) -> Grid:
    return Grid((AreaGrid(7, 3, "Vårdens medarbetare", (FREE, EARMARKED), rows),))


ALFA = Row(11, "Alfa", amounts={1: Decimal(600)})
BETA = Row(12, "Beta", amounts={1: Decimal(200), 2: Decimal(130)}, locks=True, note="två delar")


def sent(**fields: str | list[str]) -> QueryDict:
    """A browser's answer: every cell of Alfa and Beta as they are, but for `fields`."""
    data = QueryDict(mutable=True)
    data.update({"c-11-1": "600", "c-11-2": "", "n-11": "", "c-12-1": "200", "c-12-2": "130", "l-12": "1"})
    data.update({"n-12": "två delar", "version": "4", "c-ny7-1": "", "c-ny7-2": "", "namn-7": ""})
    for name, value in fields.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


# ---- sums


@given(
    st.lists(
        st.tuples(st.dictionaries(st.sampled_from([1, 2]), KRONOR), st.dictionaries(st.sampled_from([3]), KRONOR))
    ),
    st.tuples(KRONOR, KRONOR, KRONOR),
)
def test_every_total_is_the_sum_of_its_cells(cells, free) -> None:
    columns = [Column(number, f"T{number}", False, amount) for number, amount in enumerate(free, start=1)]
    one = AreaGrid(1, 1, "", tuple(columns[:2]), tuple(Row(i, "", amounts=a) for i, (a, _) in enumerate(cells)))
    two = AreaGrid(2, 2, "", tuple(columns[2:]), tuple(Row(1000 + i, "", amounts=b) for i, (_, b) in enumerate(cells)))
    whole = Grid((one, two))
    every_cell = sum((amount for pair in cells for amounts in pair for amount in amounts.values()), Decimal(0))
    by_fund = one.by_fund() | two.by_fund()
    assert sum((row.total for _, row in whole.rows()), Decimal(0)) == every_cell
    assert sum((sums.planned for sums in by_fund.values()), Decimal(0)) == every_cell
    assert whole.sums().planned == one.sums().planned + two.sums().planned == every_cell
    assert whole.sums().left == sum(free) - every_cell
    assert whole.sums().over == sum(max(-sums.left, Decimal(0)) for sums in by_fund.values())


def test_what_one_fund_lacks_no_other_makes_up_for() -> None:
    sums = grid(ALFA, BETA).sums()
    assert sums == Sums(free=Decimal(1100), planned=Decimal(930), over=Decimal(30))
    assert sums.left == 170


# ---- the form


@given(st.dictionaries(st.sampled_from(["c-11-1", "c-11-2", "c-12-1", "c-12-2"]), KRONOR, min_size=4))
def test_what_is_written_is_what_is_read(amounts: dict[str, Decimal]) -> None:
    form = GridForm(grid(ALFA, BETA), sent(**{key: format_kronor(amount) for key, amount in amounts.items()}))
    assert form.is_valid
    assert {key: Decimal(text) for key, text in values(form.filled).items() if key[0] == "c"} == amounts


def test_a_bad_cell_is_named_with_row_and_column_and_the_reason_and_kept_as_typed() -> None:
    form = GridForm(grid(ALFA, BETA), sent(**{"c-11-2": "1.234", "c-12-1": "-5"}))
    assert not form.is_valid
    assert form.error_list() == [
        ("c-11-2", "Alfa, Öronmärkt: En ensam punkt kan betyda både tusental och decimaler. Skriv 1 234 eller 1,23."),
        ("c-12-1", "Beta, Fri: Ett belopp i en fördelning kan inte vara mindre än noll."),
    ]
    assert form.texts["c-11-2"] == "1.234"
    assert form.texts["c-12-2"] == "130"


@pytest.mark.parametrize("empty", ["", " ", "\t", "0", "0 kr"])
def test_an_empty_cell_and_a_zero_are_no_amount(empty: str) -> None:
    form = GridForm(grid(ALFA, BETA), sent(**{"c-11-1": empty}))
    assert form.is_valid
    assert cell_key(11, 1) not in values(form.filled)


def test_a_lock_or_a_note_without_money_is_refused_not_dropped() -> None:
    form = GridForm(grid(ALFA), sent(**{"c-11-1": "", "l-11": "1", "n-11": "pengar senare"}))
    assert form.errors == {"l-11": form_texts.LOCK_WITHOUT_MONEY, "n-11": form_texts.NOTE_WITHOUT_MONEY}


def test_a_row_that_was_not_on_the_page_stays_as_it_is() -> None:
    gamma = Row(13, "Gamma", amounts={1: Decimal(5)}, locks=True)
    assert GridForm(grid(ALFA, BETA, gamma), sent()).filled == grid(ALFA, BETA, gamma)


def test_a_sum_that_cannot_be_saved_is_an_error_and_not_a_crash() -> None:
    form = GridForm(grid(ALFA), sent(**{"c-11-1": "999999999999", "c-11-2": "1"}))
    assert form.errors == {"c-11-1": form_texts.TOO_MUCH}


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"c-ny7-1": "50", "roll-7": "3"}, {"namn-7": form_texts.NAME_MISSING}),
        ({"namn-7": "Delta"}, {"roll-7": form_texts.ROLE_MISSING}),
        ({"namn-7": "  ALFA ", "roll-7": "3"}, {"namn-7": form_texts.NAME_TAKEN}),
        ({"namn-7": "Delta", "roll-7": "3", "c-ny7-1": "x"}, {"c-ny7-1"}),
        ({"namn-7": "Delta", "roll-7": ["3", ""]}, {}),
        ({"roll-7": ["", ""]}, {}),
        ({"namn-7": "Delta", "roll-7": "3", "namn-7_2": "delta", "roll-7_2": "3"}, {"namn-7_2": form_texts.NAME_TAKEN}),
        ({"c-ny7_12-2": "x"}, {"c-ny7_12-2", "namn-7_12", "roll-7_12"}),
        ({"namn-7_1": "Delta", "namn-7_01": "Delta", "namn-8_2": "Delta", "namn-7_1000": "Delta"}, {}),
    ],
)
def test_a_new_activity_needs_a_name_of_its_own_and_a_role(fields, errors) -> None:
    found = GridForm(grid(ALFA), sent(**fields)).errors
    assert found.keys() == errors if isinstance(errors, set) else found == errors


def test_new_activities_count_in_the_sums_and_are_named_by_their_place() -> None:
    first = {"namn-7": "Delta", "roll-7": "3", "c-ny7-1": "50"}
    form = GridForm(grid(ALFA), sent(**first, **{"c-ny7_10-1": "8", "namn-7_2": "Eta", "c-ny7_2-1": "7"}))
    assert form.whole().sums().planned == 665
    assert [(place, row.name) for place, row in form.new_rows(7).items()] == [
        ("7", "Delta"),
        ("7_2", "Eta"),
        ("7_10", ""),
    ]
    assert ("namn-7_10", f"Ny aktivitet 10 i område 3, namn: {form_texts.NAME_MISSING}") in form.error_list()


# ---- two who save


def test_each_difference_says_both_values_and_who_changed() -> None:
    opened = grid(ALFA, BETA)
    now = grid(Row(11, "Alfa", amounts={1: Decimal(700)}), BETA)
    mine = sent(**{"c-12-1": "300", "n-12": "tre delar", "base": json.dumps(values(opened))})
    told = {each.key: each for each in GridForm(now, mine).differences()}
    assert {key: (each.saved, each.mine) for key, each in told.items()} == {
        "c-11-1": ("700\xa0kr", "600\xa0kr"),
        "c-12-1": ("200\xa0kr", "300\xa0kr"),
        "n-12": ("två delar", "tre delar"),
    }
    assert (told["c-11-1"].i_changed, told["c-11-1"].they_changed) == (False, True)
    assert (told["c-12-1"].i_changed, told["c-12-1"].they_changed) == (True, False)
    assert (told["c-12-1"].row, told["c-12-1"].column) == ("Beta", "Fri")


@pytest.mark.parametrize("base", [{}, {"base": "inte json"}, {"base": "[1]"}])
def test_without_knowing_what_was_opened_every_difference_is_both(base) -> None:
    (told,) = GridForm(grid(ALFA, BETA), sent(**{"c-11-1": "601"} | base)).differences()
    assert told.i_changed
    assert told.they_changed


def test_the_saved_value_can_be_chosen_for_each_field() -> None:
    mine = sent(**{"c-11-1": "1", "val-c-11-1": "saved:1", "val-l-12": "saved:", "c-12-1": "2", "val-c-12-1": "mine"})
    del mine["l-12"]
    form = GridForm(grid(ALFA, BETA), mine)
    assert form.filled == grid(ALFA, Row(12, "Beta", "", {1: Decimal(2), 2: Decimal(130)}, True, "två delar"))


def test_who_writes_in_a_field_after_choosing_the_saved_value_means_what_is_written() -> None:
    form = GridForm(grid(ALFA, BETA), sent(**{"c-11-1": "900", "val-c-11-1": "saved:1"}))
    assert values(form.filled)["c-11-1"] == "900.00"


@pytest.mark.parametrize("version", ["", "x", "-1", "٣", "99999999999"])
def test_a_version_that_is_no_number_is_no_version(version: str) -> None:
    assert GridForm(grid(ALFA), sent(version=version)).version == 0
