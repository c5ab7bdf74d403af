"""Taking in a file, and taking it back. A month's file is replaced whole; what was replaced stays, and says by whom."""

import datetime
import hashlib

from django.db import transaction
from django.utils import timezone

from config.refused import Stale
from grants.models import Agreement, OutcomeImport, OutcomeMapping
from grants.outcome.previewing import in_force, refuse_closed, refuse_import, seen_token
from grants.outcome.reading import read, row_errors
from grants.outcome.refusals import BadRows, OutcomeRefused
from grants.outcome.resource import OutcomeResource
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
) -> OutcomeImport:
    """Take in a month's file, all of it or nothing; an earlier file of the open month is replaced.

    `month` is its first day; `seen` is `Preview.seen` of what the user confirmed. Raises OutcomeRefused (the file, the
    month, the ability), BadRows (its cells), or Stale if another file has come since the preview.
    """
    _require(by)
    if month.day != 1:
        raise OutcomeRefused("En månad anges med sin första dag.", "month")
    _lock(agreement)
    sha256 = hashlib.sha256(content).hexdigest()
    refuse_import(agreement, month, sha256)
    reading = read(agreement, month, mapping, content)
    replaced = in_force(agreement, month)
    if seen is not None and seen != seen_token(replaced):
        raise Stale("En annan fil har lästs in för månaden sedan du granskade din. Inget är ändrat. Granska igen.")
    if replaced is not None:
        _end(replaced, by=by, why=f"Ersatt av {name}")
    source = OutcomeImport.objects.create(
        agreement=agreement,
        month=month,
        mapping=mapping,
        file_name=name[:200],
        sha256=sha256,
        is_example=is_example,
        by=by,
    )
    result = OutcomeResource(source).import_data(reading.dataset, use_transactions=False, **reading.options)
    if errors := row_errors(result, reading, mapping):
        raise BadRows(errors)
    return source


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


def _require(by: User) -> None:
    if not may(by, Ability.IMPORT_OUTCOME):
        raise OutcomeRefused(refusal(Ability.IMPORT_OUTCOME), "not_allowed")


def _lock(agreement: Agreement) -> None:
    """Two imports, and an import and the closing of its month, wait for each other on the agreement's row."""
    Agreement.objects.select_for_update(no_key=True).get(pk=agreement.pk)


def _end(source: OutcomeImport, *, by: User, why: str) -> None:
    source.ended_at, source.ended_by, source.ended_why = timezone.now(), by, why[:200]
    source.save(update_fields=["ended_at", "ended_by", "ended_why"])
