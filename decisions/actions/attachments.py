"""Files of a case: added with their checksum, taken back with a reason."""

import datetime

from django.core.files.base import File
from django.db import IntegrityError, transaction

from config.refused import NotNow
from decisions.actions.common import DecisionRefused, require
from decisions.attachments import AttachmentRefused, checked, clean_name, sha256
from decisions.models import Attachment, Case, Decision
from people.abilities import Ability, may
from people.models import User


@transaction.atomic
def add_attachment(
    case: Case,
    *,
    file: File,
    by: User,
    on: datetime.date,
    title: str = "",
    decision: Decision | None = None,
) -> Attachment:
    """Keep a file with the case or, as the minutes' extract is, with one of its decisions. Without a title it is
    called by its file name. Raises AttachmentRefused for the file, NotAllowed, NotNow for a closed case,
    DecisionRefused for another case's decision."""
    require(by, Ability.ATTACH)
    if decision is not None and decision.case_id != case.pk:
        raise DecisionRefused(f"{decision} hör till ett annat ärende.", "other_case")
    if case.closed_on is not None:
        raise NotNow(f"{case.registry_number} är avslutat. Öppna ärendet igen först.", "closed")
    name, size = clean_name(file.name or "bilaga"), file.size
    kind = checked(name, size, file)
    try:
        with transaction.atomic():
            return Attachment.objects.create(
                case=case,
                decision=decision,
                title=title.strip() or name,
                name=name,
                media_type=kind.media_type,
                size=size,
                sha256=sha256(file),
                file=file,
                added_on=on,
                by=by,
            )
    except IntegrityError as error:
        raise AttachmentRefused(f"Samma fil finns redan: {name} har samma innehåll.", "already_there") from error


def may_withdraw(attachment: Attachment, user: User) -> bool:
    """Who added it, and those who keep the case in order."""
    return attachment.by_id == user.pk or may(user, Ability.KEEP_CASES)


@transaction.atomic
def withdraw_attachment(attachment: Attachment, *, reason: str, by: User, on: datetime.date) -> Attachment:
    """Take back a file that should not be there. The row stays, with the reason; the file is given to nobody.

    Raises NotAllowed, NotNow, DecisionRefused without a reason."""
    row = Attachment.objects.select_for_update(of=("self",)).get(pk=attachment.pk)
    if not may_withdraw(row, by):
        require(by, Ability.KEEP_CASES)
    if not row.is_current:
        raise NotNow("Bilagan är redan borttagen.", "withdrawn_already")
    if not reason.strip():
        raise DecisionRefused("Skriv varför bilagan tas bort.", "no_reason")
    row.withdrawn_on, row.withdrawn_by, row.withdrawn_reason = on, by, reason.strip()[:300]
    row.save(update_fields=["withdrawn_on", "withdrawn_by", "withdrawn_reason"])
    return row
