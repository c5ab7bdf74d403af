"""Handing in: the page that asks, and what was handed in."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from config.clock import today
from config.refused import Refused
from people.abilities import Ability, needs
from people.requests import SignedInRequest
from reporting import actions
from reporting.forms.reports import FilingForm
from reporting.models import FiledReport, Requirement
from reporting.report_page import FiledPage, RequirementPage


@needs(Ability.FILE_REPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def file_report(request: SignedInRequest, pk: int) -> HttpResponse:
    requirement = get_object_or_404(Requirement.objects.visible_to(request.user).reports().for_report(), pk=pk)
    version = len(requirement.filed.all()) + 1
    if request.method != "POST":
        return _ask(request, requirement, FilingForm(version))
    form = FilingForm(version, request.POST)
    if not form.is_valid():
        return _ask(request, requirement, form, status=422)
    said = {name: value for name, value in form.cleaned_data.items() if name != "confirmed"}
    try:
        filed = actions.file_report(requirement, **said, by=request.user, on=today())
    except Refused as refusal:
        return _ask(request, requirement, form, status=422, refusal=refusal.message)
    messages.success(request, f"{requirement} är inlämnad. Siffror och svar är frysta.")
    return redirect(filed)


def _ask(
    request: SignedInRequest, requirement: Requirement, form: FilingForm, status: int = 200, **more: Any
) -> HttpResponse:
    page = RequirementPage(requirement, request.user, today())
    crumbs = [("Redovisning", reverse("reports")), (str(requirement), requirement.get_absolute_url())]
    context = {"requirement": requirement, "page": page, "form": form, "crumbs": crumbs}
    return render(request, "reporting/file_page.html", context | more, status=status)


@require_safe
def filed_report(request: SignedInRequest, pk: int) -> HttpResponse:
    filed = get_object_or_404(FiledReport.objects.visible_to(request.user).for_page(), pk=pk)
    requirement = filed.requirement
    crumbs = [("Redovisning", reverse("reports")), (str(requirement), requirement.get_absolute_url())]
    page = FiledPage(filed, request.user, today())
    context = {"filed": filed, "requirement": requirement, "page": page, "crumbs": crumbs}
    return render(request, "reporting/filed_page.html", context)
