"""Taking in a file, and taking it back. A month's file is replaced whole; what was replaced stays, and says by whom."""

import datetime
import hashlib
from collections.abc import Collection, Mapping
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from config.refused import Stale
from grants.models import Agreement, Outcome, OutcomeImport, OutcomeMapping
from grants.outcome.connecting import leave_what_is_moved, rematch
from grants.outcome.holding import hold, refuse_unasked
from grants.outcome.previewing import corrections_of, in_force, refuse_closed, refuse_import, seen_token
from grants.outcome.reading import Examined, examine
from grants.outcome.refusals import BadRows, OutcomeRefused
from people.abilities import Ability, may, refusal
from people.models import User


@transaction.atomic
def import_file(
    *,
    agreement: Agreement,
    month: datetime.date,
    mapping: OutcomeMapping,
    name: str,
    content: bytes,
    by: User,
    is_example: bool = False,
    seen: str | None = None,
    held: Collection[int] | None = None,
    held_reason: str = "",
) -> OutcomeImport:
    """Read a month's file and take it in, all of it or nothing: `take_in` says how, and what it raises; also BadRows
    for its cells."""
    _require(by)
    sha256 = hashlib.sha256(content).hexdigest()
    refuse_import(agreement, month, sha256)
    return take_in(
        examine(agreement, month, mapping, content),
        agreement=agreement,
        month=month,
        mapping=mapping,
        name=name,
        sha256=sha256,
        by=by,
        is_example=is_example,
        seen=seen,
        held=held,
        held_reason=held_reason,
    )


@transaction.atomic
def take_in(
    found: Examined,
    *,
    agreement: Agreement,
    month: datetime.date,
    mapping: OutcomeMapping,
    name: str,
    sha256: str,
    by: User,
    is_example: bool = False,
    seen: str | None = None,
    held: Collection[int] | None = None,
    held_reason: str = "",
) -> OutcomeImport:
    """Write what was found in a month's file; an earlier file of the open month is replaced whole.

    `month` is its first day; `seen` is `Preview.seen` of what the user confirmed; `held` the ids of the month's
    corrections that the file says itself, with how one knows: they do not count as long as it is in force. Raises
    OutcomeRefused (the month, the file, the ability, corrections that nobody has been asked about), BadRows (its
    cells), or Stale if another file or correction has come since the preview.
    """
    _require(by)
    if month.day != 1:
        raise OutcomeRefused("En månad anges med sin första dag.", "month")
    if found.errors:
        raise BadRows(found.errors)
    _lock(agreement)
    refuse_import(agreement, month, sha256)
    replaced, corrections = in_force(agreement, month), corrections_of(agreement, month)
    if seen is not None and seen != seen_token(replaced, corrections):
        raise Stale(
            "En annan fil eller rättelse har kommit för månaden sedan du granskade din. Inget är ändrat. Granska igen."
        )
    refuse_unasked(month, corrections, held, held_reason)
    if replaced is not None:
        _end(replaced, by=by, why=f"Ersatt av {name}")
    source = OutcomeImport.objects.create(
        agreement=agreement,
        month=month,
        mapping=mapping,
        file_name=name[:200],
        sha256=sha256,
        spans_months=found.spans_months,
        is_example=is_example,
        names=found.names,
        by=by,
    )
    _copy(source, found)
    if held:
        hold(source, corrections, held, held_reason, by=by)
    leave_what_is_moved(source)
    # Rules may have been made or ended since the file was read.
    rematch(agreement, month)
    return source


def _copy(source: OutcomeImport, found: Examined) -> None:
    """COPY: a fifth of the time that rows one by one take."""
    columns = "row_number, activity_id, rule_id, account_string, voucher, text, amount"
    statement = f"COPY {Outcome._meta.db_table} ({columns}, source_id, month, amount_currency) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in found.taken:
            copy.write_row((*row, source.pk, source.month, "SEK"))


@transaction.atomic
def undo(source: OutcomeImport, *, by: User, why: str) -> OutcomeImport:
    """Take back the import in force of an open month: the month is then without outcome. Raises OutcomeRefused."""
    _require(by)
    _lock(source.agreement)
    source = OutcomeImport.objects.select_related("agreement").get(pk=source.pk)
    if source.ended_at is not None:
        raise OutcomeRefused(f"Inläsningen {source} gäller inte längre.", "ended")
    refuse_closed(source.agreement, source.month)
    if not why.strip():
        raise OutcomeRefused("Skriv varför inläsningen tas bort.", "no_reason")
    _end(source, by=by, why=why.strip())
    return source


@transaction.atomic
def save_mapping(mapping: OutcomeMapping, *, fields: Mapping[str, Any], by: User) -> OutcomeMapping:
    """A new mapping, or new words in one; what was read by it stays as it was read. Raises OutcomeRefused."""
    _require(by)
    for name, value in fields.items():
        setattr(mapping, name, value)
    mapping.save()
    return mapping


def _require(by: User) -> None:
    if not may(by, Ability.IMPORT_OUTCOME):
        raise OutcomeRefused(refusal(Ability.IMPORT_OUTCOME), "not_allowed")


def _lock(agreement: Agreement) -> None:
    """Two imports, and an import and the closing of its month, wait for each other on the agreement's row."""
    Agreement.objects.select_for_update(no_key=True).get(pk=agreement.pk)


def _end(source: OutcomeImport, *, by: User, why: str) -> None:
    source.ended_at, source.ended_by, source.ended_why = timezone.now(), by, why[:200]
    source.save(update_fields=["ended_at", "ended_by", "ended_why"])
