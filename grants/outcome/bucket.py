"""The bucket "ej kopplat" as data: the account strings that nothing connects, in open months and in closed ones."""

import datetime
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import Count, QuerySet, Sum

from grants.figures import ZERO
from grants.models import ACCOUNT_PARTS, Agreement, Outcome, OutcomeCorrection
from grants.models.corrections import bucket_totals
from grants.outcome.account_strings import parts_of


@dataclass(frozen=True)
class UnmatchedString:
    """Rows and kronor of one account string, and the months it occurs in."""

    account_string: str
    rows: int
    amount: Decimal
    first: datetime.date
    last: datetime.date

    @property
    def parts(self) -> dict[str, str]:
        """What the parts of a rule for just this string are."""
        return dict(zip(ACCOUNT_PARTS, parts_of(self.account_string), strict=True))

    @property
    def query(self) -> str:
        return urlencode({name: value for name, value in self.parts.items() if value})


@dataclass(frozen=True)
class Bucket:
    """`open` can be connected; `closed` only by dated rows. The largest amounts come first."""

    open: list[UnmatchedString]
    closed: list[UnmatchedString]

    @property
    def open_total(self) -> Decimal:
        return sum((row.amount for row in self.open), ZERO)

    @property
    def closed_total(self) -> Decimal:
        return sum((row.amount for row in self.closed), ZERO)


def bucket_of(agreement: Agreement) -> Bucket:
    """Three queries, however many rows."""
    rows = Outcome.objects.in_force().of(agreement).unmatched()
    moved = bucket_totals(agreement)
    return Bucket(_strings(rows.in_open_months(), moved), _strings(rows.in_closed_months(), moved))


def left_in(agreement: Agreement, month: datetime.date) -> dict[str, Decimal]:
    """Kronor of each account string in the bucket of one month, the largest first: what a correction can move."""
    rows = Outcome.objects.in_force().of(agreement).unmatched().filter(month=month).exclude(account_string="")
    return {row.account_string: row.amount for row in _strings(rows, bucket_totals(agreement)) if row.amount}


def unmatched_by_agreement() -> dict[str, Decimal]:
    """Kronor that no activity has taken, by the agreement's name, where that is not zero. One query."""
    rows = Outcome.objects.in_force().unmatched().order_by().values_list("source__agreement__name")
    moved = OutcomeCorrection.objects.in_force().out_of_the_bucket().order_by().values_list("agreement__name")
    sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for name, total in rows.annotate(total=Sum("amount")).union(moved.annotate(total=Sum("amount")), all=True):
        sums[name] += total
    return {name: sums[name] for name in sorted(sums) if sums[name]}


def _strings(rows: QuerySet[Outcome], moved: Mapping[tuple[datetime.date, str], Decimal]) -> list[UnmatchedString]:
    """By account string; what corrections have moved out of it whole is not there any more."""
    found: dict[str, list[tuple[int, Decimal, datetime.date]]] = defaultdict(list)
    sums = rows.order_by().values_list("account_string", "month").annotate(count=Count("pk"), total=Sum("amount"))
    for text, month, count, total in sums:
        left = total + moved.get((month, text), ZERO)
        if left or (month, text) not in moved:
            found[text].append((count, left, month))
    strings = [_string(text, months) for text, months in found.items()]
    return sorted(strings, key=lambda row: (-abs(row.amount), row.account_string))


def _string(text: str, months: list[tuple[int, Decimal, datetime.date]]) -> UnmatchedString:
    counts, amounts, days = zip(*months, strict=True)
    return UnmatchedString(text, sum(counts), sum(amounts, ZERO), min(days), max(days))
