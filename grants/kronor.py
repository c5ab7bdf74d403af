"""The one parser and the one formatter of Swedish money and of the months beside it.

Amounts are `Decimal` kronor, exact to the öre. `static/js/kronor.js` follows the same rules and gives the same
messages; tests/browser/test_kronor_js.py holds the two together.

The parser never guesses: a text that a Swede and an American would read differently is refused, with a message that
says how to write it.
"""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, Protocol

NBSP = "\u00a0"
MINUS = "\u2212"
ORE = Decimal("0.01")
LARGEST = Decimal("999999999999.99")
LONGEST_TEXT = 60

# Space, no-break, figure, thin and narrow no-break space: what Excel, Word and web pages put between groups.
SPACE = "[ \u00a0\u2007\u2009\u202f]"
# Trimmed at the ends, where a copied cell leaves them without changing what the eye reads.
TRIMMED = " \u00a0\u2007\u2009\u202f\t\r\n\ufeff"
HIDDEN = {
    "\u00ad": "mjukt bindestreck",
    "\u200b": "blanksteg utan bredd",
    "\u200c": "skiljetecken utan bredd",
    "\u200d": "bindetecken utan bredd",
    "\u200e": "skrivriktning vänster till höger",
    "\u200f": "skrivriktning höger till vänster",
    "\u2060": "ordbindare",
    "\ufeff": "byteordningsmärke",
}
UNITS = {"kr": 0, "krona": 0, "kronor": 0, "tkr": 3, "mkr": 6, "mnkr": 6}

_SHELL = re.compile(
    rf"([+\-{MINUS}]?){SPACE}*([0-9., \u00a0\u2007\u2009\u202f]*?){SPACE}*(kr|krona|kronor|tkr|mkr|mnkr)?",
    re.ASCII | re.IGNORECASE,
)
_SPACED = rf"[1-9][0-9]{{0,2}}(?:{SPACE}[0-9]{{3}})+"
# One group of dots alone (1.234) may be a decimal number; two groups, or a comma after them, may not.
_BODY = re.compile(
    rf"([0-9]+|{_SPACED}|[1-9][0-9]{{0,2}}(?:\.[0-9]{{3}}){{2,}}|[1-9][0-9]{{0,2}}\.[0-9]{{3}}(?=,))(?:,([0-9]+))?"
)
_EXPONENT = re.compile(rf"[+\-{MINUS}]?[0-9]+(?:[.,][0-9]*)?[eE][+\-{MINUS}]?[0-9]+")
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_PLAIN = re.compile(r"-?[0-9]{1,12}\.[0-9]{2}")

EMPTY = "Skriv ett belopp, till exempel 71 862 709,50."
UNREADABLE = "Beloppet går inte att läsa. Skriv det med siffror, till exempel 71 862 709,50 eller 2,6 mkr."
TOO_LONG = "Texten är för lång för att vara ett belopp. Skriv bara beloppet, till exempel 71 862 709,50."
TOO_LARGE = "Beloppet är för stort. Det största som går att skriva är 999 999 999 999,99."
EXPONENT = "Skriv ut alla siffror i stället för e, till exempel 1 000 000."
ENGLISH = "Skriv blanksteg mellan tusental och komma före ören, till exempel 1 234,50."
COMMAS = "Skriv bara ett komma, det före ören. Mellan tusental står blanksteg, till exempel 1 234 567,50."
POINT_DECIMAL = "Skriv komma före ören i stället för punkt, till exempel 10,50."
POINT_AMBIGUOUS = "En ensam punkt kan betyda både tusental och decimaler. Skriv 1 234 eller 1,23."
COMMA_EDGE = "Skriv siffror både före och efter kommat, till exempel 0,50."
GROUPS = "Siffrorna är inte grupperade tre och tre. Skriv till exempel 1 234 567 eller 1234567."
THREE_DECIMALS = "Tre siffror efter kommat kan betyda både tusental och decimaler. Skriv 12 345 eller 12,35."
DECIMALS = "Skriv högst två decimaler, det vill säga hela ören, till exempel 12,50."
UNIT_DECIMALS = "Beloppet blir inte hela ören. Skriv högst {places} decimaler före {unit}."
HIDDEN_CHARACTER = "Beloppet innehåller ett dolt tecken: {name} (U+{code:04X}). Skriv om beloppet för hand."
DASH = "Skriv ett vanligt minustecken före beloppet, till exempel -500."
FOREIGN_DIGIT = "Skriv beloppet med siffrorna 0–9."
MONTH = "Skriv månaden som år och månad, till exempel 2020-03."


class InKronor(Protocol):
    """What a money field holds: a Money in Swedish kronor."""

    @property
    def amount(self) -> Decimal: ...


Amount = Decimal | int | InKronor


class KronorError(ValueError):
    """A text that is not an amount. The message is Swedish and meant for the one who wrote the text."""


class MonthError(ValueError):
    """A text that is not a month. The message is Swedish."""


def parse_kronor(text: str) -> Decimal:
    """The amount in kronor, always with two decimals, that a Swedish text means. Raises KronorError."""
    if not isinstance(text, str):
        raise TypeError(f"parse_kronor reads text, not {type(text).__name__}")
    text = text.strip(TRIMMED)
    if not text:
        raise KronorError(EMPTY)
    if len(text) > LONGEST_TEXT:
        raise KronorError(TOO_LONG)
    shell = _SHELL.fullmatch(text)
    if not shell:
        raise KronorError(_why_no_shell(text))
    sign, digits, unit = shell[1], shell[2], (shell[3] or "kr").lower()
    body = _BODY.fullmatch(digits)
    if not body:
        raise KronorError(_why_no_body(digits))
    amount = _amount(re.sub(r"[^0-9]", "", body[1]), body[2] or "", unit)
    return -amount if sign in ("-", MINUS) else amount


def _amount(whole: str, decimals: str, unit: str) -> Decimal:
    """Kronor of the digits before and after the comma, times the unit. Raises KronorError."""
    power = UNITS[unit]
    if len(decimals) > power + 2:
        raise KronorError(_why_too_many_decimals(decimals, unit))
    ore = int(whole + decimals.ljust(power + 2, "0"))
    amount = Decimal(ore).scaleb(-2)
    if amount > LARGEST:
        raise KronorError(TOO_LARGE)
    return amount


def _why_no_shell(text: str) -> str:
    """What is wrong with a text that is more than sign, digits, separators and unit."""
    for character in text:
        if character in HIDDEN:
            return HIDDEN_CHARACTER.format(name=HIDDEN[character], code=ord(character))
    if any(character.isdecimal() and not character.isascii() for character in text):
        return FOREIGN_DIGIT
    if text[0] in "\u2010\u2011\u2012\u2013\u2014":
        return DASH
    return EXPONENT if _EXPONENT.fullmatch(text) else UNREADABLE


def _why_no_body(digits: str) -> str:
    """What is wrong with digits and separators that do not make a number."""
    if not re.search(r"[0-9]", digits):
        return UNREADABLE
    if re.search(r",.*\.", digits):
        return ENGLISH
    if digits.count(",") > 1:
        return COMMAS
    if digits.startswith(",") or digits.endswith(","):
        return COMMA_EDGE
    if re.fullmatch(r"[1-9][0-9]{0,2}\.[0-9]{3}", digits):
        return POINT_AMBIGUOUS
    if re.fullmatch(rf"(?:[0-9]+|{_SPACED})\.[0-9]*", digits):
        return POINT_DECIMAL
    return GROUPS


def _why_too_many_decimals(decimals: str, unit: str) -> str:
    power = UNITS[unit]
    if power:
        return UNIT_DECIMALS.format(places=power + 2, unit=unit)
    return THREE_DECIMALS if len(decimals) == 3 else DECIMALS


def parse_plain(text: str) -> Decimal:
    """The amount of the form that scripts use, `18174397.00`. Raises KronorError."""
    if not _PLAIN.fullmatch(text):
        raise KronorError(UNREADABLE)
    return Decimal(text) + 0


def format_kronor(
    amount: Amount, *, unit: bool = True, decimals: Literal["auto"] | int = "auto", sign: bool = False
) -> str:
    """`1 266 508 kr` with no-break spaces; öre only where there are any (`decimals` 0 or 2 forces), rounded half up.

    `sign` puts + before what is above zero. Takes Decimal, int or a Money in kronor; a float is a TypeError.
    """
    exact = _exact(amount)
    if decimals == "auto":
        decimals = 0 if exact == exact.to_integral_value() else 2
    text = _digits(exact, decimals, sign)
    return f"{text}{NBSP}kr" if unit else text


def format_mkr(amount: Amount, places: int = 1, *, unit: bool = True) -> str:
    """`71,9 mkr`: millions of kronor, rounded half up."""
    text = _digits(_exact(amount).scaleb(-6), places)
    return f"{text}{NBSP}mkr" if unit else text


def format_percent(ratio: Decimal | int, places: int = 2) -> str:
    """`57,00 %` of the ratio 0.57, rounded half up."""
    return f"{_digits(_exact(ratio).scaleb(2), places)}{NBSP}%"


def format_plain(amount: Amount) -> str:
    """`18174397.00`: the form of scripts, JSON and commands. Never rounds: a fraction of an öre is a KronorError."""
    exact = _exact(amount)
    plain = exact.quantize(ORE)
    if plain != exact:
        raise KronorError(f"Beloppet {exact} är inte hela ören.")
    return f"{plain + 0:f}"


def _exact(amount: Amount) -> Decimal:
    """The finite Decimal of a Decimal, an int or a Money."""
    number = getattr(amount, "amount", amount)
    if isinstance(number, bool) or not isinstance(number, Decimal | int):
        raise TypeError(f"an amount is a Decimal or an int, not {type(number).__name__}")
    exact = Decimal(number)
    if not exact.is_finite():
        raise ValueError(f"{exact} is not an amount")
    return exact


def _digits(number: Decimal, places: int, sign: bool = False) -> str:
    """Grouped digits with a decimal comma and a real minus; what rounds to zero has no sign."""
    rounded = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{abs(rounded):,f}".replace(",", NBSP).replace(".", ",")
    if rounded < 0:
        return MINUS + text
    return f"+{text}" if sign and rounded > 0 else text


def format_month(month: date) -> str:
    """`2020-03` of any day in March 2020."""
    return f"{month.year:04d}-{month.month:02d}"


def parse_month(text: str) -> date:
    """The first day of the month written `2020-03`. Raises MonthError."""
    match = _MONTH.fullmatch(text.strip(TRIMMED))
    if not match or match[1] == "0000":
        raise MonthError(MONTH)
    return date(int(match[1]), int(match[2]), 1)
