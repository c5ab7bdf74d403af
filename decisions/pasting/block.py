"""The text of a clipboard as numbered rows of cells."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from config.refused import Refused

MOST_ROWS = 2_000
MOST_COLUMNS = 100
LONGEST = 1_000_000

_MARKUP = re.compile(r"<(?:!doctype|html|table|tr|td|meta)\b", re.IGNORECASE)
_LINE_END = re.compile(r"\r\n|\r|\n")

TOO_LONG = (
    f"Texten är för stor för att vara en tabell att fördela: högst {LONGEST:,} tecken. "
    "Kopiera bara de rader som ska fördelas."
).replace(",", "\u00a0")
TOO_MANY_ROWS = (
    f"Blocket har fler än {MOST_ROWS:,} rader. Har hela kolumner kopierats? Kopiera bara de rader som ska fördelas."
).replace(",", "\u00a0")
TOO_MANY_COLUMNS = (
    f"Blocket har fler än {MOST_COLUMNS} kolumner. Har hela rader kopierats? Kopiera bara de kolumner som ska fördelas."
)
EMPTY = "Det finns inget att klistra in. Kopiera cellerna i Excel och försök igen."
MARKUP = "Det som klistrades in är en webbsidas kod och ingen tabell. Kopiera cellerna i Excel och försök igen."


class PasteRefused(Refused):
    """The block as a whole cannot be read. Nothing has changed."""

    code = "paste"


@dataclass(frozen=True)
class Block:
    """Rows as (number from 1, cells); rows without content at the end are left out."""

    rows: Sequence[tuple[int, list[str]]]


def read_block(text: str) -> Block:
    """The cells of text as a spreadsheet copies it: tabs between cells, or semicolons if there is no tab; a cell with
    tabs or line ends in it stands within quotes. Raises PasteRefused."""
    text = text.lstrip("\ufeff")
    if len(text) > LONGEST:
        raise PasteRefused(TOO_LONG, "too_long")
    if not text.strip():
        raise PasteRefused(EMPTY, "empty")
    if _MARKUP.match(text.lstrip()):
        raise PasteRefused(MARKUP, "markup")
    separator = "\t" if "\t" in text else ";"
    try:
        return numbered(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error:
        # A quotation mark that belongs to the text, as in ”"Trygg" hemgång”: then no cell is quoted.
        return numbered(line.split(separator) for line in _LINE_END.split(text))


def numbered(records: Iterable[Sequence[str]]) -> Block:
    """Rows of cells as a block; it stops reading past the limits. Raises PasteRefused."""
    rows: list[tuple[int, list[str]]] = []
    last = 0
    for number, record in enumerate(records, start=1):
        cells = list(record)
        while cells and not cells[-1].strip():
            cells.pop()
        if cells:
            last = number
        if last > MOST_ROWS:
            raise PasteRefused(TOO_MANY_ROWS, "too_many_rows")
        if len(cells) > MOST_COLUMNS:
            raise PasteRefused(TOO_MANY_COLUMNS, "too_many_columns")
        if number <= MOST_ROWS:
            rows.append((number, list(record)[: max(len(cells), min(len(record), MOST_COLUMNS))]))
    if not last:
        raise PasteRefused(EMPTY, "empty")
    return Block(rows[:last])
