"""A block from a spreadsheet held against the grid: what it changes, and every kind of bad clipboard."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decisions.grid import AreaGrid, Column, Grid, Row
from decisions.pasting import PasteRefused, Place, Preview, Roles, read_block, read_paste
from decisions.pasting.block import MOST_ROWS
from decisions.pasting.cells import as_amount
from grants.kronor import format_kronor

CARE = AreaGrid(
    7,
    3,
    "Vårdens medarbetare",
    (Column(1, "Fri", False, Decimal(1000)), Column(2, "Specialister", True, Decimal(100))),
    (
        Row(11, "Alfa", "HR direktör", {1: Decimal(600)}),
        Row(12, "Beta", "HR direktör", {1: Decimal(200), 2: Decimal(30)}, locks=True, note="två delar"),
        Row(13, "Gamma", "FOU chef", locked=True),
    ),
)
DIGITAL = AreaGrid(8, 4, "E-hälsa", (Column(3, "Vision", False, Decimal(500)),), (Row(21, "Delta"),))
GRID = Grid((CARE, DIGITAL))
ROLES = Roles({"hr direktör": (31, "HR direktör"), "hr-chef": (31, "HR direktör"), "fou chef": (32, "FOU chef")})
HEAD = "Aktivitet\tAnsvarig funktion\tFri\tSpecialister\n"


def paste(text: str, anchor: str = "", order: str = "", grid: Grid = GRID) -> Preview:
    return read_paste(read_block(text), grid, place=Place(anchor, order.split()), roles=ROLES)


def changes(preview: Preview) -> dict[str, str]:
    assert not preview.bad, [str(bad) for bad in preview.bad]
    return {change.key: str(change.after) for change in preview.changes}


# ---- where the block goes


def test_a_block_without_headings_lands_where_it_is_put() -> None:
    assert changes(paste("700\t5\n\t30", "c-11-1")) == {"c-11-1": "700.00", "c-11-2": "5.00", "c-12-1": "0.00"}
    assert changes(paste("40", "c-12-2")) == {"c-12-2": "40.00"}


def test_a_sorted_page_says_its_own_order() -> None:
    assert changes(paste("1\n2", "c-13-1", order="13 11 12")) == {"c-13-1": "1.00", "c-11-1": "2.00"}


def test_rows_with_names_find_their_activities_whatever_order() -> None:
    assert changes(paste(HEAD + "Beta\t\t200\t31\n alfa \t\t601\t\n")) == {"c-12-2": "31.00", "c-11-1": "601.00"}
    assert changes(paste("Beta\t7\t30\nAlfa\t600\t8", "a-11")) == {"c-12-1": "7.00", "c-11-2": "8.00"}
    assert changes(paste("Beta\t9", "c-11-2")) == {"c-12-2": "9.00"}


def test_headings_without_names_tell_the_columns() -> None:
    assert changes(paste("Specialister, kr\n5\n6", "c-11-1")) == {"c-11-2": "5.00", "c-12-2": "6.00"}


def test_one_block_may_span_areas() -> None:
    block = "Aktivitet\tFri\tSpecialister\tVision\nAlfa\t1\t\t\nDelta\t\t\t2\nSumma\t1\t\t2\n"
    assert changes(paste(block)) == {"c-11-1": "1.00", "c-21-3": "2.00"}


def test_notes_and_locks_are_read_under_their_headings() -> None:
    block = "Aktivitet\tFri\tSpecialister\tLås\tAnmärkning\nAlfa\t600\t\tja\tny text\nBeta\t200\t30\tnej\ttvå delar\n"
    assert changes(paste(block)) == {"n-11": "ny text", "l-11": "1", "l-12": ""}
    assert changes(paste("en\ntvå", "n-11")) == {"n-11": "en", "n-12": "två"}


def test_a_row_that_no_name_matches_is_a_new_activity() -> None:
    preview = paste(HEAD + "Epsilon\tHR-chef och FOU chef\t50\t\nZeta\tOkänd chef\t\t7\n")
    epsilon, zeta = preview.new
    assert (epsilon.name, epsilon.area_id, epsilon.roles, epsilon.amounts) == ("Epsilon", 7, (31, 32), {1: 50})
    assert (zeta.roles, zeta.unknown_roles, zeta.amounts) == ((), ("Okänd chef",), {2: 7})
    assert preview.applied(GRID).sums().planned == GRID.sums().planned + 57


def test_a_name_that_is_almost_another_is_pointed_out() -> None:
    grid = Grid((AreaGrid(7, 1, "", CARE.columns, (Row(11, "Effektiva vårdflöden"),)),))
    (remark,) = paste(HEAD + "Effektiva vårdflöde\tHR direktör\t1\t\n", grid=grid).remarks
    assert "liknar Effektiva vårdflöden" in str(remark)


def test_what_the_page_itself_shows_comes_back_unchanged() -> None:
    block = "Aktivitet, ansvarig funktion\tFri, kr\tSpecialister, kr Öronmärkt\tSumma, kr\tLås\tAnmärkning\n"
    block += "Alfa\t600\t\t600\t\t\nBeta\t200\t30\t230\tja\ttvå delar\nGamma\t\t\t0\tLåst\t\n"
    block += "Fördelas i förslaget\t800\t30\t830\nOfördelat nu\t1\xa0000\t100\t1\xa0100\n"
    preview = paste(block)
    assert not preview.bad
    assert not preview.does_something
    assert [remark.number for remark in preview.ignored] == [5, 6]


# ---- what is left out, and said


@pytest.mark.parametrize(
    ("block", "ignored"),
    [
        (HEAD + "Alfa\t\t601\t\nSumma\t\t601\t", "Rad 3: Summarad."),
        (HEAD + "Alfa\t\t601\t\nTOTALT:\t\t601\t", "Rad 3: Summarad."),
        (HEAD + "Alfa\t\t601\t\nBeta\t\t200\t30\n\t\t801\t30", "Rad 4: Summarad: lika med summan av raderna ovanför."),
        (HEAD + "Alfa\t\t601\t\nOfördelat\t\t399\t", "Rad 3: Ofördelat är ingen aktivitet"),
        (HEAD + "\t\t\t\nAlfa\t\t601\t", "Rad 2: Tom rad."),
        (HEAD + "Alfa\t\t601\t\n" + HEAD, "Rad 3: Rubrikraden igen."),
        (HEAD + "3. Vårdens medarbetare\t\t\t\nAlfa\t\t601\t", "Rad 2: Områdets rubrik."),
        ("Budget 2020\n\n" + HEAD + "Alfa\t\t601\t", "Det som står ovanför rubrikraden på rad 3 läses inte."),
        (HEAD + "Alfa\t\t601\t\nFotnot: se bilagan\t\t\t", "Rad 3: ”Fotnot: se bilagan” är ingen aktivitet"),
    ],
    ids=["sum", "total", "sum without a name", "left over", "blank", "headings twice", "area", "title", "footnote"],
)
def test_what_is_no_activity_is_left_out_and_named(block: str, ignored: str) -> None:
    preview = paste(block)
    assert changes(preview) == {"c-11-1": "601.00"}
    assert any(str(remark).startswith(ignored) for remark in preview.ignored), preview.ignored


def test_a_sum_put_below_the_last_row_is_left_out_and_one_on_a_row_is_pointed_out() -> None:
    below = paste("601\n200\n5\n806", "c-11-1")
    assert changes(below) == {"c-11-1": "601.00", "c-13-1": "5.00"}
    assert str(below.ignored[0]).startswith("Rad 4: Summarad")
    assert "Är det en summarad" in str(paste("601\n200\n801", "c-11-1").remarks[0])


def test_cells_that_empty_others_are_counted() -> None:
    assert str(paste("\t8", "c-12-1").remarks[0]).startswith("1 cell töms")


def test_columns_that_are_not_read_are_named() -> None:
    assert paste("Aktivitet\tDiarienummer\tFri\tSpecialister\nAlfa\tRS/1\t601\t").unread == ["Diarienummer"]


# ---- bad clipboards: each message names row and column and what to do

ALFA = HEAD + "Beta\t\t200\t30\nAlfa\t\t{}\t\n"
CELL = "Rad 3 (Alfa), kolumnen Fri: Där står ”{}”. "

BAD = {
    "text": (ALFA.format("enligt avtal"), CELL.format("enligt avtal") + "Beloppet går inte att läsa."),
    "formula": (ALFA.format("=SUMMA(C2:C9)"), CELL.format("=SUMMA(C2:C9)") + "Cellen innehåller en formel."),
    "old formula": (ALFA.format("+C2*2"), CELL.format("+C2*2") + "Cellen innehåller en formel."),
    "error of Excel": (ALFA.format("#REFERENS!"), CELL.format("#REFERENS!") + "Excel visar ett fel"),
    "too narrow column": (ALFA.format("######"), CELL.format("######") + "Kolumnen är för smal"),
    "per cent": (ALFA.format("57 %"), CELL.format("57 %") + "Cellen är en andel i procent."),
    "negative": (ALFA.format("-500"), CELL.format("-500") + "Ett belopp i en fördelning kan inte vara mindre än noll."),
    "real minus": (ALFA.format("−500"), CELL.format("−500") + "Ett belopp i en fördelning"),
    "parentheses": (ALFA.format("(500)"), CELL.format("(500)") + "Parentesen betyder minus."),
    "date": (ALFA.format("2020-03-24"), CELL.format("2020-03-24") + "Cellen är ett datum."),
    "english": (ALFA.format("1,234.50"), CELL.format("1,234.50") + "Skriv blanksteg mellan tusental och komma"),
    "commas": (ALFA.format("1,266,508"), CELL.format("1,266,508") + "Skriv bara ett komma"),
    "one comma": (ALFA.format("12,345"), CELL.format("12,345") + "Tre siffror efter kommat"),
    "one point": (ALFA.format("1.234"), CELL.format("1.234") + "En ensam punkt"),
    "apostrophes": (ALFA.format("1'266'508"), CELL.format("1'266'508") + "Skriv blanksteg i stället för apostrof"),
    "wrong groups": (ALFA.format("12 34"), CELL.format("12 34") + "Siffrorna är inte grupperade"),
    "zero width": (ALFA.format("60\u200b1"), CELL.format("60\u200b1") + "Beloppet innehåller ett dolt tecken"),
    "soft hyphen": (ALFA.format("60\u00ad1"), CELL.format("60\u00ad1") + "Beloppet innehåller ett dolt tecken"),
    "mark within": (ALFA.format("6\ufeff01"), CELL.format("6\ufeff01") + "Beloppet innehåller ett dolt tecken"),
    "exponent": (ALFA.format("1,2E+06"), CELL.format("1,2E+06") + "Skriv ut alla siffror"),
    "foreign digits": (ALFA.format("٣٤"), CELL.format("٣٤") + "Skriv beloppet med siffrorna 0–9."),
    "other currency": (ALFA.format("500 €"), CELL.format("500 €") + "Beloppet går inte att läsa."),
    "fractions of an öre": (ALFA.format("0,1234 kr"), CELL.format("0,1234 kr") + "Skriv högst två decimaler"),
    "too large": (ALFA.format("9" * 13), CELL.format("9" * 13) + "Beloppet är för stort."),
    "two amounts": (ALFA.format('"100\n200"'), CELL.format("100\n200") + "Cellen har flera rader."),
    "a whole text": (ALFA.format("1" * 70), CELL.format("1" * 60 + " …") + "Texten är för lång"),
    "ragged": (HEAD + "Alfa\t\t601\t\nBeta\t\t200", "Rad 3 (Beta), kolumnen Specialister: Raden slutar före"),
    "merged names": (HEAD + "Alfa\t\t601\t\n\t\t7\t", "Rad 3, kolumnen Aktivitet: Raden har belopp men inget namn."),
    "merged headings": (
        "Aktivitet\tFri\t\tSpecialister\nAlfa\t601\t7\t",
        "Rad 2 (Alfa), kolumn 3: Där står ”7”. Kolumnen har belopp men ingen rubrik.",
    ),
    "twice": (
        HEAD + "Alfa\t\t1\t\nALFA\t\t2\t",
        "Rad 3, kolumnen Aktivitet: Där står ”Alfa”. Aktiviteten står redan på rad 2.",
    ),
    "new one twice": (HEAD + "Ny\tFOU chef\t1\t\nNy\tFOU chef\t2\t", "Rad 3, kolumnen Aktivitet: Där står ”Ny”."),
    "fund of another area": (
        "Aktivitet\tFri\tVision\nAlfa\t600\t9",
        "Rad 2 (Alfa), kolumnen Vision: Där står ”9”. Tilldelningen hör till ett annat område",
    ),
    "another unit": ("Aktivitet\tFri, tkr\nAlfa\t601", "Rad 1, kolumnen Fri, tkr: Där står ”tkr”. Rubriken säger tkr."),
    "unknown area": (
        "Område\tAktivitet\tFri\n9\tAlfa\t601",
        "Rad 2 (Alfa), kolumnen Område: Där står ”9”. Det finns inget område",
    ),
    "which area": (
        "Aktivitet\tAnsvarig funktion\tFri\tVision\nNy\tFOU chef\t1\t2",
        "Rad 2, kolumnen Aktivitet: Där står ”Ny”. Flera områden passar.",
    ),
    "neither yes nor no": (
        "Aktivitet\tFri\tLås\nAlfa\t600\tkanske",
        "Rad 2 (Alfa), kolumnen Lås: Där står ”kanske”. Skriv ja eller nej",
    ),
    "long note": ("Aktivitet\tFri\tAnmärkning\nAlfa\t600\t" + "a" * 501, "Rad 2 (Alfa), kolumnen Anmärkning:"),
    "long name": (HEAD + "N" * 241 + "\tFOU chef\t1\t", "Rad 2, kolumnen Aktivitet:"),
    "sum too large": (
        HEAD + "Alfa\t\t999999999999\t1",
        "Rad 2 (Alfa), kolumnen Fri: Där står ”999\xa0999\xa0999\xa0999”. Radens summa är större",
    ),
}

PLACED = {
    "too wide": ("1\t2\t3\tja\ttext\t6", "c-11-1", "Rad 1 (Alfa), kolumn 6: Där står ”6”. Blocket är bredare"),
    "no sum beside": ("1\t2\t9", "c-11-1", "Rad 1 (Alfa), kolumnen Summa: Där står ”9”. Blocket är bredare"),
    "too long": ("1\n2\n3\n4\n5", "c-11-1", "Rad 4: Blocket är längre än tabellen."),
    "too long from below": ("1\n2", "c-13-1", "Rad 2: Blocket är längre än tabellen."),
    "text among amounts": ("1\nx\n3", "c-11-1", "Rad 2 (Beta), kolumnen Fri: Där står ”x”. Beloppet går inte"),
}


@pytest.mark.parametrize(("block", "message"), BAD.values(), ids=BAD)
def test_a_bad_cell_is_named_by_row_and_column(block: str, message: str) -> None:
    preview = paste(block)
    assert [str(bad) for bad in preview.bad if str(bad).startswith(message)], [str(bad) for bad in preview.bad]


@pytest.mark.parametrize(("block", "anchor", "message"), PLACED.values(), ids=PLACED)
def test_a_block_that_does_not_fit_where_it_is_put_is_named(block: str, anchor: str, message: str) -> None:
    preview = paste(block, anchor)
    assert [str(bad) for bad in preview.bad if str(bad).startswith(message)], [str(bad) for bad in preview.bad]


REFUSED = {
    "nothing": ("", "empty"),
    "spaces": (" \t\r\n\t", "empty"),
    "a web page": ("<table><tr><td>1</td></tr></table>", "markup"),
    "10 000 rows": ("Alfa\t1\n" * 10_000, "too_many_rows"),
    "a whole sheet of columns": ("\t".join("1" * 16_384), "too_many_columns"),
    "a book": ("a" * 1_000_001, "too_long"),
    "a cell of 200 000 characters": ('"' + "a" * 200_000, "no_place"),
    "amounts without a place": ("1\t2\n3\t4", "no_place"),
}


@pytest.mark.parametrize(("text", "code"), REFUSED.values(), ids=REFUSED)
def test_a_block_that_cannot_be_read_at_all_is_refused(text: str, code: str) -> None:
    with pytest.raises(PasteRefused) as refused:
        paste(text)
    assert refused.value.code == code


# ---- what is well written


GOOD = ["1266508", "1 266 508", "1\xa0266\xa0508", "1\u202f266\u202f508", "1\u2009266\u2009508", "1.266.508"]
GOOD += ["1 266 508,00", "1.266.508,00", "1 266 508 kr", "1\xa0266\xa0508,00\xa0kr", " 1266508 ", "1266508\ufeff"]
GOOD += ["1 266,508 tkr", "1,266508 mkr", "+1266508"]


@pytest.mark.parametrize("text", GOOD)
def test_every_thousand_separator_that_says_one_thing_is_read(text: str) -> None:
    assert changes(paste(f"{HEAD}Alfa\t\t{text}\t")) == {"c-11-1": "1266508.00"}


@pytest.mark.parametrize("text", ["", " ", "0", "-", " -   ", "– kr", "0,00 kr"])
def test_nothing_and_the_dash_of_the_accounting_format_are_zero(text: str) -> None:
    assert as_amount(text) == 0


def test_quotation_marks_of_excel_and_of_the_text() -> None:
    assert read_block('"två\nrader"\t1\r\n"citat ""x"""\t2').rows == [(1, ["två\nrader", "1"]), (2, ['citat "x"', "2"])]
    assert read_block('"Trygg" hemgång\t1\nAlfa\t2').rows == [(1, ['"Trygg" hemgång', "1"]), (2, ["Alfa", "2"])]
    assert read_block('"öppet\t1\nAlfa\t2').rows == [(1, ['"öppet', "1"]), (2, ["Alfa", "2"])]


def test_semicolons_and_hidden_characters_in_names() -> None:
    assert changes(paste("\ufeffAktivitet;Fri;Specialister\r\nAl\u00adfa\u200b;601;\r\n")) == {"c-11-1": "601.00"}


def test_the_largest_block_is_read() -> None:
    preview = paste(HEAD + "Alfa\t\t1\t\n" * (MOST_ROWS - 1))
    assert len(preview.bad) == MOST_ROWS - 2


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(["", "1", "-1", "Alfa", "Summa", "x\ny", '"', "\t", "Fri", "=A1"]), max_size=4))
)
def test_no_block_breaks_it(cells: list[list[str]]) -> None:
    text = "\n".join("\t".join(row) for row in cells)
    try:
        preview = paste(text, "c-11-1")
    except PasteRefused:
        return
    assert all(change.row_id in ("11", "12", "13") for change in preview.changes)


def test_one_number_alone_is_a_change() -> None:
    assert [change.row_id for change in paste("1", "c-11-1").changes] == ["11"]


@settings(max_examples=25, deadline=None)
@given(st.dictionaries(st.sampled_from(["Alfa", "Beta", "Gamma"]), st.decimals(0, 10**9, places=2), min_size=1))
def test_what_is_pasted_is_what_the_grid_becomes(amounts: dict[str, Decimal]) -> None:
    block = HEAD + "".join(f"{name}\t\t{format_kronor(amount)}\t\n" for name, amount in amounts.items())
    after = {row.name: row.amounts.get(1, Decimal(0)) for _, row in paste(block).applied(GRID).rows()}
    assert {name: after[name] for name in amounts} == amounts
