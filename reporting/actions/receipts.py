"""The recipient's receipt of a filed report."""

import datetime

from django.core.files.base import File
from django.db import transaction

from decisions.attachments import checked, clean_name, sha256
from people.abilities import Ability
from people.models import User
from reporting.actions.common import ReportRefused, require
from reporting.models import FiledReport, Receipt


@transaction.atomic
def register_receipt(
    filed: FiledReport,
    *,
    received_on: datetime.date,
    reference: str,
    by: User,
    on: datetime.date,
    note: str = "",
    file: File | None = None,
) -> Receipt:
    """That the recipient has the report, under its own diary number. A later one corrects an earlier one, which stays.

    Raises ReportRefused for a day before the filing or one that has not been, and without the number; AttachmentRefused
    for a file of a kind that is not taken."""
    require(by, Ability.FILE_REPORT)
    if not reference.strip():
        raise ReportRefused("Skriv mottagarens diarienummer eller referens.", "no_reference")
    if received_on > on:
        raise ReportRefused(f"Kvittensens dag, {received_on}, har inte varit än.", "future")
    if received_on < filed.filed_on:
        raise ReportRefused(f"Redovisningen lämnades in {filed.filed_on}. Kvittensen kan inte vara äldre.", "too_early")
    return Receipt.objects.create(
        filed=filed,
        received_on=received_on,
        reference=reference.strip(),
        note=note.strip(),
        by=by,
        **(kept(file) if file else {}),
    )


def kept(file: File) -> dict[str, object]:
    """The fields of a row that keeps the file, once it is looked into."""
    name, size = clean_name(file.name or "kvittens"), file.size
    kind = checked(name, size, file)
    return {"file": file, "name": name, "media_type": kind.media_type, "size": size, "sha256": sha256(file)}
