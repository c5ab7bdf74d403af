"""What was reported outside Bidragsboken."""

import datetime

from django.core.files.base import File
from django.db import transaction

from people.abilities import Ability
from people.models import User
from reporting.actions.common import ReportRefused, require
from reporting.actions.receipts import kept
from reporting.models import OutsideReport, Requirement

FILE = ("file", "name", "media_type", "size", "sha256")


@transaction.atomic
def register_outside(
    requirement: Requirement,
    *,
    reported_on: datetime.date,
    channel: str,
    signatory: str,
    by: User,
    on: datetime.date,
    received_on: datetime.date | None = None,
    reference: str = "",
    note: str = "",
    file: File | None = None,
) -> OutsideReport:
    """That the requirement has been answered elsewhere: nobody is reminded of it any more. A later row corrects an
    earlier one, or adds the receipt; without a file of its own it keeps the earlier one's.

    Raises ReportRefused for days that have not been or come in the wrong order, without signatory, or for half a
    receipt; AttachmentRefused for a file of a kind that is not taken.
    """
    require(by, Ability.FILE_REPORT)
    Requirement.objects.select_for_update().get(pk=requirement.pk)
    if reported_on > on:
        raise ReportRefused(f"Dagen då den lämnades, {reported_on}, har inte varit än.", "future")
    if not signatory.strip():
        raise ReportRefused("Skriv vem som undertecknade.", "no_signatory")
    _refuse_half_a_receipt(reported_on, received_on, reference.strip(), on)
    return OutsideReport.objects.create(
        requirement=requirement,
        reported_on=reported_on,
        channel=channel,
        signatory=signatory.strip(),
        received_on=received_on,
        reference=reference.strip(),
        note=note.strip(),
        by=by,
        **(kept(file) if file else _as_before(requirement)),
    )


def _refuse_half_a_receipt(
    reported_on: datetime.date, received_on: datetime.date | None, reference: str, on: datetime.date
) -> None:
    if received_on and not reference:
        raise ReportRefused("Skriv mottagarens diarienummer eller referens.", "no_reference")
    if reference and not received_on:
        raise ReportRefused("Ange dagen för kvittensen.", "no_day")
    if received_on and received_on > on:
        raise ReportRefused(f"Kvittensens dag, {received_on}, har inte varit än.", "receipt_future")
    if received_on and received_on < reported_on:
        raise ReportRefused(f"Redovisningen lämnades {reported_on}. Kvittensen kan inte vara äldre.", "too_early")


def _as_before(requirement: Requirement) -> dict[str, object]:
    earlier = requirement.outside.order_by("pk").last()
    return {name: getattr(earlier, name) for name in FILE} if earlier else {}
