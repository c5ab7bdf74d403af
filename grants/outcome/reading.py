"""A file read against a mapping and an agreement: what each row means, what it sums to, and what is wrong there."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import tablib  # type: ignore[import-untyped]
from import_export.results import Result

from grants.models import Activity, Agreement, OutcomeMapping
from grants.outcome.entries import FIELDS, Entries, read_entries
from grants.outcome.names import Names
from grants.outcome.refusals import RowError
from grants.outcome.resource import OutcomeResource, Taken
from grants.outcome.rules import matcher

BATCH = 2_000
MOST_ERRORS = 1_000
Progress = Callable[[int, int], None]
"""Told how many rows have been read, of how many."""


def silent(done: int, of: int) -> None:
    """Nobody waits for news."""


@dataclass
class Examined:
    """What a file holds for one month of one agreement, before anything is written. Amounts are kronor: `totals` by
    activity id, `unknown` by the activity code (or account string) that nothing connects. `taken` is what an import
    writes."""

    kind: str
    rows: int
    skipped: int = 0
    spans_months: bool = False
    unread_columns: list[str] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    totals: dict[int, Decimal] = field(default_factory=dict)
    unknown: dict[str, tuple[int, Decimal]] = field(default_factory=dict)
    taken: list[Taken] = field(default_factory=list)
    names: Names = field(default_factory=dict)


def examine(
    agreement: Agreement,
    month: datetime.date,
    mapping: OutcomeMapping,
    content: bytes,
    progress: Progress = silent,
) -> Examined:
    """Everything that the file says. Raises OutcomeRefused for the file as a whole; wrong cells are its `errors`, the
    first thousand of them: reading stops there."""
    entries = read_entries(content, mapping, month)
    resource = OutcomeResource(matcher(agreement, month))
    activities, foreign = codes(agreement)
    options = {"mapping": mapping, "month": month, "activities": activities, "foreign": foreign}
    errors = list(entries.ragged)
    for start in range(0, len(entries.rows), BATCH):
        batch = entries.rows[start : start + BATCH]
        progress(start, len(entries.rows))
        result = resource.import_data(tablib.Dataset(*batch, headers=FIELDS), use_transactions=False, **options)
        errors += _errors(result, batch, entries.headings)
        if len(errors) >= MOST_ERRORS:
            break
    return _examined(entries, resource, sorted(errors, key=lambda error: error.row))


def _examined(entries: Entries, resource: OutcomeResource, errors: list[RowError]) -> Examined:
    return Examined(
        entries.kind,
        entries.count,
        entries.skipped,
        entries.spans_months,
        entries.unread,
        errors,
        dict(resource.totals),
        {code: (len(amounts), sum(amounts, Decimal(0))) for code, amounts in sorted(resource.unknown.items())},
        resource.taken,
        entries.names,
    )


def _errors(result: Result, batch: list[list[Any]], headings: Mapping[str, str]) -> list[RowError]:
    """The errors with the row and the heading that the user sees."""
    unforeseen = [*result.base_errors, *(error for _, errors in result.row_errors() for error in errors)]
    if unforeseen:
        raise unforeseen[0].error
    return [
        RowError(batch[invalid.number - 1][0], headings[name], text)
        for invalid in result.invalid_rows
        for name, texts in invalid.error.message_dict.items()
        for text in texts
    ]


def codes(agreement: Agreement) -> tuple[dict[str, Activity], dict[str, str]]:
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
