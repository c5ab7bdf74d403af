"""Redovisning: the requirements, a requirement with its report, the answers in words."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from config.clock import today
from config.refused import Stale
from people.abilities import Ability, may, needs
from people.requests import SignedInRequest
from reporting import actions
from reporting.forms.reports import NarrativeForm
from reporting.models import Narrative, Requirement
from reporting.report_page import RequirementPage, by_agreement, narrative_of


@needs(Ability.SEE)
@require_safe
def reports_page(request: SignedInRequest) -> HttpResponse:
    """Every requirement by agreement, also those withdrawn."""
    return render(request, "reporting/reports_page.html", {"groups": by_agreement(request.user, today())})


@require_safe
def requirement_page(request: SignedInRequest, pk: int) -> HttpResponse:
    requirement = get_object_or_404(Requirement.objects.visible_to(request.user).for_report(), pk=pk)
    context = {
        "requirement": requirement,
        "crumbs": [("Redovisning", reverse("reports"))],
        "may_change": may(request.user, Ability.EDIT_AGREEMENT),
        "may_file": may(request.user, Ability.FILE_REPORT),
    }
    if requirement.is_reported:
        context["page"] = RequirementPage(requirement, request.user, today())
    return render(request, "reporting/requirement_page.html", context)


@needs(Ability.WRITE_REPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def narrative(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """The answer for an area; number 0 is the summary of the whole."""
    requirement = get_object_or_404(Requirement.objects.visible_to(request.user).reports().for_report(), pk=pk)
    area = get_object_or_404(requirement.agreement.areas, number=number) if number else None
    if request.method != "POST":
        answer = narrative_of(requirement, area)
        return _write(request, answer, NarrativeForm(initial={"text": answer.text, "version": answer.version}))
    form = NarrativeForm(request.POST)
    if not form.is_valid():
        return _write(request, narrative_of(requirement, area), form, status=422)
    try:
        saved = actions.save_narrative(requirement=requirement, area=area, **form.cleaned_data, by=request.user)
    except Stale as refusal:
        return _stale(request, narrative_of(requirement, area), form.cleaned_data["text"], refusal.message)
    messages.success(request, f"Svaret för {_what(saved)} är sparat.")
    return redirect(requirement)


def _stale(request: SignedInRequest, theirs: Narrative, mine: str, message: str) -> HttpResponse:
    """Both texts; saving again is a choice made with the other's before the eyes."""
    form = NarrativeForm(initial={"text": mine, "version": theirs.version})
    return _write(request, theirs, form, status=409, theirs=theirs, refusal=message)


def _write(
    request: SignedInRequest, answer: Narrative, form: NarrativeForm, status: int = 200, **more: Any
) -> HttpResponse:
    requirement = answer.requirement
    crumbs = [("Redovisning", reverse("reports")), (str(requirement), requirement.get_absolute_url())]
    context = {"requirement": requirement, "answer": answer, "what": _what(answer), "form": form, "crumbs": crumbs}
    return render(request, "reporting/narrative_page.html", context | more, status=status)


def _what(answer: Narrative) -> str:
    return f"område {answer.area}" if answer.area else "sammanfattningen"
