"""The burn-up: where its line goes, for whole years, credits and more spent than there was; the notes of tables."""

import datetime
from decimal import Decimal

import pytest

from grants.moneybar import bar
from reporting.files.figures import BOTTOM, LEFT, RIGHT, TOP, Caption, Share, bar_figure, burn_up
from reporting.files.notes import ASSUMED, EARMARKED, Notes, of_fund
from reporting.report.shape import FundRow, MonthOutcome

CAPTION = Caption(1, "figur-1", "Utfallet uppräknat")


def drawn(*amounts: int, allotted: int = 100, until: datetime.date = datetime.date(2020, 12, 31)):
    outcome = [MonthOutcome(datetime.date(2020, number, 1), Decimal(kr)) for number, kr in enumerate(amounts, start=1)]
    return burn_up(CAPTION, outcome, until=until, allotted=Decimal(allotted), note="")


def test_bars_that_no_page_could_hold_give_way_to_the_largest_in_their_order():
    shares = [Share(str(kr), Decimal(0), Decimal(kr), bar(Decimal(0), Decimal(kr))) for kr in (9, *range(1, 40), 50)]
    drawn = bar_figure(CAPTION, shares, "Beloppen står i tabell 1.")
    assert [row.label for row in drawn.rows] == [*map(str, range(17, 40)), "50"]
    assert drawn.note == "De 24 största av 41. Beloppen står i tabell 1."


def test_the_line_adds_the_months_up_and_the_axis_runs_to_the_end_of_the_period():
    figure = drawn(25, 25)
    assert [mark.label for mark in figure.months] == [f"2020-{number:02}" for number in range(1, 13)]
    (_, first), (_, second) = figure.dots
    assert BOTTOM - second == 2 * (BOTTOM - first)
    assert "2020-01: 25\xa0kr. 2020-02: 50\xa0kr" in figure.words


@pytest.mark.parametrize("amounts", [(0,), (-50, 20), (90, 90), (1,), (71_862_709,)])
def test_nothing_is_drawn_outside_the_plot(amounts):
    figure = drawn(*amounts)
    assert all(LEFT <= x <= RIGHT and TOP <= y <= BOTTOM for x, y in figure.dots)
    assert all(TOP <= mark.at <= BOTTOM for mark in (*figure.steps, figure.allotted))
    assert 3 <= len(figure.steps) <= 10


def test_a_long_period_names_every_other_month():
    figure = drawn(1, until=datetime.date(2021, 12, 31))
    assert [mark.label for mark in figure.months][:3] == ["2020-01", "2020-03", "2020-05"]


def test_what_is_said_of_two_rows_is_one_note_and_the_numbers_run_on_through_the_document():
    zero = Decimal(0)
    rest = {"national": None, "allotted": zero, "allocated": zero, "unallocated": zero}
    plain = FundRow("Fri", earmarked=False, assumed=False, repaid=zero, **rest)
    bound = FundRow("Låst", earmarked=True, assumed=False, repaid=zero, **rest)
    back = FundRow("Åter", earmarked=True, assumed=True, repaid=Decimal(20), **rest)
    notes = Notes()
    first, second = (notes.under(rows, of_fund) for rows in ((plain, bound, back), (bound,)))
    assert [[note.number for note in marks] for _, marks in first.rows] == [[], [1], [1, 2, 3]]
    assert [note.text for note in first.notes][:2] == [EARMARKED, ASSUMED]
    assert "20\xa0kr har betalats tillbaka" in first.notes[2].text
    assert [(note.number, note.id, note.text) for note in second.notes] == [(4, "not-4", EARMARKED)]
