"""What an outcome file is refused with."""

from collections.abc import Sequence
from dataclasses import dataclass

from config.refused import Refused

SHOWN = 20


class OutcomeRefused(Refused):
    """The file as a whole cannot be read or taken in. Nothing has changed."""

    code = "outcome"


@dataclass(frozen=True)
class RowError:
    """What is wrong in one cell: `row` as the spreadsheet numbers it, `column` by its heading."""

    row: int
    column: str
    text: str

    def __str__(self) -> str:
        where = f"Rad {self.row}, kolumnen {self.column}" if self.column else f"Rad {self.row}"
        return f"{where}: {self.text}"


class BadRows(OutcomeRefused):
    """Rows that cannot be read; `errors` holds them all, the message the first of them."""

    code = "bad_rows"

    def __init__(self, errors: Sequence[RowError]) -> None:
        self.errors = list(errors)
        rest = len(self.errors) - SHOWN
        lines = [str(error) for error in self.errors[:SHOWN]] + ([f"och {rest} fel till"] if rest > 0 else [])
        super().__init__("Filen kan inte läsas in, inget är ändrat.\n" + "\n".join(lines))
