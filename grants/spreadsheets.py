"""Opening a workbook that somebody uploaded: never more than it is said to be, never one with macros."""

import io

from python_calamine import CalamineError, CalamineWorkbook

from config.refused import Refused
from grants.outcome.refusals import OutcomeRefused
from grants.outcome.unpacking import odd_places

LARGEST_FILE = 5 * 1024 * 1024
UNREADABLE = "Filen går inte att läsa som en Excelbok (.xlsx). Är den skadad?"
SAID = {
    "macros": "Boken innehåller makron. Spara den som .xlsx utan makron.",
    "too_large": "Boken är för stor när den packas upp. Ta bort tomma rader och kolumner utanför tabellerna.",
}


class WorkbookRefused(Refused):
    """The file is no workbook that can be read. Nothing has changed."""

    code = "workbook"


def open_workbook(content: bytes) -> CalamineWorkbook:
    """The workbook of an .xlsx file. Raises WorkbookRefused for anything else, anything too large and for macros."""
    if not content:
        raise WorkbookRefused("Filen är tom.", "empty")
    if len(content) > LARGEST_FILE:
        raise WorkbookRefused(f"Filen är större än {LARGEST_FILE // 1024 // 1024} MB.", "too_large")
    try:
        odd_places(content)
        return CalamineWorkbook.from_filelike(io.BytesIO(content))
    except OutcomeRefused as refused:
        raise WorkbookRefused(SAID.get(refused.code, UNREADABLE), refused.code) from refused
    except CalamineError as error:
        raise WorkbookRefused(UNREADABLE, "format") from error
