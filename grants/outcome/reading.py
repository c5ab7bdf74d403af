"""A file read against a mapping and an agreement: its rows under the names of the resource, and what is wrong there."""

import datetime
from dataclasses import dataclass
from typing import Any

import tablib  # type: ignore[import-untyped]
from import_export.results import Result

from grants.models import Activity, Agreement, OutcomeMapping
from grants.outcome.cells import as_month, month_differs
from grants.outcome.matching import account_columns, columns_of
from grants.outcome.refusals import OutcomeRefused, RowError
from grants.outcome.sheets import Cell, Sheet, read_sheet

FIELDS = ("row_number", "month", "activity", "account_string", "voucher", "text", "amount")


@dataclass(frozen=True)
class Reading:
    """A file read against an agreement: what the import writes and the preview shows. `ragged` rows are not in the
    dataset."""

    sheet: Sheet
    dataset: tablib.Dataset
    ragged: list[RowError]
    activities: dict[str, Activity]
    options: dict[str, Any]


def read(agreement: Agreement, month: datetime.date, mapping: OutcomeMapping, content: bytes) -> Reading:
    """The file's rows under the resource's names. Raises OutcomeRefused."""
    sheet = read_sheet(content)
    columns = columns_of(sheet.head, mapping)
    width = len(sheet.head)
    ragged = [error for number, cells in sheet.rows if (error := _ragged(number, cells, width))]
    slipped = {error.row for error in ragged}
    dataset = tablib.Dataset(headers=FIELDS)
    places = [
        columns.get(name)
        for name in (
            mapping.month_column,
            mapping.activity_column,
            mapping.voucher_column,
            mapping.text_column,
            mapping.amount_column,
        )
    ]
    account = [columns[name] for name in account_columns(mapping)]
    for number, cells in sheet.rows:
        if number not in slipped:
            dataset.append(_row(number, cells, places, account))
    _refuse_other_month(dataset, month)
    activities, foreign = _codes(agreement)
    return Reading(sheet, dataset, ragged, activities, {"month": month, "activities": activities, "foreign": foreign})


def _row(number: int, cells: list[Cell], places: list[int | None], account: list[int]) -> list[Any]:
    month, activity, voucher, text, amount = ("" if place is None else cells[place] for place in places)
    return [number, month, activity, tuple(cells[place] for place in account), voucher, text, amount]


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
    unforeseen = [*result.base_errors, *(error for _, errors in result.row_errors() for error in errors)]
    if unforeseen:
        raise unforeseen[0].error
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
