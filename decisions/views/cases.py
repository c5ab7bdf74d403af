"""Cases (ärenden) and their documents."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from decisions.actions.documents import may_write
from decisions.document_page import case_crumbs, kinds_for
from decisions.models import Case, Document
from decisions.printed import finished_version, printed_document
from decisions.timeline import case_timeline, paged
from people.abilities import Ability, may, needs
from people.requests import SignedInRequest

PER_PAGE = 50


@needs(Ability.SEE)
@require_safe
def cases_page(request: SignedInRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()
    cases = Case.objects.visible_to(request.user).matching(text).for_list()
    page = Paginator(cases, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "text": text, "keeps": may(request.user, Ability.KEEP_CASES)}
    return render(request, "decisions/cases_page.html", context)


@require_safe
def case_page(request: SignedInRequest, pk: int) -> HttpResponse:
    case = get_object_or_404(Case.objects.visible_to(request.user).select_related("agreement"), pk=pk)
    days, page = paged(case_timeline(case), request.GET.get("page"))
    context = {
        "case": case,
        "documents": case.documents.for_list(),
        "decisions": case.decisions.for_page(),
        "attachments": case.attachments.for_list(),
        "attaches": may(request.user, Ability.ATTACH),
        "days": days,
        "page": page,
        "keeps": may(request.user, Ability.KEEP_CASES),
        "writes": bool(kinds_for(request.user)),
        "proposes": may(request.user, Ability.ALLOCATE),
        "crumbs": [("Ärenden", "/arenden/")],
    }
    return render(request, "decisions/case_page.html", context)


@require_safe
def document_page(request: SignedInRequest, pk: int) -> HttpResponse:
    document = get_object_or_404(Document.objects.visible_to(request.user).for_page(), pk=pk)
    context = {
        "document": document,
        "paper": printed_document(document),
        "finished": finished_version(document),
        "versions_count": document.versions.count(),
        "writes": may_write(document, request.user),
        "crumbs": case_crumbs(document.case),
    }
    return render(request, "decisions/document_page.html", context)
