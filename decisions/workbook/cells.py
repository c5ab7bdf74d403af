"""What a cell of the workbook says. Each raises ValueError with the reason in Swedish."""

import datetime
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from decisions.workbook.columns import Column, Content
from grants.kronor import parse_kronor
from grants.outcome.sheets import Odd

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
YES, NO = {"ja", "j", "x", "sant"}, {"nej", "n", "falskt"}


def value_of(cell: Any, column: Column) -> Any:
    """The value of a cell, or None if it is empty."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if isinstance(cell, Odd):
        raise ValueError(cell.what)
    return _READERS[column.content](cell, column)


def _text(cell: Any, column: Column) -> str:
    text = _written(cell)
    if len(text) > column.longest:
        raise ValueError(f"Texten är längre än {column.longest} tecken.")
    return text


def _written(cell: Any) -> str:
    if isinstance(cell, float):
        cell = Decimal(str(cell))
    if isinstance(cell, Decimal) and cell == cell.to_integral_value():
        return f"{cell:.0f}"
    if isinstance(cell, datetime.datetime):
        return f"{cell:%Y-%m-%d}"
    return str(cell).replace("\u00a0", " ").strip()


def _word(cell: Any, column: Column) -> str:
    text = _text(cell, column)
    if not _SLUG.fullmatch(text):
        raise ValueError("Skriv adressen med a–z, siffror och bindestreck, till exempel kvinnors-halsa-2022.")
    return text


def _number(cell: Any, column: Column) -> int:
    text = _written(cell)
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 10_000:
        raise ValueError("Skriv ett heltal, till exempel 1.")
    return int(text)


def _kronor(cell: Any, column: Column) -> Decimal:
    if isinstance(cell, bool | datetime.date | datetime.time | datetime.timedelta):
        raise ValueError("Cellen är inget belopp utan ett datum eller ett sanningsvärde.")
    # A number as its shortest decimal text says it, never through binary arithmetic.
    amount = parse_kronor(cell) if isinstance(cell, str) else Decimal(str(cell))
    if amount < 0 or amount != round(amount, 2):
        raise ValueError("Skriv ett belopp i kronor med högst två decimaler, inte mindre än noll.")
    return amount.quantize(Decimal("0.01"))


def _weight(cell: Any, column: Column) -> Decimal:
    weight = _kronor(cell, column)
    if not weight:
        raise ValueError("Skriv ett tal som är större än noll.")
    return weight


def _day(cell: Any, column: Column) -> datetime.date:
    if isinstance(cell, datetime.datetime):
        return cell.date()
    if isinstance(cell, datetime.date):
        return cell
    try:
        return datetime.date.fromisoformat(_written(cell))
    except ValueError as error:
        raise ValueError("Skriv dagen som 2020-03-24.") from error


def _yes_or_no(cell: Any, column: Column) -> bool:
    if isinstance(cell, bool):
        return cell
    text = _written(cell).casefold()
    if text not in YES | NO:
        raise ValueError("Skriv ja eller nej.")
    return text in YES


def _roles(cell: Any, column: Column) -> list[str]:
    names = [" ".join(name.split()) for name in _written(cell).split(";")]
    names = list(dict.fromkeys(name for name in names if name))
    if too_long := [name for name in names if len(name) > 160]:
        raise ValueError(f"Funktionen {too_long[0][:40]}… är längre än 160 tecken.")
    return names


def _one_of(cell: Any, column: Column) -> str:
    """The choice as it is written in the column, whatever case the cell has."""
    text = " ".join(_written(cell).split()).casefold()
    found = [choice for choice in column.choices if choice.casefold() == text]
    if not found:
        raise ValueError(f"Skriv något av: {', '.join(column.choices)}.")
    return found[0]


_READERS: dict[Content, Callable[[Any, Column], Any]] = {
    Content.TEXT: _text,
    Content.WORD: _word,
    Content.NUMBER: _number,
    Content.KRONOR: _kronor,
    Content.WEIGHT: _weight,
    Content.DAY: _day,
    Content.YES_OR_NO: _yes_or_no,
    Content.ROLES: _roles,
    Content.ONE_OF: _one_of,
}
