"""An XLSX workbook as numbered rows. Read by calamine, which gives values alone: what is a formula, or an error, is
found in the sheet's own XML, so that no stale or missing result is taken for an amount."""

import html
import io
import re
import zipfile
import zlib
from decimal import Decimal

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from grants.outcome.refusals import OutcomeRefused
from grants.outcome.sheets import Cell, Odd

MOST_CELLS = 5_000_000
LARGEST_UNPACKED = 300 * 1024 * 1024
FORMULA = Odd("Cellen innehåller en formel. Klistra in den som värde.")
ERROR = Odd("Cellen innehåller ett fel från Excel, till exempel #SAKNAS!.")

_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*)>(\s*<(?:\w+:)?f\b)?")
_PLACE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')
_IS_ERROR = re.compile(rb'\bt="e"')

Place = tuple[int, int]


def read_workbook(content: bytes) -> list[tuple[int, list[Cell]]]:
    """The rows of the one sheet that has content, numbered from 1. Raises OutcomeRefused."""
    odd = {place: odd for page in _pages(content).values() for place, odd in _odd_in(page)}
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [sheet for name in book.sheet_names if (sheet := book.get_sheet_by_name(name)).start]
    except CalamineError as error:
        raise _unreadable() from error
    if len(sheets) > 1:
        names = ", ".join(sheet.name for sheet in sheets)
        raise OutcomeRefused(
            f"Boken har flera blad med innehåll ({names}). Spara bladet med utfallet för sig.", "sheets"
        )
    if not sheets:
        return []
    return _rows(sheets[0], odd)


def read_sheet_called(content: bytes, name: str) -> list[tuple[int, list[Cell]]] | None:
    """The rows of the sheet with this name, numbered from 1; None if the book has none. Raises OutcomeRefused."""
    pages = _pages(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        if name not in book.sheet_names:
            return None
        sheet, path = book.get_sheet_by_name(name), _path_of(content, name)
    except (CalamineError, KeyError) as error:
        raise _unreadable() from error
    if path not in pages:  # then its formulas could not be told from values
        raise _unreadable()
    return _rows(sheet, dict(_odd_in(pages[path])))


def _rows(sheet: CalamineSheet, odd: dict[Place, Odd]) -> list[tuple[int, list[Cell]]]:
    if sheet.total_height * sheet.total_width > MOST_CELLS:
        raise OutcomeRefused("Bladet är för stort. Ta bort tomma rader och kolumner utanför tabellen.", "too_large")
    rows = sheet.to_python(skip_empty_area=False)
    return [
        (number, [odd.get((number, column)) or _cell(value) for column, value in enumerate(cells)])
        for number, cells in enumerate(rows, start=1)
    ]


def _cell(value: object) -> Cell:
    """A number as its shortest decimal text says it: never through binary arithmetic."""
    if isinstance(value, float):
        return Decimal(str(value))
    return value  # type: ignore[return-value]


def _unreadable() -> OutcomeRefused:
    return OutcomeRefused("Filen går inte att läsa som en Excelbok (.xlsx). Är den skadad?", "format")


def _pages(content: bytes) -> dict[str, bytes]:
    """The XML of every worksheet, by its path. Raises OutcomeRefused for what is no workbook, or too large a one."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if "xl/workbook.xml" not in names:
                raise OutcomeRefused("Filen är ingen Excelbok (.xlsx). Spara den som .xlsx eller CSV.", "format")
            if sum(info.file_size for info in archive.infolist()) > LARGEST_UNPACKED:
                raise OutcomeRefused("Boken är för stor.", "too_large")
            return {name: archive.read(name) for name in names if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name)}
    except (zipfile.BadZipFile, OSError, EOFError, zlib.error, NotImplementedError, RuntimeError) as error:
        raise _unreadable() from error


def _path_of(content: bytes, name: str) -> str:
    """Where in the archive the sheet with this name lies: the book names its relation, the relations its path."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        book = archive.read("xl/workbook.xml").decode(errors="replace")
        relations = archive.read("xl/_rels/workbook.xml.rels").decode(errors="replace")
    sheets = {html.unescape(each.get("name", "")): each.get("r:id", "") for each in _tags(book, "sheet")}
    targets = {each.get("Id", ""): each.get("Target", "") for each in _tags(relations, "Relationship")}
    target = targets.get(sheets.get(name, ""), "")
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _tags(xml: str, name: str) -> list[dict[str, str]]:
    """The attributes of every element with this name."""
    return [dict(_ATTRIBUTE.findall(tag)) for tag in re.findall(rf"<(?:\w+:)?{name}\b([^>]*)>", xml)]


def _odd_in(page: bytes) -> list[tuple[Place, Odd]]:
    """(row from 1, column from 0) of every formula and error of a worksheet."""
    found = []
    for match in _CELL.finditer(page):
        is_error = _IS_ERROR.search(match[1])
        if not match[2] and not is_error:
            continue
        place = _PLACE.search(match[1])
        if place is None:
            raise OutcomeRefused("Boken innehåller formler. Klistra in dem som värden.", "formula")
        found.append(((int(place[2]), _column(place[1])), ERROR if is_error else FORMULA))
    return found


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1
