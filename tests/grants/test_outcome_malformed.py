"""Files that must be refused, each with its reason, its row and its column, and with nothing changed."""

import datetime
import io
import zipfile
from collections.abc import Callable

import pytest

from grants import outcome
from grants.models import Outcome, OutcomeImport
from grants.outcome import BadRows, OutcomeRefused
from people.abilities import Profile
from tests import creators
from tests.grants.outcome_files import HEAD, csv, mapping, row, xlsx

MARCH = datetime.date(2020, 3, 1)

pytestmark = pytest.mark.django_db


def attempt(content: bytes) -> OutcomeRefused:
    agreement = creators.agreement()
    creators.activity(creators.area(agreement), code="A1")
    other = creators.activity(creators.area(creators.agreement(name="Annan överenskommelse")), code="B1")
    assert other.code == "B1"
    columns, by = mapping(), creators.user(Profile.CONTROLLER)
    with pytest.raises(OutcomeRefused) as refused:
        outcome.import_file(agreement=agreement, month=MARCH, mapping=columns, name="fil", content=content, by=by)
    assert not OutcomeImport.objects.exists()
    assert not Outcome.objects.exists()
    return refused.value


def without(column: str) -> bytes:
    return csv(
        [cell for cell, name in zip(row(), HEAD, strict=True) if name != column], head=[c for c in HEAD if c != column]
    )


def zipped(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return stream.getvalue()


WHOLE_FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "Filen är tom"),
    "only blank lines": (lambda: b"\n\n \n", "Filen är tom"),
    "only separators": (lambda: b";;;\n;;;\n", "Filen är tom"),
    "only a head": (lambda: csv(), "inga rader under den"),
    "comma separated": (lambda: csv(row()).replace(b",00", b"").replace(b";", b","), "skiljas åt med semikolon"),
    "tab separated": (lambda: csv(row()).replace(b";", b"\t"), "skiljas åt med semikolon"),
    "no head": (lambda: csv(row(), head=row()), "Saknas: månad, aktivitet, belopp"),
    "amount column missing": (lambda: without("belopp"), "Saknas: belopp. Filen har: månad, konto"),
    "month column missing": (lambda: without("månad"), "Saknas: månad"),
    "account column missing": (lambda: without("objekt"), "Saknas: objekt"),
    "unknown columns": (lambda: csv(["1", "2"], head=["Kst", "Summa"]), "Filen har: Kst, Summa"),
    "heading twice": (lambda: csv([*row(), "1"], head=[*HEAD, "Belopp"]), "Rubriken belopp står flera gånger"),
    "another month": (lambda: csv(row(month="2020-02")), "Filen gäller 2020-02, men inläsningen gäller 2020-03"),
    "utf-16": (lambda: csv(row(), encoding="utf-16"), "UTF-16"),
    "null bytes": (lambda: csv(row()).replace(b"V1", b"V\x00"), "inte är text"),
    "neither utf-8 nor windows-1252": (lambda: csv(row(text="X")).replace(b"X", b"\x81\x8d"), "varken UTF-8 eller"),
    "encodings mixed": (lambda: csv(row(text="Måndag X")).replace(b"X", b"\xe5"), "blandar teckenkodningar"),
    "open quote": (lambda: csv(row(text='"öppet')), "citattecken saknar sitt par"),
    "old excel": (lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 600, "äldre Excelbok"),
    "truncated workbook": (lambda: xlsx(row())[:900], "Är den skadad?"),
    "zip that is no workbook": (lambda: zipped("läsmig.txt"), "ingen Excelbok"),
    "open document": (lambda: zipped("mimetype", "content.xml"), "ingen Excelbok"),
    "hollow workbook": (lambda: zipped("xl/workbook.xml"), "Är den skadad?"),
    "empty workbook": (lambda: xlsx(head=[]), "Filen är tom"),
    "several sheets": (lambda: xlsx(row(amount=1), more_sheets=1), "flera blad med innehåll (Utfall, Blad 2)"),
}  # fmt: skip


@pytest.mark.parametrize("name", WHOLE_FILES)
def test_the_file_is_refused(name: str) -> None:
    make, reason = WHOLE_FILES[name]
    refused = attempt(make())
    assert reason in refused.message
    assert not isinstance(refused, BadRows)


FINE = row()
CELLS: dict[str, tuple[Callable[[], bytes], str]] = {
    "english amount": (lambda: csv(FINE, row(amount="1,234.50")), "Rad 3, kolumnen belopp"),
    "ambiguous point": (lambda: csv(FINE, row(amount="1.234")), "Rad 3, kolumnen belopp"),
    "decimal point": (lambda: csv(FINE, row(amount="25301.64")), "Rad 3, kolumnen belopp"),
    "three decimals": (lambda: csv(FINE, row(amount="12,345")), "Rad 3, kolumnen belopp"),
    "exponent": (lambda: csv(FINE, row(amount="1e6")), "Rad 3, kolumnen belopp"),
    "amount is a word": (lambda: csv(FINE, row(amount="saknas")), "Rad 3, kolumnen belopp"),
    "amount is empty": (lambda: csv(FINE, row(amount="")), "Rad 3, kolumnen belopp"),
    "excel's hashes": (lambda: csv(FINE, row(amount="########")), "Rad 3, kolumnen belopp"),
    "too large": (lambda: csv(FINE, row(amount="9999999999999,00")), "Rad 3, kolumnen belopp"),
    "one row of another month": (lambda: csv(FINE, row(month="2020-02")), "kolumnen månad: Raden gäller 2020-02"),
    "month is no month": (lambda: csv(FINE, row(month="mars")), "Rad 3, kolumnen månad"),
    "month 13": (lambda: csv(FINE, row(month="2020-13")), "Rad 3, kolumnen månad"),
    "month is empty": (lambda: csv(FINE, row(month="")), "Rad 3, kolumnen månad"),
    "sum row at the end": (lambda: csv(FINE, ["", "", "", "", "", "", "Summa", "100,00"]), "Rad 3, kolumnen månad"),
    "a cell too many": (lambda: csv(FINE, [*row(), "x"]), "Rad 3: Raden har 9 celler, men rubrikraden 8"),
    "a cell too few": (lambda: csv(FINE, row()[:-1]), "Rad 3: Raden har 7 celler, men rubrikraden 8"),
    "semicolon in a text": (lambda: csv(FINE, row(text="Hyra; mars")), "Rad 3: Raden har 9 celler"),
    "after blank rows": (lambda: csv(FINE, [""] * 8, [""], row(amount="x")), "Rad 5, kolumnen belopp"),
    "after a text of two lines": (lambda: csv(row(text='"två\nrader"'), row(amount="x")), "Rad 3, kolumnen belopp"),
    "text too long": (lambda: csv(FINE, row(text="å" * 301)), "Rad 3, kolumnen text: Texten är längre än 300"),
    "another agreement's code": (lambda: csv(FINE, row(code="B1")), "Koden B1 hör till Annan överenskommelse"),
    "formula": (lambda: xlsx(row(amount=1), row(amount="=SUM(H2:H2)")), "Rad 3, kolumnen belopp: Cellen inne"),
    "formula in the code": (lambda: xlsx(row(code="=A1", amount=1)), "kolumnen aktivitet: Cellen inne"),
    "fractions of an öre": (lambda: xlsx(row(amount=0.125)), "Beloppet 0,125 har mer än två decimaler"),
    "boolean amount": (lambda: xlsx(row(amount=True)), "inget belopp"),
    "date as amount": (lambda: xlsx(row(amount=datetime.date(2020, 3, 1))), "inget belopp"),
    "date as code": (lambda: xlsx(row(code=datetime.date(2020, 1, 2), amount=1)), "Cellen är ett datum"),
    "number as month": (lambda: xlsx(row(amount=1), row(month=True, amount=1)), "Cellen är ingen månad"),
    "text amount in excel": (lambda: xlsx(row(amount="1.5")), "Rad 2, kolumnen belopp"),
    "after a blank row in excel": (lambda: xlsx(row(amount=1), [], [], row(amount="x")), "Rad 5, kolumnen belopp"),
}  # fmt: skip


@pytest.mark.parametrize("name", CELLS)
def test_the_cell_is_named(name: str) -> None:
    make, reason = CELLS[name]
    refused = attempt(make())
    assert isinstance(refused, BadRows)
    assert reason in refused.message


def test_every_bad_cell_is_listed_in_the_order_of_the_file() -> None:
    refused = attempt(csv(row(amount="x"), FINE, row(month="mars", amount="y"), row()[:-1]))
    assert isinstance(refused, BadRows)
    assert [(error.row, error.column) for error in refused.errors] == [
        (2, "belopp"),
        (4, "månad"),
        (4, "belopp"),
        (5, ""),
    ]


def test_a_long_list_is_cut_in_the_message_but_kept_whole() -> None:
    refused = attempt(csv(*[row(amount="x")] * 50))
    assert isinstance(refused, BadRows)
    assert len(refused.errors) == 50
    assert refused.message.endswith("och 30 fel till")


def test_an_error_cell_of_excel_is_named() -> None:
    """Written by hand: the library that makes the tests' workbooks writes errors only as results of formulas."""
    content = xlsx(row(amount=77))
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            page = source.read(name)
            if name.startswith("xl/worksheets/"):
                page = page.replace(b'<c r="H2"><v>77</v>', b'<c r="H2" t="e"><v>#REF!</v>')
            target.writestr(name, page)
    assert "Rad 2, kolumnen belopp: Cellen innehåller ett fel från Excel" in attempt(changed.getvalue()).message
