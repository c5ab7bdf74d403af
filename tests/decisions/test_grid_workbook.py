"""The grid as a workbook and back: what is written, what comes back, which files are refused."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from config.refused import Refused
from decisions.grid_upload import LARGEST_FILE, OLDER, read_upload
from decisions.grid_workbook import HOW, SHEET, grid_workbook
from decisions.models import Decision
from decisions.pasting import Preview
from people.abilities import Profile
from tests import creators
from tests.decisions.test_allocation import Grid, signed_in
from tests.decisions.test_pasting import GRID, changes, paste
from tests.decisions.test_pasting_pages import fields

DRAFT = Decision(pk=17, version=4, number="2020:14", kind="allocation", title="=Fördelning")
SAVED_BY_LIBREOFFICE = Path(__file__).parent / "grid_saved_by_libreoffice.xlsx"


def written() -> bytes:
    return grid_workbook(DRAFT, GRID, ["FOU chef", "HR direktör"])


def edited(edit: Callable, content: bytes | None = None) -> bytes:
    """The workbook with cells of its sheet changed, as openpyxl saves it."""
    book = openpyxl.load_workbook(io.BytesIO(content or written()))
    edit(book[SHEET])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(content: bytes, draft: Decision = DRAFT) -> Preview:
    return paste(read_upload(content, draft).text)


def write(**cells) -> Callable:
    def edit(sheet) -> None:
        for place, value in cells.items():
            sheet[place] = value

    return edit


def test_the_workbook_carries_amounts_sums_and_how_it_is_filled_in() -> None:
    book = openpyxl.load_workbook(io.BytesIO(written()))
    sheet = book[SHEET]
    assert [cell.value for cell in sheet[1]][1:] == [
        *("Område", "Aktivitet", "Ansvarig funktion", "Fri", "Specialister", "Vision", "Summa", "Lås", "Anmärkning")
    ]
    assert [cell.value for cell in sheet[5]][:6] == ["12", 3, "Beta", "HR direktör", 200, 30]
    assert (sheet["E2"].value, sheet["E3"].value) == ("=SUM(E4:E107)", "=1000-E2")
    assert sheet["H5"].value == "=SUM(E5:G5)"
    assert sheet.column_dimensions["A"].hidden
    assert sheet.protection.sheet
    assert (sheet["C4"].protection.locked, sheet["E4"].protection.locked, sheet["G4"].protection.locked) == (1, 0, 1)
    assert "FOU chef" in [cell.value for cell in book[HOW]["A"]]


def test_the_workbook_comes_back_unharmed() -> None:
    preview = read(written())
    assert not preview.bad
    assert not preview.does_something
    assert not preview.unread


def test_what_is_written_in_the_workbook_is_what_changes() -> None:
    content = edited(write(E4=650.5, F5=None, I4="ja", J4="=ny", B8=3, C8="Epsilon", D8="HR-chef;FOU chef", F8=7))
    assert [bad.why for bad in read(content).bad] == ["Cellen innehåller en formel. Kopiera det beräknade värdet."]
    preview = read(edited(write(J4="ny"), content))
    assert changes(preview) == {"c-11-1": "650.50", "n-11": "ny", "l-11": "1", "c-12-2": "0.00"}
    assert [(new.name, new.area_id, new.roles, new.amounts) for new in preview.new] == [
        ("Epsilon", 7, (31, 32), {2: 7})
    ]


def test_a_copy_saved_by_libreoffice_says_what_was_written_in_it() -> None:
    preview = read(SAVED_BY_LIBREOFFICE.read_bytes())
    assert changes(preview) == {"c-11-1": "650.50", "c-12-2": "0.00"}
    assert [(new.name, new.roles, new.amounts) for new in preview.new] == [("Epsilon", (31, 32), {1: 12})]


BAD = {
    "formula": (write(E4="=100+200"), "Rad 4 (Alfa), kolumnen Fri: Där står ”=formel”. Cellen innehåller en formel."),
    "text": (write(E5="mycket"), "Rad 5 (Beta), kolumnen Fri: Där står ”mycket”."),
    "date": (write(E5=creators.TODAY), "Rad 5 (Beta), kolumnen Fri: Där står ”2020-09-10”. Cellen är ett datum."),
    "too exact": (write(E5=0.125), "Rad 5 (Beta), kolumnen Fri: Där står ”0,125”."),
    "negative": (write(E5=-1), "Rad 5 (Beta), kolumnen Fri: Där står ”-1”. Ett belopp i en fördelning"),
    "renamed": (write(C4="Alfa 2"), "Rad 4, kolumnen Aktivitet: Där står ”Alfa 2”. Raden hör till aktiviteten Alfa"),
    "fund of another area": (write(G4=5), "Rad 4 (Alfa), kolumnen Vision: Där står ”5”. Tilldelningen hör till"),
    "without an area": (write(C8="Ny", D8="FOU chef"), "Rad 8, kolumnen Aktivitet: Där står ”Ny”. Flera områden"),
}


@pytest.mark.parametrize(("edit", "message"), BAD.values(), ids=BAD)
def test_a_bad_cell_is_named_as_the_workbook_numbers_it(edit: Callable, message: str) -> None:
    assert [str(bad) for bad in read(edited(edit)).bad if str(bad).startswith(message)]


def test_a_copied_row_with_a_name_of_its_own_is_a_new_activity() -> None:
    preview = read(edited(write(A8="11", B8=3, C8="Alfa två", D8="FOU chef", E8=5)))
    assert [new.name for new in preview.new] == ["Alfa två"]


def test_a_book_of_an_older_version_says_so() -> None:
    assert read_upload(written(), Decision(pk=17, version=5)).warning == OLDER
    assert read_upload(written(), DRAFT).warning == ""


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO(written())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(f"xl/{name}.bin", content)
    return out.getvalue()


def without_its_sheet() -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(written()))
    book.remove(book[SHEET])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "csv": (lambda: b"Aktivitet;Fri\nAlfa;1", "Filen går inte att läsa som en Excelbok (.xlsx)."),
    "xls": (lambda: b"\xd0\xcf\x11\xe0rest", "Filen är en äldre Excelbok"),
    "broken zip": (lambda: b"PK\x03\x04" + b"x" * 50, "Filen går inte att läsa som en Excelbok"),
    "another zip": (lambda: zip_of("word/document.xml"), "Filen är ingen Excelbok"),
    "macros": (lambda: zipped(vbaProject=b"x"), "Boken innehåller makron."),
    "zip bomb": (lambda: zipped(bomb=b"0" * 70_000_000), "Boken är för stor när den packas upp."),
    "too large": (lambda: b"PK\x03\x04" + b"0" * LARGEST_FILE, "Boken är större än 5 MB."),
    "without its sheet": (without_its_sheet, "Boken har inget blad som heter Fördelning."),
    "without its keys": (lambda: edited(write(A1="Område")), "Den dolda kolumnen Nyckel finns inte kvar"),
    "another draft": (lambda: edited(write(A1="Nyckel 18/4")), "Boken hör till ett annat förslag."),
}


def zip_of(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(("make", "message"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_is_not_the_book_is_refused_in_words(make: Callable[[], bytes], message: str) -> None:
    with pytest.raises(Refused) as refused:
        read_upload(make(), DRAFT)
    assert refused.value.message.startswith(message)


# ---- over HTTP


@pytest.mark.django_db
def test_the_book_goes_out_and_comes_back_through_the_preview() -> None:
    grid = Grid()
    client = signed_in(grid.officer)
    path = reverse("allocation_xlsx", args=[grid.draft.pk])
    content = client.get(path).content
    filled = edited(write(E5=25), content)
    answer = client.post(path, {"file": SimpleUploadedFile("bok.xlsx", filled)})
    assert answer.status_code == 200
    assert "1 ändring" in answer.text
    assert grid.saved() == {("Alfa", "Fri"): 600}
    client.post(grid.path, fields(answer))
    assert grid.saved() == {("Alfa", "Fri"): 600, ("Beta", "Fri"): 25}
    assert OLDER in client.post(path, {"file": SimpleUploadedFile("bok.xlsx", filled)}).text


@pytest.mark.django_db
def test_a_bad_book_changes_nothing_and_readers_upload_none() -> None:
    grid = Grid()
    client = signed_in(grid.officer)
    path = reverse("allocation_xlsx", args=[grid.draft.pk])
    content = client.get(path).content
    answer = client.post(path, {"file": SimpleUploadedFile("bok.xlsx", edited(write(E4="x", E5=5), content))})
    assert answer.status_code == 422
    assert "Rad 4 (Alfa), kolumnen Fri" in answer.text
    assert client.post(path, {}).status_code == 422
    assert client.post(path, {"file": SimpleUploadedFile("bok.xlsx", b"a;b")}).status_code == 422
    assert grid.saved() == {("Alfa", "Fri"): 600}
    auditor = signed_in(creators.user(Profile.AUDITOR))
    assert auditor.get(path).status_code == 200
    assert auditor.post(path, {"file": SimpleUploadedFile("bok.xlsx", content)}).status_code == 403
