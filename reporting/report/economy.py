"""The economic report (ekonomisk redovisning): what the state has given, what is used, what goes back, fund by fund.

Per fund: allotted − repaid = used + unused, and of what is unused `repayable` is to go back. Kronor as Decimal.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from decisions.models import Decision
from decisions.models.kinds import Kind
from decisions.settlement import SettledFund, Settlement
from grants.figures import ZERO
from grants.models import Agreement, Fund, Payment
from grants.payments import repayment_day


@dataclass(frozen=True)
class EconomicFund:
    """`state_numbers`: the diary numbers of the payments that pay it. `repay_by`: its day, else the payments'."""

    area_number: int
    name: str
    earmarked: bool
    state_numbers: tuple[str, ...]
    usable_until: datetime.date
    repay_by: datetime.date | None
    allotted: Decimal
    repaid: Decimal
    used: Decimal
    unused: Decimal
    repayable: Decimal

    @property
    def place(self) -> str:
        return f"Område {self.area_number}, tilldelningen {self.name}"


FIGURES = ("allotted", "used", "unused", "repaid", "repayable")
"""The figures of a fund, in the order of the tables."""


@dataclass(frozen=True)
class PaymentPart:
    """A payment from the state. `amount` is None while nobody knows it; `received_on` until it has come."""

    registry_number: str
    payer: str
    fund: str
    amount: Decimal | None
    expected_on: datetime.date | None
    received_on: datetime.date | None


@dataclass(frozen=True)
class RepaidPart:
    """A decision to repay, made by the day of the report."""

    number: str
    reference: str
    decided_on: datetime.date
    amount: Decimal


@dataclass(frozen=True)
class EconomicSums:
    allotted: Decimal
    repaid: Decimal
    used: Decimal
    unused: Decimal
    repayable: Decimal
    received: Decimal


@dataclass(frozen=True)
class EconomicPart:
    """`state_numbers`: those of all payments, once each, in their order."""

    registry_number: str
    state_numbers: tuple[str, ...]
    funds: tuple[EconomicFund, ...]
    payments: tuple[PaymentPart, ...]
    repayments: tuple[RepaidPart, ...]
    sums: EconomicSums

    @property
    def repayment_days(self) -> list[datetime.date]:
        """The days by which something is to be repaid, the earliest first."""
        return sorted({fund.repay_by for fund in self.funds if fund.repay_by and fund.repayable})

    @property
    def to_repay(self) -> list[EconomicFund]:
        return [fund for fund in self.funds if fund.repayable]

    @property
    def undated(self) -> list[EconomicFund]:
        """What is to be repaid while nobody has said by which day."""
        return [fund for fund in self.to_repay if fund.repay_by is None]


def economy(agreement: Agreement, found: Settlement, as_of: datetime.date) -> EconomicPart:
    """From a settlement of that day. Three queries."""
    payments = list(agreement.payments.select_related("fund"))
    funds = Fund.objects.in_bulk([row.id for row in found.funds])
    rows = tuple(_fund(row, funds[row.id], payments) for row in found.funds)
    parts = tuple(_payment(row, as_of) for row in payments)
    return EconomicPart(
        registry_number=agreement.registry_number,
        state_numbers=tuple(dict.fromkeys(row.registry_number for row in payments)),
        funds=rows,
        payments=parts,
        repayments=_repayments(agreement, as_of),
        sums=EconomicSums(
            **{name: sum((getattr(row, name) for row in rows), ZERO) for name in FIGURES},
            received=sum((row.amount for row in parts if row.received_on and row.amount is not None), ZERO),
        ),
    )


def _fund(row: SettledFund, fund: Fund, payments: list[Payment]) -> EconomicFund:
    paying = [payment for payment in payments if payment.fund_id in {None, fund.pk}]
    return EconomicFund(
        area_number=row.area,
        name=row.name,
        earmarked=row.earmarked,
        state_numbers=tuple(dict.fromkeys(payment.registry_number for payment in paying)),
        usable_until=row.usable_until,
        repay_by=repayment_day(fund, paying),
        allotted=row.allotted,
        repaid=row.repaid,
        used=row.charged,
        unused=row.allotted - row.repaid - row.charged,
        repayable=row.repayable,
    )


def _payment(row: Payment, as_of: datetime.date) -> PaymentPart:
    """As it stood on the day: what came later had not come."""
    received = row.received_on if row.received_on and row.received_on <= as_of else None
    return PaymentPart(
        registry_number=row.registry_number,
        payer=row.payer,
        fund=row.fund.name if row.fund else "",
        amount=row.amount.amount if row.amount is not None else None,
        expected_on=row.expected_on or row.received_on,
        received_on=received,
    )


def _repayments(agreement: Agreement, as_of: datetime.date) -> tuple[RepaidPart, ...]:
    rows = (
        Decision.objects.decided()
        .of_kinds([Kind.REPAYMENT])
        .filter(agreement=agreement, decided_on__lte=as_of)
        .select_related("case")
        .prefetch_related("lines")
        .order_by("decided_on", "pk")
    )
    return tuple(
        RepaidPart(row.number, row.reference, row.decided_on, Decision.moved(row.lines.all()))
        for row in rows
        if row.decided_on
    )
