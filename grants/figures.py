"""The figures of an agreement's book: one function gives each figure, and everyone asks it.

Kronor as Decimal. `as_of` is a booking date: movements booked later are left out. Outcome counts whole months that have
ended by `as_of`.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum

from grants.models import Account, Agreement, Movement, Outcome, OutcomeCorrection

ZERO = Decimal("0.00")


def _zeros() -> defaultdict[int, Decimal]:
    return defaultdict(lambda: ZERO)


@dataclass
class Book:
    """What the ledger and accounting say of one agreement on one day, in kronor."""

    allotted: defaultdict[int, Decimal] = field(default_factory=_zeros)  # by fund
    pool: defaultdict[int, Decimal] = field(default_factory=_zeros)  # by fund
    repaid: defaultdict[int, Decimal] = field(default_factory=_zeros)  # by fund
    accounts: defaultdict[int, dict[int, Decimal]] = field(default_factory=lambda: defaultdict(dict))  # activity → fund
    outcome: defaultdict[int, Decimal] = field(default_factory=_zeros)  # by activity
    outcome_by_month: defaultdict[int, dict[datetime.date, Decimal]] = field(default_factory=lambda: defaultdict(dict))
    unmatched_outcome: Decimal = ZERO

    def allocated(self, activity_id: int) -> Decimal:
        return sum(self.accounts[activity_id].values(), ZERO)


def read_book(agreement: Agreement, as_of: datetime.date | None = None, *, before: int | None = None) -> Book:
    """Everything in four queries, however many movements: balances are sums, never stored.

    `before` is a movement's id: that movement and those written after it are left out. So the book is seen as it stood
    when a decision was booked, whatever days its movements carry.
    """
    book = Book()
    written = _until(as_of) if before is None else _until(as_of) & Q(pk__lt=before)
    _read_balances(book, agreement, written)
    _read_allotted(book, agreement, written)
    _read_outcome(book, agreement, as_of)
    return book


def _until(as_of: datetime.date | None) -> Q:
    return Q() if as_of is None else Q(booked_on__lte=as_of)


def _read_balances(book: Book, agreement: Agreement, written: Q) -> None:
    for side, sign in (("target", 1), ("source", -1)):
        rows = (
            Movement.objects.filter(written, **{f"{side}__fund__area__agreement": agreement})
            .exclude(**{f"{side}__kind": Account.Kind.STATE})
            .values_list(f"{side}__fund_id", f"{side}__activity_id")
            .annotate(total=Sum("amount"))
            .order_by()
        )
        for fund_id, activity_id, total in rows:
            if activity_id is None:
                book.pool[fund_id] += sign * total
            else:
                held = book.accounts[activity_id]
                held[fund_id] = held.get(fund_id, ZERO) + sign * total


def _read_allotted(book: Book, agreement: Agreement, written: Q) -> None:
    """Allotments and repayments, less those reversed."""
    rows = (
        Movement.objects.filter(written, source__fund__area__agreement=agreement)
        .filter(Q(source__kind=Account.Kind.STATE) | Q(target__kind=Account.Kind.STATE))
        .values_list("source__fund_id", "kind", "reverses__kind")
        .annotate(total=Sum("amount"))
        .order_by()
    )
    for fund_id, kind, reversed_kind, total in rows:
        sign = -1 if kind == Movement.Kind.REVERSAL else 1
        repaid = Movement.Kind.REPAYMENT in (kind, reversed_kind)
        (book.repaid if repaid else book.allotted)[fund_id] += sign * total


def _read_outcome(book: Book, agreement: Agreement, as_of: datetime.date | None) -> None:
    """What the files say and what has been corrected since, in one query."""
    # A month counts once its last day has come.
    ended = Q() if as_of is None else Q(month__lt=(as_of + datetime.timedelta(days=1)).replace(day=1))
    imported = Outcome.objects.in_force().filter(ended, source__agreement=agreement)
    corrected = OutcomeCorrection.objects.of(agreement).in_force().filter(ended)
    for activity_id, month, total in _by_activity_and_month(imported).union(
        _by_activity_and_month(corrected), all=True
    ):
        if activity_id is None:
            book.unmatched_outcome += total
        else:
            book.outcome[activity_id] += total
            months = book.outcome_by_month[activity_id]
            months[month] = months.get(month, ZERO) + total


def _by_activity_and_month(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.order_by().values_list("activity_id", "month").annotate(total=Sum("amount"))
