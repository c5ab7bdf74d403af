"""What a document says on paper: of a draft as it stands, of a finished one as it was frozen. And its PDF.

The file of a finished version is drawn once and kept; that of a draft is kept for a day by what it says.
"""

import hashlib

from decisions import short_documents
from decisions.case_document import CaseDocument, build_case_document
from decisions.frozen import thaw
from decisions.models import Document, DocumentVersion, RenderedDocument


def printed_document(document: Document) -> CaseDocument:
    """The document for its page and its PDF."""
    version = finished_version(document)
    return printed_version(version) if version else build_case_document(document)


def finished_version(document: Document) -> DocumentVersion | None:
    """The version that a finished document stands by; None for a draft, which may have finished versions behind it."""
    return document.versions.finished().last() if document.is_finished else None


def printed_version(version: DocumentVersion) -> CaseDocument:
    return thaw(CaseDocument, version.printed)


def stored_pdf(document: Document, paper: CaseDocument) -> bytes | None:
    """The file of what `printed_document` gave; None if it has not been drawn."""
    version = finished_version(document)
    if version is None:
        return short_documents.stored(paper)
    rendered = RenderedDocument.objects.filter(version=version).first()
    return bytes(rendered.pdf) if rendered else None


def draw_pdf(document: Document) -> bytes:
    """Draws the file; of a finished version the first one drawn is kept and given to everyone."""
    version, paper = finished_version(document), printed_document(document)
    if version is None:
        return short_documents.draw(paper)
    if existing := stored_pdf(document, paper):
        return existing
    content = short_documents.draw(paper)
    file = {"pdf": content, "pdf_sha256": hashlib.sha256(content).hexdigest()}
    rendered, _ = RenderedDocument.objects.get_or_create(version=version, defaults=file)
    return bytes(rendered.pdf)
