"""Registering the state's allotment, and covering what is decided without money behind it."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from config import clock
from config.refused import NotNow, Refused
from decisions import actions
from decisions.covering import Shortage, shortage
from decisions.forms.booking import AllotmentForm, CoverForm
from decisions.models import DecisionLine
from grants.figures import read_book
from grants.kronor import format_kronor
from grants.models import Agreement
from people.abilities import Ability, needs
from people.requests import SignedInRequest


@needs(Ability.REGISTER_ALLOTMENT)
@require_http_methods(["GET", "HEAD", "POST"])
def allotment_new(request: SignedInRequest, slug: str) -> HttpResponse:
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)
    form = AllotmentForm(agreement, clock.today(), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _register(agreement, form, request)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, f"{format_kronor(form.total)} är tilldelat och bokfört.")
            return redirect(agreement)
    return _allotment_page(request, agreement, form)


@transaction.atomic
def _register(agreement: Agreement, form: AllotmentForm, request: SignedInRequest) -> None:
    """The case of the payment decision and the allotment, both or neither."""
    case = actions.open_case(
        registry_number=form.cleaned_data["registry_number"],
        title=f"Statens tilldelning, {agreement}",
        agreement=agreement,
        by=request.user,
        on=clock.today(),
    )
    actions.register_allotment(
        agreement=agreement,
        case=case,
        amounts=form.amounts,
        decided_on=form.cleaned_data["decided_on"],
        note_text=form.cleaned_data["note"],
        by=request.user,
    )


def _allotment_page(request: SignedInRequest, agreement: Agreement, form: AllotmentForm) -> HttpResponse:
    crumbs = [("Överenskommelser", reverse("agreements")), (agreement.name, agreement.get_absolute_url())]
    book = read_book(agreement)
    context = {
        "agreement": agreement,
        "form": form,
        "crumbs": crumbs,
        "rows": [
            {"fund": fund, "field": field, "allotted": format_kronor(book.allotted[fund.pk], unit=False)}
            for fund, field in zip(form.funds, form.fund_fields, strict=True)
        ],
    }
    return render(request, "decisions/allotment_page.html", context, status=422 if form.errors else 200)


@needs(Ability.COVER)
@require_http_methods(["GET", "HEAD", "POST"])
def line_cover(request: SignedInRequest, pk: int) -> HttpResponse:
    line = get_object_or_404(DecisionLine.objects.visible_to(request.user).for_covering(), pk=pk)
    short = shortage(line)
    form = CoverForm(short, request.POST or None)
    try:
        if request.method == "POST":
            actions.require_uncovered(line)
            if form.is_valid():
                return _cover(request, line, short, form)
    except NotNow as refused:
        return _cover_page(request, short, CoverForm(short), refusal=refused)
    except Refused as refused:
        form.add_error(None, refused.message)
    return _cover_page(request, short, form)


def _cover(request: SignedInRequest, line: DecisionLine, short: Shortage, form: CoverForm) -> HttpResponse:
    amount = form.cleaned_data["amount"]
    actions.cover(line, fund=form.fund, amount=amount, by=request.user, on=clock.today())
    messages.success(request, f"{format_kronor(amount)} är täckt ur {form.fund}.")
    return redirect(short.activity.area)


@needs(Ability.COVER)
@require_POST
def line_cover_planned(request: SignedInRequest, pk: int) -> HttpResponse:
    """Covers all lines of the decision from the funds that they were planned on, as far as those last."""
    line = get_object_or_404(DecisionLine.objects.visible_to(request.user).for_covering(), pk=pk)
    short = shortage(line)
    try:
        covered = actions.cover_from_planned_funds(line.decision, by=request.user, on=clock.today())
    except Refused as refused:
        return _cover_page(request, short, CoverForm(short), refusal=refused)
    messages.success(request, f"{format_kronor(covered)} är täckt enligt beslutets rader.")
    return redirect(short.activity.area)


def _cover_page(
    request: SignedInRequest, short: Shortage, form: CoverForm, *, refusal: Refused | None = None
) -> HttpResponse:
    activity = short.activity
    crumbs = [
        (activity.area.agreement.name, activity.area.agreement.get_absolute_url()),
        (str(activity.area), activity.area.get_absolute_url()),
        (activity.name, activity.get_absolute_url()),
    ]
    context = {"short": short, "form": form, "crumbs": crumbs, "refusal": refusal}
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(request, "decisions/cover_page.html", context, status=status)
