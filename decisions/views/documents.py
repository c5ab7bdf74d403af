"""A case's documents: begun, written, finished; their versions."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config import clock
from config.refused import NotNow, Refused, Stale
from decisions import actions
from decisions.actions.documents import writing
from decisions.case_document import build_case_document
from decisions.document_page import (
    beginning,
    case_crumbs,
    conflict,
    document_crumbs,
    kinds_for,
    role_names,
    tokens,
    version_text,
    versions_page,
)
from decisions.document_text import edited
from decisions.forms.documents import DocumentNewForm, Writing
from decisions.models import Case, Document, DocumentVersion
from decisions.printed import printed_version
from decisions.views.attachments import whole
from people.abilities import Ability, refusal
from people.requests import SignedInRequest

METHODS = ["GET", "HEAD", "POST"]
AT = {"not_recorded": "decision", "other_decision": "meeting"}
"""The field that a refusal is about, by its code."""


@require_http_methods(METHODS)
def document_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """`?beslut=`, `?slag=` and `?sammantrade=` say what to begin with."""
    case = get_object_or_404(Case.objects.visible_to(request.user).select_related("agreement"), pk=pk)
    kinds = kinds_for(request.user)
    if not kinds:
        raise PermissionDenied(refusal(Ability.WRITE_DOCUMENT))
    begin = beginning(case, kinds, request.GET)
    form, status = DocumentNewForm(case, kinds, request.POST if request.method == "POST" else None, begin), 422
    if form.is_bound and form.is_valid():
        try:
            made = actions.create_document(case, **form.cleaned_data, by=request.user, on=clock.today())
        except Refused as refused:
            form.add_error(AT.get(refused.code), refused.message)
            status = refused.status
        else:
            return redirect("document_edit", made.pk)
    context = {"case": case, "form": form, "crumbs": case_crumbs(case)}
    return render(request, "decisions/document_new_page.html", context, status=status if form.errors else 200)


def _mine(request: SignedInRequest, pk: int) -> Document:
    """The document, for those who may write its kind in a case that is open; others are refused with the reason."""
    document = get_object_or_404(Document.objects.visible_to(request.user).for_page(), pk=pk)
    if not actions.may_write(document, request.user):
        if document.case.closed_on:
            raise NotNow(f"{document.case.registry_number} är avslutat. Öppna ärendet igen först.", "closed")
        raise PermissionDenied(refusal(writing(document.kind)))
    return document


@require_http_methods(METHODS)
def document_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """The draft beside its preview. A POST saves it; `do` says what else: "autosave", or an edit such as "up:3"."""
    document = _mine(request, pk)
    if document.is_finished and request.method != "POST":
        return redirect(document)
    page = Writing(document, request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _page(request, document, page)
    if not page.is_valid():
        return _invalid(request, document, page)
    return _save(request, document, page)


def _save(request: SignedInRequest, document: Document, page: Writing) -> HttpResponse:
    do = request.POST.get("do", "save")
    text = page.text()
    sections, at = edited(text.sections, do)
    facts = page.facts.cleaned_data
    try:
        saved = actions.save_document(
            document,
            text.with_sections(sections),
            version=facts["version"],
            apart=facts["apart"],
            autosaved=do == "autosave",
            by=request.user,
        )
    except Stale as stale:
        return _conflict(request, document, page, stale)
    except NotNow as refused:
        if not _by_script(request):
            raise
        return JsonResponse({"errors": [refused.message]}, status=refused.status)
    if do == "autosave":
        return _saved(request, saved)
    if at is None:
        messages.success(request, "Handlingen är sparad.")
    address = reverse("document_finish" if do == "finish" else "document_edit", args=[document.pk])
    return redirect(address if at is None else f"{address}#del-{at + 1}")


def _saved(request: SignedInRequest, document: Document) -> HttpResponse:
    """What the script shows after it has saved: when, the preview, the sections' numbers."""
    fresh = Document.objects.for_page().get(pk=document.pk)
    paper = build_case_document(fresh)
    version = fresh.versions.latest("number")
    return JsonResponse(
        {
            "version": fresh.version,
            "saved": f"Sparat {version.saved_at.astimezone(clock.SWEDEN):%H.%M}",
            "preview": render_to_string("decisions/_document_preview.html", {"paper": paper}, request),
            "numbers": [part.number for part in paper.parts],
        }
    )


def _by_script(request: SignedInRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _invalid(request: SignedInRequest, document: Document, page: Writing) -> HttpResponse:
    if _by_script(request):
        return JsonResponse({"errors": [text for _, text in page.errors]}, status=422)
    return _page(request, document, page, status=422)


def _conflict(request: SignedInRequest, document: Document, page: Writing, stale: Stale) -> HttpResponse:
    """Both texts: what was saved meanwhile, and what this person wrote, which is saved when the page is sent again."""
    if _by_script(request):
        return JsonResponse({"conflict": stale.message}, status=409)
    both = conflict(document, page.text())
    fresh = both.pop("document")
    page.go_on_from(fresh.version)
    return _page(request, fresh, page, status=409, stale=stale.message, **both)


def _page(
    request: SignedInRequest, document: Document, page: Writing, *, status: int = 200, **more: object
) -> HttpResponse:
    context = {
        "document": document,
        "page": page,
        "paper": build_case_document(document),
        "tokens": tokens(document),
        "roles": role_names(),
        "crumbs": document_crumbs(document),
        **more,
    }
    return render(request, "decisions/document_edit_page.html", context, status=status)


@require_http_methods(METHODS)
def document_finish(request: SignedInRequest, pk: int) -> HttpResponse:
    """Asks, and freezes the version that was shown."""
    document = _mine(request, pk)
    if request.method == "POST":
        version = whole(request.POST.get("version", "")) or 0
        actions.finish_document(document, version=version, by=request.user, on=clock.today())
        messages.success(request, f"{document} är fastställd.")
        return redirect(document)
    paper = build_case_document(document, finished=True)
    context = {"document": document, "paper": paper, "crumbs": document_crumbs(document)}
    return render(request, "decisions/document_finish_page.html", context)


@require_POST
def document_reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    document = _mine(request, pk)
    actions.reopen_document(document, by=request.user)
    return redirect("document_edit", document.pk)


@require_safe
def document_versions(request: SignedInRequest, pk: int) -> HttpResponse:
    document = get_object_or_404(Document.objects.visible_to(request.user).for_page(), pk=pk)
    chosen = whole(request.GET.get("fran", "")), whole(request.GET.get("till", ""))
    context = {"document": document, "page": versions_page(document, chosen), "crumbs": document_crumbs(document)}
    return render(request, "decisions/document_versions_page.html", context)


@require_safe
def document_version(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """One version: a finished one as it was printed, any other as it was written."""
    versions = DocumentVersion.objects.visible_to(request.user).select_related("by", "document__case")
    version = get_object_or_404(versions, document=pk, number=number)
    context = {
        "version": version,
        "document": version.document,
        "text": version_text(version),
        "paper": printed_version(version) if version.printed else None,
        "crumbs": document_crumbs(version.document),
    }
    return render(request, "decisions/document_version_page.html", context)
