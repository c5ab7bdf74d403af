"""What a pasted cell says: an amount, a name, yes or no. Amounts are read by the one parser, `grants.kronor`; what is
added here is only what a spreadsheet puts into a cell that is not an amount."""

import re
import unicodedata
from decimal import Decimal

from grants.figures import ZERO
from grants.kronor import HIDDEN, KronorError, parse_kronor

FORMULA = "Cellen innehåller en formel. Kopiera det beräknade värdet."
EXCEL_ERROR = "Excel visar ett fel i cellen. Rätta formeln och kopiera igen."
TOO_NARROW = "Kolumnen är för smal i Excel, så att bara ##### kopierades. Bredda den och kopiera igen."
PER_CENT = "Cellen är en andel i procent. Skriv beloppet i kronor."
PARENTHESES = "Parentesen betyder minus. Ett belopp i en fördelning kan inte vara mindre än noll."
BELOW_ZERO = "Ett belopp i en fördelning kan inte vara mindre än noll."
DATE = "Cellen är ett datum. Formatera den som tal i Excel och kopiera igen."
APOSTROPHE = "Skriv blanksteg i stället för apostrof mellan tusental, till exempel 1 234 567."
SEVERAL_LINES = "Cellen har flera rader. Ett belopp står på en rad."
YES_OR_NO = "Skriv ja eller nej i kolumnen Lås."
TOO_LONG = "Texten är längre än {most} tecken."

_NOTHING = {"-", "\u2013", "\u2014", "\u2212"}
_EXCEL_ERROR = re.compile(r"#[A-ZÅÄÖ0-9/_]+[!?]?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ T][0-9:]+)?|[0-9]{1,2}[./][0-9]{1,2}[./][0-9]{2,4}")
_APOSTROPHES = re.compile(r"[0-9]{1,3}(?:['\u2019\u00b4][0-9]{3})+(?:,[0-9]+)?")
_YES = {"ja", "j", "1", "x", "låst", "låses", "sant", "true", "yes"}
_NO = {"", "nej", "n", "0", "nej.", "falskt", "false", "no", "inte låst", *_NOTHING}


class CellError(ValueError):
    """What is wrong with a cell, in Swedish, with what to do."""


def as_amount(text: str) -> Decimal:
    """Kronor, zero for an empty cell and for the dash that Excel's accounting format shows. Raises CellError."""
    bare = text.strip()
    if not bare or bare in _NOTHING or bare.removesuffix("kr").strip() in _NOTHING:
        return ZERO
    if why := _why_no_amount(bare):
        raise CellError(why)
    try:
        amount = parse_kronor(text)
    except KronorError as error:
        raise CellError(str(error)) from error
    if amount < 0:
        raise CellError(BELOW_ZERO)
    return amount


def _why_no_amount(bare: str) -> str:
    """Why what a spreadsheet shows is no amount; empty if it may be one."""
    if bare.startswith("=") or (bare.startswith(("+", "@")) and re.search(r"[A-Za-z]{1,3}\$?[0-9]", bare)):
        return FORMULA
    if bare.startswith("#"):
        return TOO_NARROW if not bare.strip("#") else EXCEL_ERROR
    if bare.endswith("%"):
        return PER_CENT
    if bare.startswith("(") and bare.endswith(")"):
        return PARENTHESES
    if _DATE.fullmatch(bare):
        return DATE
    if _APOSTROPHES.fullmatch(bare):
        return APOSTROPHE
    return SEVERAL_LINES if "\n" in bare or "\r" in bare else ""


def is_amount(text: str) -> bool:
    """Whether a cell is meant as an amount, well or badly written: it has a digit and is not a text with a number."""
    bare = text.strip()
    if not bare:
        return False
    letters = re.sub(r"(?i)(kronor|krona|mnkr|mkr|tkr|kr|sek|e[+-]?[0-9])|[^a-zåäöéü]", "", bare)
    return not letters and bool(re.search(r"[0-9]", bare) or bare in _NOTHING or bare.startswith(("=", "#")))


def plain(text: str) -> str:
    """A text on one line, without what the eye does not see."""
    shown = "".join(character for character in text if character not in HIDDEN)
    kept = "".join(" " if unicodedata.category(character) in ("Cc", "Zs") else character for character in shown)
    return unicodedata.normalize("NFC", " ".join(kept.split()))


def folded(text: str) -> str:
    """A name as names are told apart: whatever case, spaces or hidden characters."""
    return plain(text).casefold()


def why_no_text(text: str) -> str:
    """Why what a spreadsheet shows is no text of somebody's; empty if it is one."""
    bare = text.strip()
    if bare.startswith("="):
        return FORMULA
    return EXCEL_ERROR if _EXCEL_ERROR.fullmatch(bare) else ""


def as_text(text: str, *, most: int) -> str:
    """Raises CellError if it is longer than `most` characters."""
    text = plain(text)
    if why := why_no_text(text):
        raise CellError(why)
    if len(text) > most:
        raise CellError(TOO_LONG.format(most=most))
    return text


def as_yes_or_no(text: str) -> bool:
    """Raises CellError."""
    word = folded(text)
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise CellError(YES_OR_NO)
