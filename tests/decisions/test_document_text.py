"""Sections as they are edited: order, numbers, levels; and what changed between two texts."""

import datetime
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decisions.document_comparison import Piece, compare, words
from decisions.document_text import DocumentText, SectionText, added, arranged, edited, moved, removed

SECTIONS = st.lists(
    st.builds(
        SectionText, st.sampled_from(["", "1"]), st.sampled_from("ABC"), st.integers(1, 4), st.sampled_from(["", "x"])
    ),
    max_size=8,
)
EDITS = st.lists(st.tuples(st.sampled_from(["up", "down", "remove", "add"]), st.integers(-1, 8)), max_size=12)


def text(*sections: SectionText, **facts) -> DocumentText:
    empty = DocumentText("Rubrik", datetime.date(2020, 3, 6), "", "", (), (), "", sections)
    return replace(empty, **facts)


def section(heading: str, level: int = 1, number: str = "1", body: str = "") -> SectionText:
    return SectionText(number, heading, level, body)


@settings(max_examples=60)
@given(SECTIONS, EDITS)
def test_whatever_is_done_levels_skip_none_and_numbers_count_without_gaps(sections, edits) -> None:
    rows = arranged(sections)
    for what, at in edits:
        before = len(rows)
        rows = arranged(edited(rows, f"{what}:{at}")[0])
        assert len(rows) - before == (1 if what == "add" else -1 if what == "remove" and 0 <= at < before else 0)
    level, seen = 0, []
    for row in rows:
        assert 1 <= row.level <= level + 1
        level = row.level
        if row.number:
            seen.append(tuple(map(int, row.number.split("."))))
    assert len(set(seen)) == len(seen)
    assert seen == sorted(seen)
    for number in seen:
        assert number[-1] == 1 or (*number[:-1], number[-1] - 1) in seen
        assert len(number) == 1 or number[:-1] in seen
    assert arranged(rows) == rows


@given(SECTIONS, st.integers(0, 7), st.integers(-1, 1))
def test_moving_loses_nothing(sections, index, step) -> None:
    assert sorted(map(repr, moved(sections, index, step))) == sorted(map(repr, sections))


def test_the_chapters_of_a_basis_are_numbered_as_in_print() -> None:
    rows = [
        section("Sammanfattning", number=""),
        section("Inledning"),
        section("Bakgrund", 2),
        section("Utvecklingsområden", 2),
        section("Nära vård", 3),
        section("Regionen"),
        section("Förslag", 2),
    ]
    assert [row.number for row in arranged(rows)] == ["", "1", "1.1", "1.2", "1.2.1", "2", "2.1"]


def test_edits_by_hand() -> None:
    rows = (section("A"), section("B", 2))
    assert removed(rows, 0) == (section("B", 2),)
    assert added(rows, 1)[2] == section("", 2)
    assert added((), -1) == (SectionText("", "", 1, ""),)
    assert edited(rows, "up:1") == ((section("B", 2), section("A")), 0)
    for nonsense in ("save", "up", "up:x", "up:--1", "tear:1", "down:1"):
        assert edited(rows, nonsense)[0] == rows


def test_words_that_were_added_and_removed() -> None:
    assert words("Förslaget godkänns inte.", "Förslaget godkänns.") == (
        Piece("same", "Förslaget "),
        Piece("removed", "godkänns inte."),
        Piece("added", "godkänns."),
    )
    assert words("", "Nytt") == (Piece("added", "Nytt"),)
    assert words("lika", "lika") == (Piece("same", "lika"),)


@given(st.text("ab \n", max_size=20), st.text("ab \n", max_size=20))
def test_a_comparison_holds_both_texts_whole(before: str, after: str) -> None:
    pieces = words(before, after)
    assert "".join(piece.text for piece in pieces if piece.what != "added") == before
    assert "".join(piece.text for piece in pieces if piece.what != "removed") == after


def test_sections_are_compared_with_their_own_earlier_text() -> None:
    before = text(section("Bakgrund", body="Ett två."), section("Mål", body="Samma."))
    after = text(
        section("Nytt", body="Helt nytt."), section("Bakgrund", body="Ett tre."), section("Mål", body="Samma.")
    )
    changes = {change.label: change for change in compare(before, replace(after, title="Annan"))}
    assert [label for label, change in changes.items() if change.is_changed] == ["Rubrik", "1 Nytt", "1 Bakgrund"]
    assert Piece("removed", "två.") in changes["1 Bakgrund"].pieces
    assert all(piece.what == "added" for piece in changes["1 Nytt"].pieces)


def test_a_text_comes_back_from_its_version() -> None:
    whole = text(section("A", body="Å\nÄ"), signatures=("Regiondirektör",), recipients=("SVOM",), dated=None)
    assert DocumentText.thaw(whole.canonical()) == whole


@pytest.mark.parametrize("gone", [0, 1])
def test_a_section_that_is_taken_out_is_shown_as_removed(gone: int) -> None:
    rows = [section("A", body="ett"), section("B", body="två")]
    changes = [change for change in compare(text(*rows), text(rows[1 - gone])) if change.is_changed]
    assert [piece.what for change in changes for piece in change.pieces] == ["removed"]
