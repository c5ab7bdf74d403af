"""An XLSX workbook as numbered rows. Read by calamine, which gives values alone; what is a formula, or an error, is
found beforehand (`grants.outcome.unpacking`), so that no stale or missing result is taken for an amount."""

import html
import io
import re
import zipfile
from collections.abc import Iterable
from decimal import Decimal

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from grants.outcome.refusals import OutcomeRefused
from grants.outcome.sheets import Cell, Odd
from grants.outcome.unpacking import LARGEST_UNPACKED, Place, odd_places, unreadable

FORMULA = Odd("Cellen innehåller en formel. Klistra in den som värde.")
ERROR = Odd("Cellen innehåller ett fel från Excel, till exempel #SAKNAS!.")

_ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')


def read_workbook(content: bytes) -> list[tuple[int, list[Cell]]]:
    """The rows of the one sheet that has content, numbered from 1. Raises OutcomeRefused."""
    odd = {place: is_error for places in odd_places(content).values() for place, is_error in places.items()}
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [sheet for name in book.sheet_names if (sheet := book.get_sheet_by_name(name)).start]
    except CalamineError as error:
        raise unreadable() from error
    if len(sheets) > 1:
        names = ", ".join(sheet.name for sheet in sheets)
        raise OutcomeRefused(
            f"Boken har flera blad med innehåll ({names}). Spara bladet med utfallet för sig.", "sheets"
        )
    if not sheets:
        return []
    return _rows(sheets[0], odd)


def read_sheets_called(
    content: bytes, names: Iterable[str], largest: int = LARGEST_UNPACKED
) -> dict[str, list[tuple[int, list[Cell]]]]:
    """The rows, numbered from 1, of those sheets with these names that the book has. Raises OutcomeRefused, also for a
    book of more than `largest` bytes unpacked."""
    odd = odd_places(content, largest)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        there = {name: book.get_sheet_by_name(name) for name in names if name in book.sheet_names}
        paths = {name: _path_of(content, name) for name in there}
    except (CalamineError, KeyError) as error:
        raise unreadable() from error
    if not set(paths.values()) <= set(odd):  # then formulas could not be told from values
        raise unreadable()
    return {name: _rows(sheet, odd[paths[name]]) for name, sheet in there.items()}


def _rows(sheet: CalamineSheet, odd: dict[Place, bool]) -> list[tuple[int, list[Cell]]]:
    rows = sheet.to_python(skip_empty_area=False)
    return [
        (number, [_cell(value, odd.get((number, column))) for column, value in enumerate(cells)])
        for number, cells in enumerate(rows, start=1)
    ]


def _cell(value: object, is_error: bool | None) -> Cell:
    """A number as its shortest decimal text says it: never through binary arithmetic."""
    if is_error is not None:
        return ERROR if is_error else FORMULA
    if isinstance(value, float):
        return Decimal(str(value))
    return value  # type: ignore[return-value]


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
