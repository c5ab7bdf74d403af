"""A document of a case as PDF: the file, or the page that waits for it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from config.downloads import download
from config.jobs import ask_once
from decisions import short_documents
from decisions.models import Document
from decisions.pdf.responses import still_rendering
from decisions.printed import printed_document, stored_pdf
from decisions.tasks import render_document
from people.requests import SignedInRequest


@require_safe
def document_pdf(request: SignedInRequest, pk: int) -> HttpResponse:
    document = get_object_or_404(Document.objects.visible_to(request.user).for_page(), pk=pk)
    paper = printed_document(document)
    if content := stored_pdf(document, paper):
        return download(request, content, paper.file_name)
    going = ask_once(render_document, short_documents.lock_of(paper), "igen" in request.GET, document_id=document.pk)
    return still_rendering(request, going, paper.heading, document.get_absolute_url())
