"""Report templates: the list, one with its versions, the form with its preview; a requirement's choice of one."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from config.clock import today
from config.refused import Refused
from people.abilities import Ability, may, needs
from people.requests import SignedInRequest
from people.views.form_page import form_page
from reporting import actions
from reporting.forms.templates import ChosenTemplateForm, PreviewForm, TemplateForm
from reporting.models import ReportTemplate, Requirement
from reporting.report_page import PreviewPage
from reporting.templates import BUILT_IN, built_in, start_from

REPORTS = ("Redovisning", "/redovisning/")
TEMPLATES = ("Mallar", "/redovisning/mallar/")


@needs(Ability.SEE)
@require_safe
def templates_page(request: SignedInRequest) -> HttpResponse:
    context = {
        "templates": ReportTemplate.objects.visible_to(request.user).with_use(),
        "built_in": BUILT_IN.items(),
        "may_change": may(request.user, Ability.EDIT_AGREEMENT),
        "crumbs": [REPORTS],
    }
    return render(request, "reporting/templates_page.html", context)


@require_safe
def template_page(request: SignedInRequest, pk: int) -> HttpResponse:
    template = get_object_or_404(ReportTemplate.objects.visible_to(request.user).with_versions(), pk=pk)
    context = {
        "template": template,
        "facts": template.current.facts,
        "requirements": template.requirements.select_related("agreement"),
        "may_change": may(request.user, Ability.EDIT_AGREEMENT),
        "crumbs": [REPORTS, TEMPLATES],
    }
    return render(request, "reporting/template_page.html", context)


@needs(Ability.EDIT_AGREEMENT)
@require_http_methods(["GET", "HEAD", "POST"])
def template_new(request: SignedInRequest) -> HttpResponse:
    """`?fran=` names what it begins as: a built-in template, or the number of another."""
    templates = ReportTemplate.objects.visible_to(request.user).with_versions()
    facts, recipient = start_from(request.GET.get("fran", ""), templates)
    form = TemplateForm(facts, recipient, request.POST or None)
    if form.is_bound and form.is_valid() and "forhandsgranska" not in request.POST:
        said = {name: form.cleaned_data[name] for name in ("name", "recipient")}
        try:
            made = actions.make_template(**said, content=form.content, by=request.user)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, f"Mallen {made} är sparad.")
            return redirect(made)
    return _form(request, form, "Ny redovisningsmall")


@needs(Ability.EDIT_AGREEMENT)
@require_http_methods(["GET", "HEAD", "POST"])
def template_change(request: SignedInRequest, pk: int) -> HttpResponse:
    template = get_object_or_404(ReportTemplate.objects.visible_to(request.user).with_versions(), pk=pk)
    facts, recipient = start_from(str(pk), ReportTemplate.objects.visible_to(request.user).with_versions())
    form = TemplateForm(facts, recipient, request.POST or None)
    if form.is_bound and form.is_valid() and "forhandsgranska" not in request.POST:
        said = {name: form.cleaned_data[name] for name in ("name", "recipient", "version")}
        try:
            made = actions.change_template(template, **said, content=form.content, by=request.user)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, f"{made} är sparad. Det som är inlämnat ändras inte.")
            return redirect(template)
    return _form(request, form, f"Ändra mallen {template}", template=template)


def _form(request: SignedInRequest, form: TemplateForm, heading: str, **more: Any) -> HttpResponse:
    """The form, and below it the report of a requirement as the form says, when that is asked for."""
    requirements = Requirement.objects.visible_to(request.user).reports().for_report()
    preview = PreviewForm(requirements, request.POST or None)
    context = {"form": form, "heading": heading, "preview": preview, "crumbs": [REPORTS, TEMPLATES]}
    if "forhandsgranska" in request.POST and form.is_valid() and preview.is_valid():
        requirement = preview.cleaned_data["krav"]
        context |= {
            "page": PreviewPage(requirement, form.content, request.user, today()),
            "requirement": requirement,
        }
    status = 422 if form.errors or preview.errors else 200
    return render(request, "reporting/template_form_page.html", context | more, status=status)


@needs(Ability.EDIT_AGREEMENT)
@require_http_methods(["GET", "HEAD", "POST"])
def requirement_template(request: SignedInRequest, pk: int) -> HttpResponse:
    """The template of one requirement, and its own certificate and signatories."""
    requirement = get_object_or_404(Requirement.objects.visible_to(request.user).reports().for_report(), pk=pk)
    templates = ReportTemplate.objects.visible_to(request.user)
    form = ChosenTemplateForm(requirement, templates, built_in(requirement.kind).name, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.choose_template(requirement, **form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, "Mall och intyg är sparade.")
            return redirect(requirement)
    return form_page(
        request,
        form,
        heading=f"Mall och intyg för {requirement}",
        lede="Bestämmer hur redovisningen ser ut tills den lämnas in. Det som är inlämnat ändras inte.",
        crumbs=[REPORTS, (str(requirement), requirement.get_absolute_url())],
    )
