"""What shows that the conditions are followed: registrations in Stratsys, investments, exit plans, providers, marks."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.views.decorators.http import require_http_methods, require_safe

from config import clock
from config.downloads import download
from config.refused import NotNow, Refused
from decisions import actions
from decisions.authority import Authority, Verdict
from decisions.conditions import CRUMBS, activity_crumbs, mark_page, matrix_path
from decisions.forms.conditions import (
    AnswerForm,
    ExitPlanForm,
    InvestmentForm,
    MarkForm,
    RegisterForm,
    RequestForm,
    WithdrawForm,
)
from decisions.fulfilment import markable
from decisions.models import AssignmentRegistration, Condition, ExitPlan, Investment, ProviderRequest, Registration
from decisions.models.followthrough import Evidence
from decisions.spreadsheet import semicolons, workbook
from decisions.stratsys import read_stratsys, registrable
from grants.models import Activity, Agreement
from people.abilities import Ability, needs, require
from people.requests import SignedInRequest
from people.views.form_page import form_page

KINDS: dict[str, type[Evidence | AssignmentRegistration]] = {
    "registrering": Registration,
    "uppdrag": AssignmentRegistration,
    "investering": Investment,
    "forfragan": ProviderRequest,
    "kalkyl": ExitPlan,
}
METHODS = ["GET", "HEAD", "POST"]
ASSIGNMENT_CRUMBS = [("Uppdrag", reverse_lazy("assignments"))]


@needs(Ability.SEE)
@require_http_methods(METHODS)
def stratsys(request: SignedInRequest, slug: str) -> HttpResponse:
    """The activities and assignments with their marks; a POST marks those that are chosen."""
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)
    page = read_stratsys(agreement, clock.today())
    open_to_me = registrable(page, request.user, clock.today())
    form = RegisterForm(*open_to_me, request.POST or None, initial={"registered_on": clock.today()})
    if request.method == "POST":
        require(request.user, Ability.FOLLOW_UP)
        if form.is_valid() and _register(request, form):
            return redirect("stratsys", slug)
    context = {
        "agreement": agreement,
        "page": page,
        "form": form,
        "may_register": any(open_to_me),
        "crumbs": [*CRUMBS, (f"Villkor i {agreement}", matrix_path(agreement))],
    }
    return render(request, "decisions/condition_stratsys_page.html", context, status=422 if form.errors else 200)


def _register(request: SignedInRequest, form: RegisterForm) -> bool:
    data = form.cleaned_data
    try:
        done = actions.register_in_stratsys(
            activities=list(data.get("activities", [])),
            assignments=list(data.get("assignments", [])),
            registered_on=data["registered_on"],
            reference=data["reference"],
            by=request.user,
            on=clock.today(),
        )
    except Refused as refused:
        form.add_error(None, refused.message)
        return False
    messages.success(request, "1 är märkt som registrerad." if done == 1 else f"{done} är märkta som registrerade.")
    return True


@require_safe
def stratsys_xlsx(request: SignedInRequest, slug: str) -> HttpResponse:
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)
    content = workbook(read_stratsys(agreement, clock.today()).table())
    return download(request, content, f"stratsys-{slug}.xlsx")


@require_safe
def stratsys_csv(request: SignedInRequest, slug: str) -> HttpResponse:
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)
    content = semicolons(read_stratsys(agreement, clock.today()).table())
    return download(request, content, f"stratsys-{slug}.csv")


# ---- Of one activity --------------------------------------------------------------------------------------------


def _activity(request: SignedInRequest, pk: int) -> Activity:
    """The activity, for those who may say what shows that its conditions are followed; others get 403."""
    rows = Activity.objects.visible_to(request.user).select_related("area__agreement")
    activity = get_object_or_404(rows, pk=pk)
    _require_follow_up(request, activity)
    return activity


def _require_follow_up(request: SignedInRequest, activity: Activity) -> None:
    _hold(Authority(request.user, clock.today()).may_follow_up(activity))


def _hold(verdict: Verdict) -> None:
    if not verdict.allowed:
        raise PermissionDenied(verdict.reason)


def _to_conditions(activity: Activity) -> str:
    return f"{activity.get_absolute_url()}#villkor"


def _activity_form(request: SignedInRequest, activity: Activity, form: forms.Form, **context: Any) -> HttpResponse:
    return form_page(request, form, back=_to_conditions(activity), crumbs=activity_crumbs(activity), **context)


@require_http_methods(METHODS)
def mark(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    activity = _activity(request, pk)
    condition = get_object_or_404(Condition.objects.visible_to(request.user), number=number)
    form = MarkForm(markable(condition), request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            actions.mark_condition(activity, condition, **form.cleaned_data, by=request.user, on=clock.today())
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, f"Villkor {condition} är märkt för {activity}.")
            return redirect(_to_conditions(activity))
    context = mark_page(activity, condition, clock.today())
    template = "decisions/condition_mark_page.html"
    return _activity_form(request, activity, form, heading=f"Villkor {condition}", template=template, **context)


@require_http_methods(METHODS)
def investment_new(request: SignedInRequest, pk: int) -> HttpResponse:
    activity = _activity(request, pk)
    form = InvestmentForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            actions.add_investment(activity, **form.cleaned_data, by=request.user, on=clock.today())
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, f"{form.cleaned_data['name']} är inlagd.")
            return redirect(_to_conditions(activity))
    lede = f"Ingår i {activity}. Bara årets avskrivning får belasta pengarna: rak avskrivning, månad för månad."
    return _activity_form(
        request, activity, form, heading="Lägg in en investering", lede=lede, button="Lägg in investeringen"
    )


@require_http_methods(METHODS)
def exit_plan(request: SignedInRequest, pk: int) -> HttpResponse:
    activity = _activity(request, pk)
    plan = activity.exitplans.current().prefetch_related("years").first()
    form = ExitPlanForm(activity.area.agreement, plan, request.POST or None)
    if form.is_bound and form.is_valid():
        kind, text = form.cleaned_data["kind"], form.cleaned_data["text"]
        try:
            actions.save_exit_plan(
                activity, kind=kind, text=text, amounts=form.amounts(), by=request.user, on=clock.today()
            )
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, "Kalkylen är sparad.")
            return redirect(_to_conditions(activity))
    context = {"activity": activity, "plan": plan, "form": form, "crumbs": activity_crumbs(activity)}
    return render(request, "decisions/exit_plan_page.html", context, status=422 if form.errors else 200)


@require_http_methods(METHODS)
def provider_request_new(request: SignedInRequest, pk: int) -> HttpResponse:
    activity = _activity(request, pk)
    form = RequestForm(request.POST or None, initial={"asked_on": clock.today()})
    if form.is_bound and form.is_valid():
        try:
            actions.ask_provider(activity, **form.cleaned_data, by=request.user, on=clock.today())
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, f"Förfrågan till {form.cleaned_data['provider']} är antecknad.")
            return redirect(_to_conditions(activity))
    lede = f"Privata utförare ska vid förfrågan kunna redovisa aktiviteter och kostnader. Gäller {activity}."
    return _activity_form(
        request, activity, form, heading="Anteckna en förfrågan till en utförare", lede=lede, button="Anteckna"
    )


@require_http_methods(METHODS)
def provider_answer(request: SignedInRequest, pk: int) -> HttpResponse:
    rows = ProviderRequest.objects.visible_to(request.user).select_related("activity__area__agreement")
    asked = get_object_or_404(rows, pk=pk)
    _require_follow_up(request, asked.activity)
    form = AnswerForm(request.POST or None, initial={"answered_on": clock.today()})
    if form.is_bound and form.is_valid():
        try:
            actions.note_answer(asked, **form.cleaned_data, by=request.user, on=clock.today())
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, f"Svaret från {asked.provider} är antecknat.")
            return redirect(_to_conditions(asked.activity))
    return _activity_form(
        request, asked.activity, form, heading=f"Svar från {asked.provider}", lede=asked.question, button="Anteckna"
    )


@require_http_methods(METHODS)
def evidence_withdraw(request: SignedInRequest, kind: str, pk: int) -> HttpResponse:
    """Asks why; the row stays to be read."""
    if kind not in KINDS:
        raise Http404
    row = get_object_or_404(KINDS[kind].objects.visible_to(request.user).for_page(), pk=pk)
    _hold(Authority(request.user, clock.today()).may_withdraw(row))
    form = WithdrawForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            actions.withdraw_evidence(row, reason=form.cleaned_data["reason"], by=request.user, on=clock.today())
        except NotNow:
            raise
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, f"{row} är borttagen.")
            return redirect(_back(row))
    lede = f"Gäller {row.about}. Uppgiften räknas inte längre, men finns kvar i historiken."
    crumbs = activity_crumbs(row.about) if isinstance(row.about, Activity) else ASSIGNMENT_CRUMBS
    return form_page(
        request, form, back=_back(row), crumbs=crumbs, heading=f"Ta bort: {row}", lede=lede, button="Ta bort"
    )


def _back(row: Evidence | AssignmentRegistration) -> str:
    return _to_conditions(row.about) if isinstance(row.about, Activity) else row.about.get_absolute_url()
