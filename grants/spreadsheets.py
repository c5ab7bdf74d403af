"""Opening a workbook that somebody uploaded: never more than it is said to be, never one with macros."""

import io

from python_calamine import CalamineError, CalamineWorkbook

from config.refused import Refused
from grants.outcome.refusals import OutcomeRefused
from grants.outcome.sheets import Cell
from grants.outcome.unpacking import odd_places
from grants.outcome.workbook import read_sheet_called

LARGEST_FILE = 5 * 1024 * 1024
UNREADABLE = "Filen går inte att läsa som en Excelbok (.xlsx). Är den skadad?"
SAID = {
    "macros": "Boken innehåller makron. Spara den som .xlsx utan makron.",
    "formula": "Boken är full av formler. Klistra in dem som värden.",
    "too_large": "Boken är för stor när den packas upp. Ta bort tomma rader och kolumner utanför tabellerna.",
}


class WorkbookRefused(Refused):
    """The file is no workbook that can be read. Nothing has changed."""

    code = "workbook"


def open_workbook(content: bytes) -> CalamineWorkbook:
    """The workbook of an .xlsx file. Raises WorkbookRefused for anything else, anything too large and for macros."""
    _look_into(content)
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(content))
    except CalamineError as error:
        raise WorkbookRefused(UNREADABLE, "format") from error


def sheet_called(content: bytes, name: str) -> list[list[Cell]]:
    """The cells of the sheet with this name, the formulas and errors among them marked. Raises WorkbookRefused as
    `open_workbook` does, and when there is no such sheet."""
    _look_into(content)
    try:
        rows = read_sheet_called(content, name)
    except OutcomeRefused as refused:
        raise WorkbookRefused(UNREADABLE, refused.code) from refused
    if rows is None:
        raise WorkbookRefused(f"Bladet {name} saknas. Utgå från mallen.", "sheet_missing")
    return [cells for _, cells in rows]


def _look_into(content: bytes) -> None:
    if not content:
        raise WorkbookRefused("Filen är tom.", "empty")
    if len(content) > LARGEST_FILE:
        raise WorkbookRefused(f"Filen är större än {LARGEST_FILE // 1024 // 1024} MB.", "too_large")
    try:
        odd_places(content)
    except OutcomeRefused as refused:
        raise WorkbookRefused(SAID.get(refused.code, UNREADABLE), refused.code) from refused
