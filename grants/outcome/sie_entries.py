"""A SIE file's transactions as the rows of one month: the accounts that are costs, with their objects as parts."""

import datetime
import re
from decimal import Decimal
from typing import Any

from grants.kronor import format_month
from grants.models import ACCOUNT_PARTS, OutcomeMapping
from grants.outcome.entries import Entries, wanted_accounts
from grants.outcome.names import DIMENSIONS, LONGEST_NAME, Names
from grants.outcome.refusals import OutcomeRefused
from grants.outcome.sheets import LARGEST_FILE, Odd
from grants.outcome.sie import SieFile, Transaction, read_sie

COSTS = ("4", "5", "6", "7")
"""The classes of costs in a region's chart of accounts; every voucher sums to zero with the rest."""
USUAL_DIMENSIONS = "1;6"
"""Kostnadsställe and projekt, as the format numbers them: enhet and projekt in the account string."""
HEADINGS = {
    "month": "datum",
    "account_string": "konto och objekt",
    "activity": "konto och objekt",
    "voucher": "verifikat",
    "text": "text",
    "amount": "belopp",
}
_AMOUNT = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]{1,2}0*)?")


def sie_entries(content: bytes, mapping: OutcomeMapping, month: datetime.date) -> Entries:
    """Raises OutcomeRefused; also for a file without rows in the month."""
    if not content.strip():
        raise OutcomeRefused("Filen är tom.", "empty")
    if len(content) > LARGEST_FILE:
        raise OutcomeRefused(f"Filen är större än {LARGEST_FILE // 1024 // 1024} MB.", "too_large")
    file = read_sie(content)
    of_month = [row for row in file.transactions if row.on.replace(day=1) == month]
    if not of_month:
        raise OutcomeRefused(f"SIE-filen har inga rader i {format_month(month)}. {_months(file)}", "wrong_month")
    accounts = wanted_accounts(mapping) or COSTS
    dimensions = [number.strip() for number in (mapping.dimensions or USUAL_DIMENSIONS).split(";")][:4]
    rows = [_row(row, month, dimensions) for row in of_month if row.account.startswith(accounts)]
    return Entries(
        f"SIE 4, {file.encoding}",
        rows,
        HEADINGS,
        unread=[f"dimension {number} {name}" for number, name in file.dimensions.items() if number not in dimensions],
        skipped=len(file.transactions) - len(rows),
        spans_months=len(of_month) < len(file.transactions),
        names=_names(file, rows, dimensions),
    )


def _names(file: SieFile, rows: list[list[Any]], dimensions: list[str]) -> Names:
    """What the file calls the accounts and objects of these rows, part by part, and the dimensions they are read as."""
    account, *parts = ACCOUNT_PARTS
    called = {account: file.accounts}
    for part, dimension in zip(parts, dimensions, strict=False):
        called[part] = {number: name for (of, number), name in file.objects.items() if of == dimension}
    found = {
        part: {code: called[part][code][:LONGEST_NAME] for code in sorted(set(codes)) if called[part].get(code)}
        for part, codes in zip(called, zip(*(row[2] for row in rows), strict=True), strict=False)
    }
    words = {part: f"{it} {file.dimensions.get(it, '')}".strip() for part, it in zip(parts, dimensions, strict=False)}
    return found | {DIMENSIONS: words}


def _row(row: Transaction, month: datetime.date, dimensions: list[str]) -> list[Any]:
    parts = (row.account, *(row.objects.get(number, "") for number in dimensions))
    return [row.line, month, parts, None, row.voucher, row.text, _amount(row.amount)]


def _amount(text: str) -> Decimal | Odd:
    if _AMOUNT.fullmatch(text):
        return Decimal(text)
    return Odd(f"Beloppet {text[:30]} går inte att läsa. I en SIE-fil står en punkt före ören.")


def _months(file: SieFile) -> str:
    if not file.transactions:
        return "Den har inga verifikat alls."
    days = [row.on for row in file.transactions]
    return f"Den har rader från {format_month(min(days))} till {format_month(max(days))}."
