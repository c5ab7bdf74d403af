"""What a file would bring, without writing anything: rows, errors, totals beside those of the month before."""

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import tablib  # type: ignore[import-untyped]
from django.db.models import Sum
from import_export.results import Result

from grants import ledger
from grants.figures import ZERO
from grants.kronor import format_month
from grants.models import Activity, Agreement, Outcome, OutcomeImport, OutcomeMapping
from grants.outcome.cells import as_month, month_differs
from grants.outcome.matching import account_columns, columns_of, unread_columns
from grants.outcome.refusals import OutcomeRefused, RowError
from grants.outcome.resource import OutcomeResource
from grants.outcome.sheets import Cell, Sheet, read_sheet

FIELDS = ("row_number", "month", "activity", "account_string", "voucher", "text", "amount")


@dataclass(frozen=True)
class ActivityTotal:
    """Kronor of one activity: in the file, in the month before, and in the file that this one replaces."""

    activity: Activity
    amount: Decimal
    month_before: Decimal
    replaced: Decimal


@dataclass(frozen=True)
class UnknownCode:
    """A code of the file that no activity has; its rows go to the bucket "ej kopplat"."""

    code: str
    rows: int
    amount: Decimal


@dataclass(frozen=True)
class Preview:
    agreement: Agreement
    month: datetime.date
    mapping: OutcomeMapping
    name: str
    sha256: str
    kind: str
    rows: int
    unread_columns: list[str]
    errors: list[RowError]
    totals: list[ActivityTotal] = field(default_factory=list)
    unknown: list[UnknownCode] = field(default_factory=list)
    replaces: OutcomeImport | None = None

    @property
    def total(self) -> Decimal:
        return sum((row.amount for row in self.totals), ZERO) + self.unknown_total

    @property
    def unknown_total(self) -> Decimal:
        return sum((row.amount for row in self.unknown), ZERO)

    @property
    def month_before_total(self) -> Decimal:
        return sum((row.month_before for row in self.totals), ZERO)


@dataclass(frozen=True)
class Reading:
    """A file read against an agreement: what the import writes and the preview shows. `ragged` rows are not in the
    dataset."""

    sheet: Sheet
    dataset: tablib.Dataset
    ragged: list[RowError]
    activities: dict[str, Activity]
    options: dict[str, Any]


def preview(
    *, agreement: Agreement, month: datetime.date, mapping: OutcomeMapping, name: str, content: bytes
) -> Preview:
    """What `content` would bring. Raises OutcomeRefused for the file as a whole; wrong cells are its `errors`."""
    sha256 = hashlib.sha256(content).hexdigest()
    refuse_import(agreement, month, sha256)
    reading = read(agreement, month, mapping, content)
    resource = OutcomeResource()
    result = resource.import_data(reading.dataset, dry_run=True, **reading.options)
    errors = row_errors(result, reading, mapping)
    return Preview(
        agreement,
        month,
        mapping,
        name,
        sha256,
        reading.sheet.kind,
        len(reading.sheet.rows),
        unread_columns(reading.sheet.head, mapping),
        errors,
        [] if errors else _totals(agreement, month, reading, resource.totals),
        [] if errors else _unknown(resource.unknown),
        in_force(agreement, month),
    )


def refuse_import(agreement: Agreement, month: datetime.date, sha256: str) -> None:
    """Raises OutcomeRefused if the month is closed, or this very file is in force already."""
    refuse_closed(agreement, month)
    same = OutcomeImport.objects.filter(agreement=agreement, sha256=sha256, ended_at__isnull=True).first()
    if same is not None:
        raise OutcomeRefused(
            f"Samma fil är redan inläst för {format_month(same.month)}, som {same.file_name}, av {same.by}.",
            "same_file",
        )


def refuse_closed(agreement: Agreement, month: datetime.date) -> None:
    if ledger.is_closed(agreement, month):
        raise OutcomeRefused(
            f"{format_month(month)} är stängd för {agreement}. Öppna månaden, med skäl, om filen ska läsas in.",
            "closed_month",
        )


def in_force(agreement: Agreement, month: datetime.date) -> OutcomeImport | None:
    return OutcomeImport.objects.filter(agreement=agreement, month=month, ended_at__isnull=True).first()


def read(agreement: Agreement, month: datetime.date, mapping: OutcomeMapping, content: bytes) -> Reading:
    """The file's rows under the resource's names. Raises OutcomeRefused."""
    sheet = read_sheet(content)
    columns = columns_of(sheet.head, mapping)
    width = len(sheet.head)
    ragged = [error for number, cells in sheet.rows if (error := _ragged(number, cells, width))]
    slipped = {error.row for error in ragged}
    dataset = tablib.Dataset(headers=FIELDS)
    for number, cells in sheet.rows:
        if number not in slipped:
            dataset.append(_row(number, cells, columns, mapping))
    _refuse_other_month(dataset, month)
    activities, foreign = _codes(agreement)
    return Reading(sheet, dataset, ragged, activities, {"month": month, "activities": activities, "foreign": foreign})


def _row(number: int, cells: list[Cell], columns: Mapping[str, int], mapping: OutcomeMapping) -> list[Any]:
    def cell(name: str) -> Cell:
        return cells[columns[name]] if name and columns[name] < len(cells) else ""

    return [
        number,
        cell(mapping.month_column),
        cell(mapping.activity_column),
        tuple(cell(name) for name in account_columns(mapping)),
        cell(mapping.voucher_column),
        cell(mapping.text_column),
        cell(mapping.amount_column),
    ]


def _ragged(number: int, cells: list[Cell], width: int) -> RowError | None:
    """A row that is longer or shorter than the head has slipped: an amount could stand under another heading."""
    filled = len(cells)
    while filled > width and cells[filled - 1] in ("", None):
        filled -= 1
    if filled == width:
        return None
    text = f"Raden har {filled} celler, men rubrikraden {width}. Står det ett semikolon i en text, eller saknas ett?"
    return RowError(number, "", text)


def _refuse_other_month(dataset: tablib.Dataset, month: datetime.date) -> None:
    """If every row is of one other month, it is the file or the month that is wrong, not the cells."""
    try:
        months = {as_month(cell) for cell in dataset["month"]}
    except ValueError:
        return
    if len(months) == 1 and month not in months:
        text = month_differs(months.pop(), month).replace("Raden", "Filen", 1)
        raise OutcomeRefused(f"{text} Välj en annan månad eller en annan fil.", "wrong_month")


def _codes(agreement: Agreement) -> tuple[dict[str, Activity], dict[str, str]]:
    """The agreement's activities by code, and other agreements' codes with the name of theirs: one query."""
    own: dict[str, Activity] = {}
    foreign: dict[str, str] = {}
    for activity in Activity.objects.exclude(code="").select_related("area__agreement"):
        code = activity.code.casefold()
        if activity.area.agreement_id == agreement.pk:
            own[code] = activity
        else:
            foreign[code] = activity.area.agreement.name
    return own, {code: name for code, name in foreign.items() if code not in own}


def row_errors(result: Result, reading: Reading, mapping: OutcomeMapping) -> list[RowError]:
    """The errors with the row and the heading that the user sees, in the order of the file."""
    for _, errors in result.row_errors():
        raise errors[0].error
    headings = {
        "month": mapping.month_column,
        "activity": mapping.activity_column,
        "account_string": ", ".join(account_columns(mapping)),
        "voucher": mapping.voucher_column,
        "text": mapping.text_column,
        "amount": mapping.amount_column,
    }
    found = [
        RowError(reading.dataset[invalid.number - 1][0], headings[name], text)
        for invalid in result.invalid_rows
        for name, texts in invalid.error.message_dict.items()
        for text in texts
    ]
    return sorted([*reading.ragged, *found], key=lambda error: error.row)


def _totals(
    agreement: Agreement, month: datetime.date, reading: Reading, amounts: Mapping[int | None, Decimal]
) -> list[ActivityTotal]:
    """Every activity that has or had an amount, in the order of the agreement."""
    before = totals_of(agreement, (month - datetime.timedelta(days=1)).replace(day=1))
    replaced = totals_of(agreement, month)
    activities = sorted(reading.activities.values(), key=lambda it: (it.area.number, it.position, it.pk))
    return [
        ActivityTotal(it, amounts.get(it.pk, ZERO), before.get(it.pk, ZERO), replaced.get(it.pk, ZERO))
        for it in activities
        if it.pk in amounts or it.pk in before or it.pk in replaced
    ]


def totals_of(agreement: Agreement, month: datetime.date) -> dict[int | None, Decimal]:
    """What is in force for a month, in kronor per activity id; None is the bucket "ej kopplat"."""
    rows = Outcome.objects.in_force().filter(source__agreement=agreement, month=month)
    return dict(rows.order_by().values_list("activity_id").annotate(total=Sum("amount")))


def _unknown(codes: Mapping[str, list[Decimal]]) -> list[UnknownCode]:
    return [UnknownCode(code, len(amounts), sum(amounts, ZERO)) for code, amounts in sorted(codes.items())]
