"""Forecasts: the list of an agreement with its files, one activity with its form, the agreement's terms."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config import clock
from config.downloads import download
from config.refused import Refused
from decisions import actions
from decisions.forecast_pages import activity_forecast, first_of, list_page, list_table
from decisions.forms.forecasts import ForecastFilter, ForecastForm, OutcomeCommentForm, TermsForm
from decisions.spreadsheet import Table, semicolons, workbook
from grants.models import Activity, Agreement
from grants.outcome.months import chosen
from people.abilities import Ability, needs, require
from people.requests import SignedInRequest

METHODS = ["GET", "HEAD", "POST"]


@needs(Ability.SEE)
@require_safe
def forecasts_page(request: SignedInRequest) -> HttpResponse:
    found = _filtered(request)
    context: dict[str, Any] = {"agreement": None, "crumbs": [("Uppföljning", "/utfall/")]}
    if found is not None:
        agreement, form = found
        context |= {"agreement": agreement, "form": form, "query": request.GET.urlencode()}
        context |= list_page(agreement, request.user, clock.today(), **form.chosen())
    return render(request, "decisions/forecasts_page.html", context)


def _filtered(request: SignedInRequest) -> tuple[Agreement, ForecastFilter] | None:
    agreements = Agreement.objects.visible_to(request.user)
    slug = request.GET.get("overenskommelse") or first_of(request.user, agreements, clock.today())
    agreement = chosen(agreements, slug)
    return (agreement, ForecastFilter(agreements, agreement, request.GET)) if agreement else None


@needs(Ability.SEE)
@require_safe
def forecasts_xlsx(request: SignedInRequest) -> HttpResponse:
    agreement, table = _table(request)
    return download(request, workbook(table), f"prognos-{agreement.slug}.xlsx")


@needs(Ability.SEE)
@require_safe
def forecasts_csv(request: SignedInRequest) -> HttpResponse:
    agreement, table = _table(request)
    return download(request, semicolons(table), f"prognos-{agreement.slug}.csv")


def _table(request: SignedInRequest) -> tuple[Agreement, Table]:
    found = _filtered(request)
    if found is None:
        raise Http404
    agreement, form = found
    return agreement, list_table(agreement, request.user, clock.today(), **form.chosen())


# ---- One activity -----------------------------------------------------------------------------------------------


@require_http_methods(METHODS)
def forecast_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """The months of an activity; a POST is a new version of its forecast."""
    activity = _activity(request, pk)
    if request.method != "POST":
        return _page(request, activity)
    require(request.user, Ability.FORECAST)
    form = ForecastForm(request.POST)
    if form.is_valid():
        try:
            made = actions.save_forecast(activity, **form.cleaned_data, by=request.user, on=clock.today())
        except Refused as refused:
            form.add_error("comment" if refused.code == "unexplained" else None, refused.message)
        else:
            messages.success(request, f"Prognos {made.version} för {activity} är sparad.")
            return redirect("forecast", pk)
    return _page(request, activity, form=form)


@needs(Ability.FORECAST)
@require_POST
def comment(request: SignedInRequest, pk: int) -> HttpResponse:
    activity = _activity(request, pk)
    form = OutcomeCommentForm(activity.area.agreement, request.POST)
    if form.is_valid():
        try:
            actions.comment_outcome(activity, **form.chosen(), by=request.user, on=clock.today())
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, f"Utfallet för {activity} är kommenterat.")
            return redirect("forecast", pk)
    return _page(request, activity, comment_form=form)


def _activity(request: SignedInRequest, pk: int) -> Activity:
    rows = Activity.objects.visible_to(request.user).select_related("area__agreement")
    return get_object_or_404(rows, pk=pk)


def _page(
    request: SignedInRequest,
    activity: Activity,
    *,
    form: ForecastForm | None = None,
    comment_form: OutcomeCommentForm | None = None,
) -> HttpResponse:
    context = activity_forecast(activity, request.user, clock.today())
    wrong = form or comment_form
    context |= {
        "form": form or ForecastForm(initial={"amount": context["row"].expected}),
        "comment_form": comment_form or OutcomeCommentForm(activity.area.agreement),
        "wrong": wrong,
    }
    return render(request, "decisions/forecast_page.html", context, status=422 if wrong else 200)


@needs(Ability.EDIT_AGREEMENT)
@require_http_methods(METHODS)
def terms(request: SignedInRequest, slug: str) -> HttpResponse:
    """When a variance wants a comment, and how budgets are spread over the months."""
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)
    form = TermsForm(agreement, request.POST or None)
    back = f"{reverse('forecasts')}?overenskommelse={slug}"
    if form.is_bound and form.is_valid():
        try:
            actions.set_follow_up_terms(agreement, **form.chosen(), by=request.user)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, "Inställningarna är sparade.")
            return redirect(back)
    context = {"agreement": agreement, "form": form, "back": back, "crumbs": [("Prognoser", back)]}
    return render(request, "decisions/follow_up_terms_page.html", context, status=422 if form.errors else 200)
