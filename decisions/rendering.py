"""Decisions as PDF. A decided decision is rendered once: data, bytes and checksums are kept in RenderedDecision.

What is not yet decided changes, and is kept for a day only, by the checksum of what it says. Rendering is work for the
worker (`decisions.tasks`): a page looks for the file and, if there is none, asks for it.
"""

import hashlib
import json

from django.core.cache import cache
from django.db import transaction

from decisions import pdf
from decisions.decision_document import DecisionDocument, build_document
from decisions.frozen import checksum
from decisions.models import Decision, RenderedDecision
from decisions.models.kinds import Status

A_DAY = 24 * 60 * 60


def document_pdf(document: DecisionDocument) -> bytes:
    """The document with its own data inside, as JSON."""
    text = document.canonical()
    return pdf.render(
        "pdf/decision.html",
        {"document": document, "data_sha256": checksum(text)},
        title=f"{document.heading}: {document.title}",
        dated=document.dated,
        author=document.letterhead.name,
        subject=f"{document.registry_number} {document.section}".strip(),
        attachments=[pdf.Attachment("beslut.json", text.encode(), "application/json", "Beslutets uppgifter som JSON")],
    )


def file_name(decision: Decision) -> str:
    """`beslut-2020-2.pdf`; what is not decided says so."""
    draft = {Status.DECIDED: "", Status.REJECTED: "-avslag"}.get(Status(decision.status), "-utkast")
    return f"beslut-{decision.number.replace(':', '-')}{draft}.pdf"


def stored_pdf(decision: Decision) -> bytes | None:
    """The file if it has been rendered; None if it has not."""
    if decision.status == Status.DECIDED:
        rendered = RenderedDecision.objects.filter(decision=decision).first()
        return bytes(rendered.pdf) if rendered else None
    return cache.get(_draft_key(build_document(decision)))


def render_and_store(decision: Decision) -> bytes:
    """Renders the file and keeps it. Of a decided decision the first one made is kept and given to everyone."""
    document = build_document(decision)
    if decision.status != Status.DECIDED:
        content = document_pdf(document)
        cache.set(_draft_key(document), content, A_DAY)
        return content
    return _stored_once(decision, document)


@transaction.atomic
def _stored_once(decision: Decision, document: DecisionDocument) -> bytes:
    """The decision's row is locked meanwhile, so that two workers do not freeze two versions."""
    Decision.objects.select_for_update().get(pk=decision.pk)
    if existing := stored_pdf(decision):
        return existing
    content, text = document_pdf(document), document.canonical()
    RenderedDecision.objects.create(
        decision=decision,
        data=json.loads(text),
        data_sha256=checksum(text),
        pdf=content,
        pdf_sha256=hashlib.sha256(content).hexdigest(),
    )
    return content


def _draft_key(document: DecisionDocument) -> str:
    return f"decision-draft:{checksum(document.canonical())}"
