"""Numbered notes under the tables of a document: what has to be known of a row, said once for each table."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from grants.kronor import format_kronor
from reporting.report.economy import EconomicFund
from reporting.report.settled import FundSettled
from reporting.report.shape import FundRow

Row = TypeVar("Row")
EARMARKED = "Öronmärkt av staten: får bara användas till det ändamål som tilldelningen har."
ASSUMED = "Beloppet är ett antagande: staten har inte meddelat det än."


@dataclass(frozen=True)
class Note:
    """`id` is what the marks in the table point at."""

    number: int
    id: str
    text: str


@dataclass(frozen=True)
class Noted(Generic[Row]):
    """The rows of a table, each with its notes, and the notes that stand below the table."""

    rows: tuple[tuple[Row, tuple[Note, ...]], ...]
    notes: tuple[Note, ...]


class Notes:
    """Numbers the notes of a document in the order in which its tables ask for them."""

    def __init__(self) -> None:
        self.count = 0

    def under(self, rows: Iterable[Row], said: Callable[[Row], list[str]]) -> Noted[Row]:
        """What is said of several rows of the table is one note."""
        made: dict[str, Note] = {}
        noted = tuple((row, tuple(self._note(text, made) for text in said(row))) for row in rows)
        return Noted(noted, tuple(made.values()))

    def _note(self, text: str, made: dict[str, Note]) -> Note:
        if text not in made:
            self.count += 1
            made[text] = Note(self.count, f"not-{self.count}", text)
        return made[text]


def of_fund(fund: FundRow | FundSettled | EconomicFund) -> list[str]:
    """What has to be known of an allotment: whose word binds it, whether its amount is known, what has gone back."""
    said = [EARMARKED] if fund.earmarked else []
    if isinstance(fund, FundRow) and fund.assumed:
        said.append(ASSUMED)
    if fund.repaid:
        said.append(
            f"{fund.name}: {format_kronor(fund.repaid)} har betalats tillbaka till staten och kan inte användas."
        )
    return said
