"""Amounts as a document prints them: "5 698 kronor", "71,8 miljoner kronor", "1 453 mkr"."""

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from grants.kronor import KronorError, format_mkr, parse_kronor

KRONA = Decimal(1)

_ROUNDED = re.compile(r"([0-9][0-9 \u00a0]*)(?:,([0-9]+))?[ \u00a0](miljard\w*|miljon\w*|mkr|mnkr|tkr)")
_IN_KRONOR = re.compile(r"([0-9][0-9 \u00a0]*(?:,[0-9]{2})?)[ \u00a0](?:kr|kronor)\b")
_POWERS = {"mil": 6, "mkr": 6, "mnk": 6, "tkr": 3}


def precision_of(printed: str) -> Decimal:
    """To how many kronor a printed amount is rounded: 100 000 of "71,8 miljoner kronor", 1 of "71 862 709 kr"."""
    match = _ROUNDED.search(printed)
    if not match:
        return KRONA
    power = 9 if match[3].startswith("miljard") else _POWERS[match[3][:3]]
    return Decimal(1).scaleb(power - len(match[2] or ""))


def literal(printed: str) -> Decimal | None:
    """The amount that a printed text says word for word: 5 698 of "5 698 kronor". None if it is not in kronor."""
    match = _IN_KRONOR.search(printed)
    try:
        return parse_kronor(match[1]) if match else None
    except KronorError:
        return None


def rounded(amount: Decimal, precision: Decimal) -> Decimal:
    return (amount / precision).quantize(KRONA, ROUND_HALF_UP) * precision


def mkr(amount: Decimal) -> str:
    """`1 453 mkr`, `114,5 mkr`: as documents write it, without a needless ,0."""
    return format_mkr(amount, 0 if amount == rounded(amount, Decimal(1_000_000)) else 1)


def listing(things: Iterable[object]) -> str:
    """`a`, `a och b`, `a, b och c`."""
    *first, last = [str(thing) for thing in things] or [""]
    return f"{', '.join(first)} och {last}" if first else last
