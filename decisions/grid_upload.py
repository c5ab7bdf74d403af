"""A workbook of the grid that comes back filled in, as a block to hold against the grid."""

import csv
import datetime
import io
import re
import zipfile
from dataclasses import dataclass
from decimal import Decimal

from decisions.export import as_typed
from decisions.grid_workbook import KEY, SHEET
from decisions.models import Decision
from decisions.pasting import PasteRefused
from grants.outcome.sheets import OLE, ZIP, Cell, Odd
from grants.outcome.workbook import FORMULA, read_sheet_called

LARGEST_FILE = 5 * 1024 * 1024
LARGEST_UNPACKED = 60 * 1024 * 1024
MOST_PARTS = 500

TOO_LARGE = f"Boken är större än {LARGEST_FILE // 1024 // 1024} MB. Hämta den på nytt och skriv beloppen där."
OLD_FORMAT = "Filen är en äldre Excelbok (.xls) eller skyddad med lösenord. Spara den som .xlsx utan lösenord."
NO_BOOK = "Filen är ingen Excelbok (.xlsx). Hämta boken på nytt och spara den som .xlsx."
MACROS = "Boken innehåller makron. Spara den som Excel-arbetsbok (.xlsx), utan makron."
SWOLLEN = "Boken är för stor när den packas upp. Hämta den på nytt och skriv beloppen där."
NO_SHEET = f"Boken har inget blad som heter {SHEET}. Hämta boken på nytt och skriv beloppen där."
NO_KEY = f"Den dolda kolumnen {KEY} finns inte kvar på bladet {SHEET}. Hämta boken på nytt och skriv beloppen där."
OTHER_DRAFT = "Boken hör till ett annat förslag. Hämta boken för det här förslaget."
OLDER = (
    "Förslaget har sparats sedan boken hämtades. Där boken har ett annat belopp än det sparade blir det bokens: "
    "se efter på varje rad."
)

_KEY = re.compile(rf"{KEY} ([0-9]{{1,18}})/([0-9]{{1,9}})")


@dataclass(frozen=True)
class Upload:
    """The sheet as text of a clipboard, its rows numbered as in the book; `warning` if the draft has changed since."""

    text: str
    warning: str = ""


def read_upload(content: bytes, decision: Decision) -> Upload:
    """The book of this draft. Raises PasteRefused; Refused for a file that cannot be read."""
    _refuse_unsafe(content)
    rows = read_sheet_called(content, SHEET)
    if rows is None:
        raise PasteRefused(NO_SHEET, "no_sheet")
    head = _KEY.match(_text(rows[0][1][0])) if rows and rows[0][1] else None
    if head is None:
        raise PasteRefused(NO_KEY, "no_key")
    if int(head[1]) != decision.pk:
        raise PasteRefused(OTHER_DRAFT, "other_draft")
    out = io.StringIO()
    csv.writer(out, dialect="excel-tab", lineterminator="\n").writerows(
        [_text(cell) for cell in cells] for _, cells in rows
    )
    return Upload(out.getvalue(), "" if int(head[2]) == decision.version else OLDER)


def _refuse_unsafe(content: bytes) -> None:
    """By what the archive says of itself, before anything in it is unpacked."""
    if len(content) > LARGEST_FILE:
        raise PasteRefused(TOO_LARGE, "too_large")
    if content.startswith(OLE):
        raise PasteRefused(OLD_FORMAT, "old_format")
    if not content.startswith(ZIP):
        raise PasteRefused(NO_BOOK, "no_book")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError) as error:
        raise PasteRefused(NO_BOOK, "no_book") from error
    if any(part.filename.casefold().endswith(("vbaproject.bin", ".bas")) for part in parts):
        raise PasteRefused(MACROS, "macros")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise PasteRefused(SWOLLEN, "swollen")


def _text(cell: Cell) -> str:
    """What the cell would be on a clipboard: numbers exact with a decimal comma, a formula as a formula."""
    match cell:
        case None:
            return ""
        case Odd():
            return "=formel" if cell is FORMULA else "#FEL!"
        case bool():
            return "SANT" if cell else "FALSKT"
        case Decimal():
            whole = cell == cell.to_integral_value()
            return f"{cell:.0f}" if whole else f"{cell:f}".replace(".", ",")
        case datetime.date():
            return f"{cell:%Y-%m-%d}"
    return as_typed(str(cell))
