"""Conditions: the library, conditions × activities, how an agreement uses condition 4, which ones a draft carries."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from config import clock
from config.downloads import download
from config.refused import Refused
from decisions import actions
from decisions.conditions import CRUMBS, choosable, condition_page, library, matrix, matrix_path, matrix_tables
from decisions.decision_page import DecisionPage
from decisions.forms.conditions import ChoicesForm, ConditionForm, MatrixFilter, TermsForm, WordingForm
from decisions.models import Condition, Decision
from decisions.spreadsheet import workbook
from grants.models import Agreement
from grants.outcome.months import chosen
from people.abilities import Ability, may, needs
from people.requests import SignedInRequest
from people.views.form_page import form_page


@needs(Ability.SEE)
@require_safe
def conditions_page(request: SignedInRequest) -> HttpResponse:
    return render(request, "decisions/conditions_page.html", library(request.user, clock.today()))


@require_safe
def condition(request: SignedInRequest, number: int) -> HttpResponse:
    condition = get_object_or_404(Condition.objects.visible_to(request.user), number=number)
    context = condition_page(condition, request.user, clock.today())
    return render(request, "decisions/condition_page.html", context)


@needs(Ability.EDIT_AGREEMENT)
@require_http_methods(["GET", "HEAD", "POST"])
def condition_new(request: SignedInRequest) -> HttpResponse:
    form = ConditionForm(request.POST or None, initial={"valid_from": clock.today()})
    if form.is_bound and form.is_valid():
        try:
            made = actions.add_condition(**form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, f"Villkor {made} är tillagt.")
            return redirect("condition", made.number)
    return form_page(request, form, heading="Nytt villkor", button="Lägg till villkoret", crumbs=CRUMBS)


@needs(Ability.EDIT_AGREEMENT)
@require_http_methods(["GET", "HEAD", "POST"])
def wording_new(request: SignedInRequest, number: int) -> HttpResponse:
    condition = get_object_or_404(Condition.objects.visible_to(request.user), number=number)
    latest = condition.wordings.order_by("valid_from").last()
    initial = {"valid_from": clock.today(), "text": latest.text if latest else ""}
    form = WordingForm(request.POST or None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            actions.add_wording(condition, **form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, "Den nya lydelsen är tillagd.")
            return redirect("condition", number)
    crumbs = [*CRUMBS, (str(condition), reverse("condition", args=[number]))]
    lede = "Den tidigare lydelsen står kvar i de beslut som bär den."
    heading = f"Ny lydelse: {condition}"
    return form_page(request, form, heading=heading, lede=lede, button="Lägg till lydelsen", crumbs=crumbs)


@needs(Ability.SEE)
@require_safe
def condition_matrix(request: SignedInRequest) -> HttpResponse:
    agreements = Agreement.objects.visible_to(request.user)
    agreement = chosen(agreements, request.GET.get("overenskommelse"))
    context: dict[str, Any] = {"agreement": agreement, "crumbs": CRUMBS, "query": request.GET.urlencode()}
    context["may_edit_terms"] = may(request.user, Ability.EDIT_AGREEMENT)
    if agreement is not None:
        form = MatrixFilter(agreements, agreement, request.GET)
        context |= {"form": form, **matrix(agreement, clock.today(), **form.chosen())}
    return render(request, "decisions/condition_matrix_page.html", context)


@require_safe
def condition_matrix_xlsx(request: SignedInRequest, slug: str) -> HttpResponse:
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)
    form = MatrixFilter(Agreement.objects.visible_to(request.user), agreement, request.GET)
    content = workbook(*matrix_tables(agreement, clock.today(), **form.chosen()))
    return download(request, content, f"villkor-{slug}.xlsx")


@needs(Ability.EDIT_AGREEMENT)
@require_http_methods(["GET", "HEAD", "POST"])
def agreement_terms(request: SignedInRequest, slug: str) -> HttpResponse:
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)
    initial = {field: getattr(agreement, field) for field in TermsForm.base_fields}
    form = TermsForm(request.POST or None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            actions.set_terms(agreement, **form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, "Inställningen är sparad.")
            return redirect(matrix_path(agreement))
    return form_page(
        request,
        form,
        heading=f"Medel till regiondriven verksamhet: {agreement}",
        lede="Så används villkoret om att inga medel delas ut i redovisningen för regiondriven verksamhet.",
        crumbs=[*CRUMBS, (f"Villkor i {agreement}", matrix_path(agreement))],
    )


@needs(Ability.SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def decision_conditions(request: SignedInRequest, pk: int) -> HttpResponse:
    """Which conditions a draft carries. By those who may write it, while it is a draft."""
    decision = get_object_or_404(Decision.objects.visible_to(request.user).for_page(), pk=pk)
    rows = choosable(decision, clock.today())
    form = ChoicesForm(rows, request.POST or None, initial={"version": decision.version})
    status = 200
    if form.is_bound and form.is_valid():
        try:
            actions.choose_conditions(
                decision,
                reasons=form.reasons(),
                version=form.cleaned_data["version"],
                by=request.user,
                on=clock.today(),
            )
        except Refused as refused:
            status = refused.status
            form.add_error(None, refused.message)
        else:
            messages.success(request, "Beslutets villkor är sparade.")
            return redirect(decision)
    context = {
        "decision": decision,
        "form": form,
        "may_edit": DecisionPage(decision, request.user, clock.today()).possible.edit,
        "crumbs": [
            (decision.case.registry_number, decision.case.get_absolute_url()),
            (str(decision), f"/beslut/{pk}/"),
        ],
    }
    status = 422 if status == 200 and form.errors else status
    return render(request, "decisions/condition_choices_page.html", context, status=status)
