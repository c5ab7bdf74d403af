"""A file between its choice and its import: kept, read, confirmed, taken in. What takes more than a second is done by
the worker; all of it can be done again from the start, because nothing is written until everything is.
"""

import datetime
import hashlib
from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from config.refused import Refused
from grants.models import OutcomeUpload
from grants.outcome.actions import take_in
from grants.outcome.previewing import Preview, compared, refuse_import
from grants.outcome.reading import examine
from grants.outcome.refusals import OutcomeRefused
from grants.outcome.sheets import ZIP
from grants.outcome.stored import as_json, from_json
from people.models import User

Stage = OutcomeUpload.Stage
KEPT = datetime.timedelta(days=1)
QUICK_TEXT, QUICK_WORKBOOK = 100_000, 40_000
"""Bytes that are read within a second: some 1 500 rows."""
GONE = "Filen väntar inte på att läsas in. Välj den igen."


@transaction.atomic
def keep(*, name: str, content: bytes, by: User, **what: Any) -> OutcomeUpload:
    """Keep a file that is to be read; `what` is its agreement, month and mapping. The user's earlier ones that were not
    taken in go, and those that are a day old. Raises OutcomeRefused for a closed month or a file that is known."""
    sha256 = hashlib.sha256(content).hexdigest()
    refuse_import(what["agreement"], what["month"], sha256)
    OutcomeUpload.objects.filter(by=by).exclude(stage=Stage.WRITING).delete()
    OutcomeUpload.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
    return OutcomeUpload.objects.create(file_name=name[:200], content=content, sha256=sha256, by=by, **what)


def is_quick(upload: OutcomeUpload) -> bool:
    """Whether it can be read while somebody waits for the page."""
    return len(upload.content) <= (QUICK_WORKBOOK if bytes(upload.content[:4]) == ZIP else QUICK_TEXT)


def read(upload: OutcomeUpload) -> OutcomeUpload:
    """Read the file and keep what it gives. Raises OutcomeRefused for the file as a whole."""
    found = examine(upload.agreement, upload.month, upload.mapping, _content(upload), partial(_tell, upload.pk))
    return _move(upload, Stage.READING, Stage.BAD if found.errors else Stage.READY, result=as_json(found))


def shown(upload: OutcomeUpload) -> Preview:
    """What was read, beside what is in force at this moment. Raises OutcomeRefused for a file that is not read."""
    if not upload.result:
        raise OutcomeRefused(GONE, "upload_gone")
    found = from_json(upload.result)
    return compared(upload.agreement, upload.month, upload.mapping, upload.file_name, upload.sha256, found)


@transaction.atomic
def confirm(
    upload: OutcomeUpload, *, seen: str, by: User, held: Sequence[int] = (), held_reason: str = ""
) -> OutcomeUpload:
    """The one who chose the file has looked at it: it may be taken in, if it still replaces what was `seen`. `held` are
    the corrections of the month that the file says itself, with how one knows."""
    if by != upload.by or upload.stage != Stage.READY:
        raise OutcomeRefused(GONE, "upload_gone")
    said = {"held": list(held), "held_reason": held_reason.strip()[:300]}
    return _move(upload, Stage.READY, Stage.WRITING, seen=seen, read_rows=0, **said)


def write(upload: OutcomeUpload) -> OutcomeUpload:
    """Take a confirmed file in, all of it in one transaction with the note that it is done. Raises Refused."""
    content = _content(upload)
    found = examine(upload.agreement, upload.month, upload.mapping, content, partial(_tell, upload.pk))
    with transaction.atomic():
        source = take_in(
            found,
            agreement=upload.agreement,
            month=upload.month,
            mapping=upload.mapping,
            name=upload.file_name,
            sha256=upload.sha256,
            by=upload.by,
            seen=upload.seen,
            held=upload.held,
            held_reason=upload.held_reason,
        )
        return _move(upload, Stage.WRITING, Stage.DONE, source=source, content=b"")


def work(upload: OutcomeUpload) -> None:
    """The worker's turn, from wherever the file stands; a refusal is told on the file's page."""
    step = {Stage.READING: read, Stage.WRITING: write}.get(Stage(upload.stage))
    try:
        if step is not None:
            step(upload)
    except Refused as refused:
        refuse(upload, refused)


def refuse(upload: OutcomeUpload, refused: Refused) -> OutcomeUpload:
    return _move(upload, Stage(upload.stage), Stage.REFUSED, message=refused.message)


def _content(upload: OutcomeUpload) -> bytes:
    content = bytes(upload.content)
    if hashlib.sha256(content).hexdigest() != upload.sha256:
        raise OutcomeRefused("Filen har ändrats sedan den valdes. Välj den igen.", "upload_changed")
    return content


def _tell(pk: int, done: int, of: int) -> None:
    OutcomeUpload.objects.filter(pk=pk).update(read_rows=done, rows=of)


def _move(upload: OutcomeUpload, was: Stage, to: Stage, **fields: Any) -> OutcomeUpload:
    """To the next stage, unless somebody else has been there first: two workers may have had the same job."""
    OutcomeUpload.objects.filter(pk=upload.pk, stage=was).update(stage=to, **fields)
    upload.refresh_from_db()
    return upload
