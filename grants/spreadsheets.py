"""Opening a workbook that somebody uploaded: never more than it is said to be, never one with macros."""

from collections.abc import Iterable

from config.refused import Refused
from grants.outcome.refusals import OutcomeRefused
from grants.outcome.sheets import Cell
from grants.outcome.workbook import read_sheets_called

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


def sheets_called(content: bytes, names: Iterable[str]) -> dict[str, list[list[Cell]]]:
    """The cells of those sheets with these names that the .xlsx file has, the formulas and errors among them marked.
    Raises WorkbookRefused for anything else, anything too large and for macros."""
    if not content:
        raise WorkbookRefused("Filen är tom.", "empty")
    if len(content) > LARGEST_FILE:
        raise WorkbookRefused(f"Filen är större än {LARGEST_FILE // 1024 // 1024} MB.", "too_large")
    try:
        sheets = read_sheets_called(content, names)
    except OutcomeRefused as refused:
        raise WorkbookRefused(SAID.get(refused.code, UNREADABLE), refused.code) from refused
    return {name: [cells for _, cells in rows] for name, rows in sheets.items()}


def sheet_called(content: bytes, name: str) -> list[list[Cell]]:
    """The cells of the sheet with this name. Raises WorkbookRefused as `sheets_called` does, and when there is none."""
    sheets = sheets_called(content, [name])
    if name not in sheets:
        raise WorkbookRefused(f"Bladet {name} saknas. Utgå från mallen.", "sheet_missing")
    return sheets[name]
