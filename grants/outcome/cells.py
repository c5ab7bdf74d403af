"""What a cell says: a month, an amount, a text. Each raises ValueError with the reason in Swedish."""

import datetime
import re
from decimal import Decimal

from grants.kronor import LARGEST, format_month, parse_kronor, parse_month
from grants.outcome.sheets import Cell, Odd

ORE = Decimal("0.01")
_PERIOD = re.compile(r"(20[0-9]{2})(0[1-9]|1[0-2])")
_DAY = re.compile(r"(20[0-9]{2})(0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
_ISO_DAY = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])")


def as_kronor(cell: Cell) -> Decimal:
    """An amount in kronor: a text as a Swede writes it, or a number with at most two decimals."""
    _refuse_odd(cell)
    if isinstance(cell, str):
        return parse_kronor(cell)
    if cell is None:
        return parse_kronor("")
    if isinstance(cell, bool) or not isinstance(cell, Decimal | int):
        raise ValueError("Cellen är inget belopp utan ett datum, en tid eller ett sanningsvärde.")
    amount = Decimal(cell)
    if not amount.is_finite() or abs(amount) > LARGEST:
        raise ValueError("Beloppet är för stort.")
    if amount != amount.quantize(ORE):
        raise ValueError(f"Beloppet {_swedish(amount)} har mer än två decimaler.")
    return amount.quantize(ORE)


def as_month(cell: Cell) -> datetime.date:
    """The first day of the month: the text `2020-03`, the period `202003`, or a date, as a day or as Excel keeps it."""
    _refuse_odd(cell)
    if isinstance(cell, datetime.date):
        return datetime.date(cell.year, cell.month, 1)
    if isinstance(cell, Decimal) and cell == cell.to_integral_value():
        cell = f"{cell:.0f}"
    if cell is None or isinstance(cell, str):
        text = (cell or "").strip()
        if found := _PERIOD.fullmatch(text) or _DAY.fullmatch(text) or _ISO_DAY.fullmatch(text):
            text = f"{found[1]}-{found[2]}"
        return parse_month(text)
    raise ValueError("Cellen är ingen månad. Skriv den som 2020-03.")


def as_text(cell: Cell, *, longest: int) -> str:
    """A text as it stands in the sheet: a whole number without decimals, a date as 2020-03-24."""
    _refuse_odd(cell)
    if isinstance(cell, bool | datetime.time | datetime.timedelta):
        raise ValueError("Cellen är en tid eller ett sanningsvärde. Gör om den till text.")
    text = _swedish(cell) if isinstance(cell, Decimal) else _plain(cell)
    if len(text) > longest:
        raise ValueError(f"Texten är längre än {longest} tecken.")
    return text


def as_code(cell: Cell) -> str:
    """An activity code. A date is a code that Excel has spoilt, so it is refused rather than guessed at."""
    if isinstance(cell, datetime.date):
        raise ValueError("Cellen är ett datum. Gör om kolumnen till text och skriv koden igen.")
    return as_text(cell, longest=40)


def month_differs(found: datetime.date, wanted: datetime.date) -> str:
    return f"Raden gäller {format_month(found)}, men inläsningen gäller {format_month(wanted)}."


def _plain(cell: Cell) -> str:
    if isinstance(cell, datetime.date):
        return f"{cell:%Y-%m-%d}"
    return "" if cell is None else str(cell).replace("\u00a0", " ").strip()


def _swedish(number: Decimal) -> str:
    whole = number == number.to_integral_value()
    return f"{number:.0f}" if whole else f"{number:f}".replace(".", ",")


def _refuse_odd(cell: Cell) -> None:
    if isinstance(cell, Odd):
        raise ValueError(cell.what)
