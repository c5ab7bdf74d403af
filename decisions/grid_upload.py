"""A workbook of the grid that comes back filled in, as a block to hold against the grid."""

import csv
import datetime
import io
import re
from dataclasses import dataclass
from decimal import Decimal

from decisions.export import as_typed
from decisions.grid_workbook import KEY, SHEET
from decisions.models import Decision
from decisions.pasting import PasteRefused
from grants.outcome.sheets import Cell, Odd
from grants.outcome.workbook import FORMULA, read_sheets_called

LARGEST_FILE = 5 * 1024 * 1024
LARGEST_UNPACKED = 60 * 1024 * 1024

TOO_LARGE = f"Boken är större än {LARGEST_FILE // 1024 // 1024} MB. Hämta den på nytt och skriv beloppen där."
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
    if len(content) > LARGEST_FILE:
        raise PasteRefused(TOO_LARGE, "too_large")
    rows = read_sheets_called(content, [SHEET], LARGEST_UNPACKED).get(SHEET)
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
