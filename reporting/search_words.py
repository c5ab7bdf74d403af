"""What somebody means who writes in the search field: words, a diary number, a paragraph, an amount. Pure."""

import re
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from grants.kronor import NBSP, UNITS, KronorError, format_kronor, parse_kronor

_SECTION = re.compile(r"§\s*([0-9]{1,4}[a-z]?)\b", re.IGNORECASE)
_SECTION_AFTER = re.compile(r"(?<![/0-9])([0-9]{1,4}[a-z]?)\s*§", re.IGNORECASE)
_ROUNDED = re.compile(r"[0-9  \u00a0]*[0-9](?:,([0-9]+))?\s*(tkr|mkr|mnkr)", re.IGNORECASE)
_AROUND_SLASH = re.compile(r"\s*/\s*")


@dataclass(frozen=True)
class Words:
    """`text` as written; `section` "35" of "§ 35", `rest` what stands beside it; `low`–`high` kronor that are meant."""

    text: str
    section: str = ""
    rest: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    variants: tuple[str, ...] = ()

    def within(self, *fields: str) -> Q:
        """One of the fields contains the text, whatever case, and whichever space stands between thousands."""
        found = Q()
        for field in fields:
            for variant in self.variants:
                found |= Q(**{f"{field}__icontains": variant})
        return found

    def registry(self, field: str) -> Q:
        """The diary number is, or contains, what is written beside a paragraph or alone."""
        wanted = _AROUND_SLASH.sub("/", self.rest if self.section else self.text)
        return Q(**{f"{field}__icontains": wanted}) if wanted else Q(pk__isnull=True)

    def paragraph(self, field: str) -> Q:
        """§ 3 and not § 35, however it is written."""
        number = self.section
        return Q(**{f"{field}__in": [f"§ {number}", f"§{number}", f"§{NBSP}{number}", f"{number} §", number]})

    def beside(self, *fields: str) -> Q:
        """One of the fields contains what stands beside the paragraph. Nothing beside it asks for nothing."""
        found = Q()
        for field in fields if self.rest else ():
            found |= Q(**{f"{field}__icontains": self.rest})
        return found

    def amount_in(self, *fields: str) -> Q:
        """An amount within what is meant, given or taken."""
        found = Q(pk__isnull=True)
        if self.low is None or self.high is None:
            return found
        for field in fields:
            found |= Q(**{f"{field}__range": (self.low, self.high)}) | Q(**{f"{field}__range": (-self.high, -self.low)})
        return found

    @property
    def reading(self) -> str:
        """How an amount was read, in Swedish."""
        if self.low is None or self.high is None:
            return ""
        if self.low == self.high:
            return f"Beloppet lästes som {format_kronor(self.low)}."
        return f"Beloppet lästes som {format_kronor(self.low)} till {format_kronor(self.high)}."


def read_words(text: str) -> Words:
    """The search text read. A rounded amount ("1,3 mkr") means all that round to it."""
    text = " ".join(text.replace(NBSP, " ").split())
    section = _SECTION.search(text) or _SECTION_AFTER.search(text)
    rest = text.replace(section[0], "", 1).strip(" ,") if section else ""
    amounts = _amounts(text)
    low, high = amounts or (None, None)
    return Words(text, section[1] if section else "", rest, low, high, _variants(text, amounts))


def _amounts(text: str) -> tuple[Decimal, Decimal] | None:
    try:
        amount = abs(parse_kronor(text))
    except KronorError:
        return None
    rounded = _ROUNDED.fullmatch(text)
    if not rounded:
        return amount, amount
    half = Decimal(5).scaleb(UNITS[rounded[2].lower()] - len(rounded[1] or "") - 1)
    return max(amount - half, Decimal("0.01")), amount + half - Decimal("0.01")


def _variants(text: str, amounts: tuple[Decimal, Decimal] | None) -> tuple[str, ...]:
    """The text as it may stand in a document: with the no-break spaces of printed amounts, grouped by three."""
    found = [text, text.replace(" ", NBSP)]
    if amounts and amounts[0] == amounts[1] and amounts[0] >= 1000:
        grouped = format_kronor(amounts[0], unit=False)
        found += [grouped, grouped.replace(NBSP, " ")]
    return tuple(dict.fromkeys(found))
