"""Corrections that a new file of their month says itself: while it is in force they are not counted beside it."""

import datetime
from collections.abc import Collection, Sequence

from django.db import transaction

from grants.figures import ZERO
from grants.kronor import format_kronor, format_month
from grants.models import HeldCorrection, OutcomeCorrection, OutcomeImport
from grants.outcome.refusals import OutcomeRefused
from people.models import User


def refuse_unasked(
    month: datetime.date, corrections: Sequence[OutcomeCorrection], held: Collection[int] | None, reason: str
) -> None:
    """Raises OutcomeRefused if the month has corrections and nobody has said which of them the file holds (`held` is
    None), or how one knows."""
    if corrections and held is None:
        total = format_kronor(sum((row.amount.amount for row in corrections), ZERO))
        raise OutcomeRefused(
            f"{format_month(month)} har {len(corrections)} rättelser på sammanlagt {total}. "
            "Säg om filen redan innehåller dem, annars räknas de två gånger.",
            "corrections",
        )
    if held and not reason.strip():
        raise OutcomeRefused("Skriv hur du vet att filen innehåller rättelserna.", "no_reason")
    if set(held or ()) - {row.pk for row in corrections}:
        raise OutcomeRefused("En av rättelserna hör inte till månaden. Granska filen igen.", "other_correction")


@transaction.atomic
def hold(
    source: OutcomeImport, corrections: Sequence[OutcomeCorrection], held: Collection[int], reason: str, *, by: User
) -> None:
    """Write down which of the corrections the file says itself."""
    HeldCorrection.objects.bulk_create(
        HeldCorrection(correction=row, source=source, reason=reason.strip()[:300], by=by)
        for row in corrections
        if row.pk in held
    )
