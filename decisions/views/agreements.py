"""The money: all agreements, one, an area of it, an activity, and the figures to take away."""

import json

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from config import clock
from config.downloads import download
from decisions.activity_page import activity_page
from decisions.export import agreement_as_data, agreement_workbook
from decisions.figures import agreement_figures
from decisions.fund_page import fund_page
from decisions.money_pages import agreement_page, agreements_page, area_page
from grants.models import Activity, Agreement, Fund
from people.abilities import Ability, needs
from people.requests import SignedInRequest


@needs(Ability.SEE)
@require_safe
def agreement_list(request: SignedInRequest) -> HttpResponse:
    agreements = Agreement.objects.visible_to(request.user)
    return render(request, "decisions/agreements_page.html", agreements_page(agreements, request.user))


@require_safe
def agreement(request: SignedInRequest, slug: str) -> HttpResponse:
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user).select_related("coordinator"), slug=slug)
    context = agreement_page(agreement, request.user, clock.today())
    return render(request, "decisions/agreement_page.html", context)


@require_safe
def area(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)
    get_object_or_404(agreement.areas, number=number)
    context = area_page(agreement, number, request.user, clock.today())
    return render(request, "decisions/area_page.html", context)


@require_safe
def fund(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """What the state gave for one purpose, where it lies now, and what has happened to it."""
    funds = Fund.objects.visible_to(request.user).select_related("area__agreement", "key")
    fund = get_object_or_404(funds, pk=pk, area__agreement__slug=slug)
    return render(request, "decisions/fund_page.html", fund_page(fund, request.GET.get("page")))


@require_safe
def activity(request: SignedInRequest, pk: int) -> HttpResponse:
    rows = Activity.objects.visible_to(request.user).for_page()
    activity = get_object_or_404(rows, pk=pk)
    context = activity_page(activity, request.user, clock.today(), request.GET.get("page"))
    return render(request, "decisions/activity_page.html", context)


@require_safe
def agreement_json(request: SignedInRequest, slug: str) -> HttpResponse:
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)
    data = agreement_as_data(agreement)
    return download(request, json.dumps(data, ensure_ascii=False, indent=2), f"{slug}.json")


@require_safe
def agreement_xlsx(request: SignedInRequest, slug: str) -> HttpResponse:
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)
    return download(request, agreement_workbook(agreement_figures(agreement)), f"{slug}.xlsx")


@require_safe
def area_xlsx(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)
    get_object_or_404(agreement.areas, number=number)
    content = agreement_workbook(agreement_figures(agreement), number)
    return download(request, content, f"{slug}-omrade-{number}.xlsx")
