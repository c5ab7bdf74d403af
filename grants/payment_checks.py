"""What does not add up in an agreement's payments. An agreement without payments has nothing to check.

Like `grants.checks`: one small function each, amounts in kronor, stable ids.
"""

import datetime
from collections.abc import Iterator

from grants.checks import Sums, finding
from grants.deadlines import countdown
from grants.figures import ZERO
from grants.findings import Finding
from grants.kronor import format_kronor
from grants.models import Fund, Payment
from grants.payments import cash, payments_path, repayment_day, requisition_of
from grants.settlement import unused_by_fund

UNUSED_WARNED_DAYS = 90


def run(sums: Sums) -> list[Finding]:
    """All of them, in a fixed order. One query."""
    payments = list(sums.agreement.payments.select_related("fund"))
    return [
        *_planned(sums, payments),
        *_not_requisitioned(sums, payments),
        *_unused(sums, payments),
    ]


def _planned(sums: Sums, payments: list[Payment]) -> Iterator[Finding]:
    """Received and awaited payments make the allotment: of a fund that has its own, and of the agreement."""
    subjects: list[tuple[Fund | None, list[Payment]]] = [
        (fund, own) for fund in sums.funds if (own := [row for row in payments if row.fund_id == fund.pk])
    ]
    for fund, rows in [*subjects, (None, payments)]:
        allotted = sums.book.allotted[fund.pk] if fund else sums.allotted(None)
        found = cash(allotted, rows)
        if rows and found.missing and not found.unknown:
            paid = allotted - found.missing
            yield finding(
                "W013",
                f"payments-{fund.pk}" if fund else "payments",
                f"{fund or sums.agreement}: utbetalningarna är {format_kronor(paid)} men tilldelat är "
                f"{format_kronor(allotted)}. {found.explained}",
                "Lägg in den utbetalning som saknas, rätta beloppet, eller registrera tilldelningen.",
                abs(found.missing),
                path=payments_path(sums.agreement),
                area_number=fund.area.number if fund else None,
            )


def _not_requisitioned(sums: Sums, payments: list[Payment]) -> Iterator[Finding]:
    for row in payments:
        left = requisition_of(row, sums.on)
        if left and left.state == "overdue":
            yield finding(
                "W014",
                row.pk,
                f"Utbetalningen {row} skulle ha rekvirerats senast {left.day}.",
                "Rekvirera den genast eller fråga betalaren. Är den rekvirerad, ange dagen.",
                row.amount.amount if row.amount else None,
                path=payments_path(sums.agreement),
            )


def _unused(sums: Sums, payments: list[Payment]) -> Iterator[Finding]:
    """The day of repayment is near, or has passed, and money of the fund is unused."""
    unused = unused_by_fund(sums.book, sums.funds, earmarked_first=sums.agreement.charges_earmarked_first)
    for fund in sums.funds:
        left = countdown(repayment_day(fund, payments), sums.on)
        if left and left.days_left <= UNUSED_WARNED_DAYS and unused[fund.pk] > ZERO:
            yield finding(
                "W015",
                f"unused-{fund.pk}",
                f"{fund}: {format_kronor(unused[fund.pk])} är inte förbrukat och {_when(left.day, left.days_left)}.",
                "Se avräkningen: återför det som är kvar på aktiviteterna och återbetala det i tid.",
                unused[fund.pk],
                path=payments_path(sums.agreement),
                area_number=fund.area.number,
            )


def _when(day: datetime.date, days_left: int) -> str:
    return f"skulle ha återbetalats {day}" if days_left < 0 else f"återbetalas senast {day}"
