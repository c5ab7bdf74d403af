"""A file's rows under the names of the resource, whichever format they came in; and what is wrong with whole rows."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from grants.models import OutcomeMapping
from grants.outcome.cells import as_month, as_text, month_differs
from grants.outcome.matching import account_columns, columns_of, unread_columns
from grants.outcome.names import Names
from grants.outcome.refusals import OutcomeRefused, RowError
from grants.outcome.sheets import Cell, Sheet, read_sheet

FIELDS = ("row_number", "month", "account_string", "activity", "voucher", "text", "amount")
MOST_ROWS = 250_000


@dataclass(frozen=True)
class Entries:
    """`rows` in the order of FIELDS; `ragged` ones are not among them, nor the `skipped` ones, which are of accounts
    or months that are not asked for. `headings` are what the user knows the fields by."""

    kind: str
    rows: list[list[Any]]
    headings: dict[str, str]
    ragged: list[RowError] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    skipped: int = 0
    spans_months: bool = False
    names: Names = field(default_factory=dict)

    @property
    def count(self) -> int:
        return len(self.rows) + len(self.ragged)


def read_entries(content: bytes, mapping: OutcomeMapping, month: datetime.date) -> Entries:
    """Raises OutcomeRefused for a file that cannot be read, or that is of another month."""
    if mapping.format == OutcomeMapping.Format.SIE:
        from grants.outcome.sie_entries import sie_entries  # it is built on this module

        entries = sie_entries(content, mapping, month)
    else:
        entries = _of_sheet(read_sheet(content, head_row=mapping.head_row), mapping, month)
    if not entries.rows and not entries.ragged:
        raise OutcomeRefused(
            f"Ingen rad i filen är på ett konto som mappningen {mapping} räknar ({mapping.accounts}).", "no_accounts"
        )
    if entries.count > MOST_ROWS:
        raise OutcomeRefused(f"Filen har fler än {MOST_ROWS} rader. Dela den.", "too_large")
    return entries


def _of_sheet(sheet: Sheet, mapping: OutcomeMapping, month: datetime.date) -> Entries:
    columns, width = columns_of(sheet.head, mapping), len(sheet.head)
    names = (mapping.month_column, mapping.activity_column, mapping.voucher_column, mapping.text_column)
    places = [columns.get(name) for name in (*names, mapping.amount_column)]
    account = [columns[name] if name else None for name in account_columns(mapping)]
    wanted = wanted_accounts(mapping)
    rows, ragged, skipped = [], [], 0
    for number, cells in sheet.rows:
        if error := _ragged(number, cells, width):
            ragged.append(error)
            continue
        parts = tuple("" if place is None else cells[place] for place in account)
        if wanted and not _first_of(parts, mapping).startswith(wanted):
            skipped += 1
            continue
        when, activity, voucher, text, amount = (None if place is None else _cell(cells, place) for place in places)
        rows.append([number, month if places[0] is None else when, parts, activity, voucher, text, amount])
    if mapping.month_column:
        _refuse_other_month(rows, month)
    return Entries(sheet.kind, rows, _headings(mapping), ragged, unread_columns(sheet.head, mapping), skipped)


def _cell(cells: list[Cell], place: int) -> Cell:
    """An empty cell is an empty text: None means that there is no such column."""
    return "" if cells[place] is None else cells[place]


def wanted_accounts(mapping: OutcomeMapping) -> tuple[str, ...]:
    """What the account must begin with to count; nothing means that all do."""
    return tuple(start.strip() for start in mapping.accounts.split(";") if start.strip())


def _first_of(parts: tuple[Cell, ...], mapping: OutcomeMapping) -> str:
    """The account; empty when it cannot be read, which is then said cell by cell."""
    try:
        text = as_text(parts[0], longest=200) if parts else ""
    except ValueError:
        return wanted_accounts(mapping)[0]
    return text.split(mapping.account_separator)[0].strip() if mapping.account_separator else text


def _headings(mapping: OutcomeMapping) -> dict[str, str]:
    account = ", ".join(name for name in account_columns(mapping) if name)
    return {
        "month": mapping.month_column,
        "account_string": account,
        "activity": mapping.activity_column or account,
        "voucher": mapping.voucher_column,
        "text": mapping.text_column,
        "amount": mapping.amount_column,
    }


def _ragged(number: int, cells: list[Cell], width: int) -> RowError | None:
    """A row that is longer or shorter than the head has slipped: an amount could stand under another heading."""
    filled = len(cells)
    while filled > width and cells[filled - 1] in ("", None):
        filled -= 1
    if filled == width:
        return None
    text = f"Raden har {filled} celler, men rubrikraden {width}. Står det ett semikolon i en text, eller saknas ett?"
    return RowError(number, "", text)


def _refuse_other_month(rows: list[list[Any]], month: datetime.date) -> None:
    """If every row is of one other month, it is the file or the month that is wrong, not the cells."""
    try:
        months = {as_month(row[1]) for row in rows}
    except ValueError:
        return
    if len(months) == 1 and month not in months:
        text = month_differs(months.pop(), month).replace("Raden", "Filen", 1)
        raise OutcomeRefused(f"{text} Välj en annan månad eller en annan fil.", "wrong_month")
