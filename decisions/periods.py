"""The periods that are reported: a month, a tertial, the half-year's accounts (delår, January to August), a year.

Written in an address as 2020-08, 2020-T2, 2020-D and 2020. Pure.
"""

import datetime
import re
from dataclasses import dataclass

from grants.kronor import format_month

_WRITTEN = re.compile(r"(2[01][0-9]{2})(?:-(0[1-9]|1[0-2]|T[123]|D))?")
TITLES = {"month": "Månadsrapport", "tertial": "Tertialrapport", "half": "Delårsbokslut", "year": "Årsbokslut"}
MONTHS_OF_A_TERTIAL = 4


@dataclass(frozen=True)
class Period:
    """From the month `first` to the month `last`, both first days. `kind` is a key of TITLES."""

    code: str
    kind: str
    first: datetime.date
    last: datetime.date

    @property
    def months(self) -> str:
        return months_in_words(self.first, self.last)

    @property
    def title(self) -> str:
        return f"{TITLES[self.kind]} {self.code}"


def months_in_words(first: datetime.date, last: datetime.date) -> str:
    """ "2020-05–2020-08", or the month alone when it is one."""
    return "–".join(dict.fromkeys((format_month(first), format_month(last))))


def parse_period(text: str) -> Period | None:
    """The period of an address; None for what is no period."""
    match = _WRITTEN.fullmatch(text)
    return _period(int(match[1]), match[2] or "") if match else None


def _period(year: int, part: str) -> Period:
    code = f"{year}-{part}" if part else str(year)
    if not part:
        return Period(code, "year", _month(year, 1), _month(year, 12))
    if part == "D":
        return Period(code, "half", _month(year, 1), _month(year, 8))
    if part.startswith("T"):
        last = int(part[1]) * MONTHS_OF_A_TERTIAL
        return Period(code, "tertial", _month(year, last - MONTHS_OF_A_TERTIAL + 1), _month(year, last))
    return Period(code, "month", _month(year, int(part)), _month(year, int(part)))


def _month(year: int, month: int) -> datetime.date:
    return datetime.date(year, month, 1)


def periods_with(month: datetime.date) -> tuple[Period, ...]:
    """The month, its tertial, the half-year's accounts of its year, and the year."""
    tertial = (month.month - 1) // MONTHS_OF_A_TERTIAL + 1
    return tuple(_period(month.year, part) for part in (f"{month.month:02d}", f"T{tertial}", "D", ""))


def named_period(first: datetime.date, last: datetime.date) -> Period | None:
    """The period that has just these months; None if they are no period that is reported."""
    return next((period for period in periods_with(last) if (period.first, period.last) == (first, last)), None)
