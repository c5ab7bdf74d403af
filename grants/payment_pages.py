"""The payments page as data: rows written out, with their days and what this user may do."""

import datetime
from typing import Any

from grants.kronor import format_kronor
from grants.models import Agreement
from grants.payments import Cash, FundCash, PaymentRow, payments_of
from people.abilities import Ability, may
from people.models import User


def payments_page(agreement: Agreement, user: User, on: datetime.date) -> dict[str, Any]:
    found = payments_of(agreement, on)
    return {
        "rows": [_row(row) for row in found.rows],
        "funds": [_fund(row) for row in found.funds],
        "total": _cash(found.total),
        "keys": _keys(found.total),
        "expected": format_kronor(found.expected) if found.expected else "",
        "may_edit": may(user, Ability.EDIT_AGREEMENT),
        "may_receive": may(user, Ability.RECEIVE_PAYMENT),
    }


def _row(row: PaymentRow) -> dict[str, Any]:
    amount = row.payment.amount
    return {"row": row, "payment": row.payment, "amount": _plain(amount.amount) if amount else ""}


def _fund(row: FundCash) -> dict[str, Any]:
    fund = row.fund
    return {
        "row": row,
        "fund": fund,
        "expected": format_kronor(fund.expected_amount) if fund.expected_amount else "",
        "unused": _plain(row.unused),
        **_cash(row.cash),
    }


def _cash(cash: Cash) -> dict[str, str]:
    return {
        "allotted": _plain(cash.allotted),
        "received": _plain(cash.received),
        "difference": _plain(cash.difference),
        "explained": cash.explained,
    }


def _keys(cash: Cash) -> list[dict[str, Any]]:
    coming = cash.requisitioned + cash.awaited
    return [
        {"label": "Tilldelat", "value": _plain(cash.allotted), "unit": "kr"},
        {"label": "Mottaget", "value": _plain(cash.received)},
        {"label": "På väg", "value": _plain(coming)},
        {"label": "I ingen utbetalning", "value": _plain(cash.missing), "alarm": cash.missing != 0},
    ]


def _plain(amount: Any) -> str:
    return format_kronor(amount, unit=False)
