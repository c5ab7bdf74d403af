"""The settlement: the list of agreements, one agreement on a day, its files, its proposals as drafts."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from config import clock
from config.downloads import download
from config.refused import Refused
from decisions.actions import propose_release, propose_repayment
from decisions.actions.settling import Proposed
from decisions.forms.settlement import ReleaseForm, SettlementFilter
from decisions.settlement import Settlement, settlement
from decisions.settlement_pages import activity_table, facts_table, fund_table, settlement_page, settlements_page
from decisions.spreadsheet import semicolons, workbook
from grants.models import Agreement
from people.abilities import Ability, needs
from people.requests import SignedInRequest


@needs(Ability.SEE)
@require_safe
def settlements(request: SignedInRequest) -> HttpResponse:
    agreements = Agreement.objects.visible_to(request.user)
    return render(request, "decisions/settlements_page.html", settlements_page(agreements))


@require_safe
def settlement_of(request: SignedInRequest, slug: str) -> HttpResponse:
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)
    return _page(request, agreement)


def _page(request: SignedInRequest, agreement: Agreement, wrong: ReleaseForm | None = None) -> HttpResponse:
    """`wrong`: the proposal that was refused."""
    form, found = _found(request, agreement)
    context = settlement_page(found, agreement, request.user, clock.today()) | {"form": form, "wrong": wrong}
    return render(request, "decisions/settlement_page.html", context, status=422 if wrong else 200)


@needs(Ability.PROPOSE)
@require_POST
def release(request: SignedInRequest, slug: str) -> HttpResponse:
    """What is left on the chosen activities as a draft."""
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)
    day, form = SettlementFilter(agreement, clock.today(), request.POST), ReleaseForm(agreement, request.POST)
    if form.is_valid():
        chosen = form.cleaned_data["aktivitet"]
        try:
            made = propose_release(agreement, chosen, as_of=day.as_of, by=request.user, on=clock.today())
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            return _to_draft(request, made)
    return _page(request, agreement, form)


@needs(Ability.ALLOCATE)
@require_POST
def repay(request: SignedInRequest, slug: str) -> HttpResponse:
    """What is to be repaid and lies unallocated as a draft."""
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)
    day = SettlementFilter(agreement, clock.today(), request.POST)
    return _to_draft(request, propose_repayment(agreement, as_of=day.as_of, by=request.user, on=clock.today()))


def _to_draft(request: SignedInRequest, proposed: Proposed) -> HttpResponse:
    decision = proposed.decision
    if proposed.is_new:
        messages.success(request, f"Utkastet {decision} är skapat. Läs igenom det och lämna in det.")
    else:
        messages.info(request, f"{decision} om samma pengar finns redan: {decision.get_status_display()}.")
    return redirect(decision)


@require_safe
def settlement_xlsx(request: SignedInRequest, slug: str) -> HttpResponse:
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)
    _, found = _found(request, agreement)
    content = workbook(activity_table(found), fund_table(found), facts_table(found))
    return download(request, content, f"avrakning-{slug}-{found.as_of}.xlsx")


@require_safe
def settlement_csv(request: SignedInRequest, slug: str) -> HttpResponse:
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)
    _, found = _found(request, agreement)
    return download(request, semicolons(activity_table(found)), f"avrakning-{slug}-{found.as_of}.csv")


def _found(request: SignedInRequest, agreement: Agreement) -> tuple[SettlementFilter, Settlement]:
    form = SettlementFilter(agreement, clock.today(), request.POST if request.method == "POST" else request.GET)
    return form, settlement(agreement, form.as_of)
