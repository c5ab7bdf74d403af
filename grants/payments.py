"""An agreement's payments against its allotments: what has come, what is on its way, and which days wait.

Kronor as Decimal. Payments move nothing in the ledger: they are compared with it.
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from grants.deadlines import Countdown, countdown
from grants.figures import ZERO, Book, read_book
from grants.kronor import format_kronor
from grants.models import Agreement, Fund, Payment
from grants.settlement import last_day_of, unused_by_fund
from people.models import User


@dataclass(frozen=True)
class Cash:
    """allotted = received + requisitioned + awaited + missing. `missing` stands in no payment; below zero, more is paid
    than allotted. `unknown`: payments whose amount nobody knows yet."""

    allotted: Decimal
    received: Decimal
    requisitioned: Decimal
    awaited: Decimal
    unknown: int

    @property
    def difference(self) -> Decimal:
        """Allotted that has not come."""
        return self.allotted - self.received

    @property
    def missing(self) -> Decimal:
        return self.difference - self.requisitioned - self.awaited

    @property
    def explained(self) -> str:
        """Why what has come is not what is allotted, in words; "" when it is."""
        parts = [
            f"{format_kronor(amount)} {words}"
            for amount, words in (
                (self.requisitioned, "är rekvirerat men inte mottaget"),
                (self.awaited, "är inte rekvirerat än"),
                (self.missing if self.missing > 0 else ZERO, "står inte i någon utbetalning"),
                (-self.missing if self.missing < 0 else ZERO, "mer än tilldelat står i utbetalningarna"),
            )
            if amount
        ]
        if self.unknown:
            parts.append("1 utbetalning har okänt belopp" if self.unknown == 1 else f"{self.unknown} har okänt belopp")
        text = ", ".join(parts)
        return f"{text[:1].upper()}{text[1:]}." if text else ""


def cash(allotted: Decimal, payments: Iterable[Payment]) -> Cash:
    rows = list(payments)
    amounts = [(row, row.amount.amount) for row in rows if row.amount is not None]
    return Cash(
        allotted,
        _sum(amount for row, amount in amounts if row.received_on),
        _sum(amount for row, amount in amounts if row.requisitioned_on and not row.received_on),
        _sum(amount for row, amount in amounts if not row.requisitioned_on and not row.received_on),
        len(rows) - len(amounts),
    )


@dataclass(frozen=True)
class PaymentRow:
    """`state`: received, requisitioned or awaited. `requisition`: the day by which it is asked for, while it is not."""

    payment: Payment
    state: str
    requisition: Countdown | None


@dataclass(frozen=True)
class FundCash:
    """A fund's own payments, and its days. `unused` is what its accounts hold less what the outcome has charged."""

    fund: Fund
    cash: Cash
    has_payments: bool
    usable: Countdown
    repay: Countdown | None
    unused: Decimal


@dataclass(frozen=True)
class Payments:
    agreement: Agreement
    rows: tuple[PaymentRow, ...]
    funds: tuple[FundCash, ...]
    total: Cash
    expected: Decimal
    """Of funds whose amount is not allotted yet: shown, never spendable."""


def payments_of(agreement: Agreement, on: datetime.date) -> Payments:
    """A fixed number of queries."""
    funds = list(Fund.objects.filter(area__agreement=agreement).select_related("area__agreement"))
    rows = list(agreement.payments.select_related("fund"))
    book = read_book(agreement, on)
    return Payments(
        agreement,
        tuple(PaymentRow(row, state_of(row), requisition_of(row, on)) for row in rows),
        tuple(_funds(agreement, funds, rows, book, on)),
        cash(_sum(book.allotted[fund.pk] for fund in funds), rows),
        _sum(fund.expected_amount.amount for fund in funds if fund.expected_amount),
    )


@dataclass(frozen=True)
class PaymentDay:
    """A day to keep: money is to be asked for, or repaid."""

    what: str
    agreement: Agreement
    recipient: str
    countdown: Countdown

    @property
    def path(self) -> str:
        return payments_path(self.agreement)


def payments_path(agreement: Agreement) -> str:
    return f"{reverse('payments')}?overenskommelse={agreement.slug}"


def payment_days(user: User, on: datetime.date) -> list[PaymentDay]:
    """Requisitions not made and repayments to come, the earliest first. What two payments of one number say of the same
    day is one day to keep. Two queries."""
    days = [
        *(day for row in Payment.objects.visible_to(user).with_days_ahead(on) for day in _days_of(row, on)),
        *(
            PaymentDay(f"Återbetala det som är kvar av {fund}", fund.area.agreement, "staten", left)
            for fund in Fund.objects.visible_to(user).to_repay_from(on)
            if (left := countdown(fund.repay_by, on))
        ),
    ]
    return sorted(dict.fromkeys(days), key=lambda row: row.countdown.day)


def _days_of(row: Payment, on: datetime.date) -> Iterator[PaymentDay]:
    if left := requisition_of(row, on):
        yield PaymentDay(f"Rekvirera utbetalningen {row}", row.agreement, row.payer, left)
    if row.repay_by and row.repay_by >= on:
        left = Countdown(row.repay_by, (row.repay_by - on).days)
        yield PaymentDay(f"Återbetala det som är kvar av {row}", row.agreement, row.payer, left)


def _funds(
    agreement: Agreement, funds: Sequence[Fund], rows: Sequence[Payment], book: Book, on: datetime.date
) -> Iterable[FundCash]:
    unused = unused_by_fund(book, funds, earmarked_first=agreement.charges_earmarked_first)
    for fund in funds:
        own = [row for row in rows if row.fund_id == fund.pk]
        last = last_day_of(fund, agreement)
        yield FundCash(
            fund,
            cash(book.allotted[fund.pk], own),
            bool(own),
            Countdown(last, (last - on).days),
            countdown(repayment_day(fund, rows), on),
            unused[fund.pk],
        )


def repayment_day(fund: Fund, payments: Iterable[Payment]) -> datetime.date | None:
    """The fund's own day, else the earliest of the payments that pay it."""
    if fund.repay_by:
        return fund.repay_by
    days = [row.repay_by for row in payments if row.repay_by and row.fund_id in {None, fund.pk}]
    return min(days, default=None)


def state_of(payment: Payment) -> str:
    if payment.received_on:
        return "received"
    return "requisitioned" if payment.requisitioned_on else "awaited"


def requisition_of(payment: Payment, on: datetime.date) -> Countdown | None:
    """Nothing once it is asked for, or has come."""
    return countdown(payment.requisition_by, on) if state_of(payment) == "awaited" else None


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)
