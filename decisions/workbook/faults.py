"""What a workbook is refused with."""

from collections.abc import Sequence
from dataclasses import dataclass

from config.refused import Refused

SHOWN = 50


@dataclass(frozen=True)
class CellError:
    """What is wrong in one place: the sheet, the row as the spreadsheet numbers it (0: it is missing), the heading."""

    sheet: str
    row: int
    column: str
    text: str

    def __str__(self) -> str:
        parts = [f"Bladet {self.sheet}"]
        if self.row:
            parts.append(f"rad {self.row}")
        if self.column:
            parts.append(self.column)
        return f"{', '.join(parts)}: {self.text}"


class BadWorkbook(Refused):
    """The workbook can be opened but not used; `errors` holds all faults. Nothing has changed."""

    code = "bad_workbook"

    def __init__(self, errors: Sequence[CellError]) -> None:
        self.errors = list(errors)
        rest = len(self.errors) - SHOWN
        lines = [str(error) for error in self.errors[:SHOWN]] + ([f"och {rest} fel till"] if rest > 0 else [])
        super().__init__("Arbetsboken kan inte läsas in, inget är ändrat.\n" + "\n".join(lines))
