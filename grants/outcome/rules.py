"""Which rule an account string follows: of those that fit, the one that says most."""

import datetime
from collections.abc import Iterable

from django.db.models import Q

from grants.models import AccountRule, Agreement
from grants.outcome.account_strings import parts_of

ANYTHING_AFTER = "*"
Rank = tuple[int, tuple[int, ...], tuple[bool, ...]]


def fits(pattern: str, value: str) -> bool:
    """Empty fits everything, `40*` what begins with 40, anything else only itself; whatever case."""
    pattern, value = pattern.casefold(), value.casefold()
    if pattern.endswith(ANYTHING_AFTER):
        return value.startswith(pattern[:-1])
    return not pattern or pattern == value


def rank(parts: tuple[str, ...]) -> Rank:
    """How much the parts of a rule say: characters in all, then part by part, then whole values before beginnings.

    Two rules of the same rank that fit the same string are the same rule.
    """
    lengths = tuple(len(part.rstrip(ANYTHING_AFTER)) for part in parts)
    whole = tuple(bool(part) and not part.endswith(ANYTHING_AFTER) for part in parts)
    return sum(lengths), lengths, whole


class Matcher:
    """The rules of an agreement in one month. The longest match wins, in whatever order the rules come."""

    def __init__(self, rules: Iterable[AccountRule]) -> None:
        self.rules = sorted(rules, key=lambda rule: (rank(rule.parts), rule.first_month, rule.pk or 0), reverse=True)
        self.found: dict[str, AccountRule | None] = {}

    def find(self, account_string: str) -> AccountRule | None:
        if account_string not in self.found:
            values = parts_of(account_string)
            self.found[account_string] = next((rule for rule in self.rules if _fits_all(rule, values)), None)
        return self.found[account_string]


def matcher(agreement: Agreement, month: datetime.date) -> Matcher:
    """By the rules that hold in that month: one query."""
    holds = Q(first_month__lte=month) & (Q(last_month__isnull=True) | Q(last_month__gte=month))
    return Matcher(AccountRule.objects.in_force().filter(holds, agreement=agreement))


def _fits_all(rule: AccountRule, values: tuple[str, ...]) -> bool:
    return all(fits(pattern, value) for pattern, value in zip(rule.parts, values, strict=True))
