"""Noting what private providers have been paid, and taking a note back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from config import clock
from decisions import actions
from decisions.distribution_pages import crumbs
from decisions.forms.distributions import PayoutForm
from decisions.views.distributions import METHODS, attempt, file_form_page, own_distribution
from grants.forms.outcome import ReasonForm
from grants.models import Payout
from people.requests import SignedInRequest


@require_http_methods(METHODS)
def payout_new(request: SignedInRequest, pk: int) -> HttpResponse:
    found = own_distribution(request, pk)
    form = PayoutForm(request.POST or None, initial={"paid_on": clock.today()})
    if form.is_bound and form.is_valid():
        made, _ = attempt(
            form, lambda: actions.note_payout(found, **form.cleaned_data, by=request.user, on=clock.today())
        )
        if made:
            messages.success(request, "Utbetalningen är antecknad. Pengarna betalas ut i ekonomisystemet, inte här.")
            return redirect(found)
    return file_form_page(
        request,
        form,
        [],
        heading="Anteckna utbetalning",
        lede="Alla privata utförare i fördelningen antecknas ha fått det som är kvar att betala dem.",
        button="Anteckna",
        back=found.get_absolute_url(),
        crumbs=crumbs(found.activity.area.agreement),
    )


@require_http_methods(METHODS)
def payout_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    payout = get_object_or_404(Payout.objects.visible_to(request.user).current(), pk=pk)
    payout.distribution = own_distribution(request, payout.distribution_id)
    form = ReasonForm(request.POST or None)
    if form.is_bound and form.is_valid():
        reason = form.cleaned_data["reason"]
        gone, _ = attempt(
            form, lambda: actions.withdraw_payout(payout, reason=reason, by=request.user, on=clock.today())
        )
        if gone:
            messages.success(request, "Anteckningen är borttagen och går att läsa på fördelningens sida.")
            return redirect(payout.distribution)
    return file_form_page(
        request,
        form,
        [],
        heading=f"Ta bort anteckningen om utbetalningen {payout.paid_on}",
        lede="Det antecknade räknas inte längre. Raden står kvar med skälet.",
        button="Ta bort",
        back=payout.distribution.get_absolute_url(),
        crumbs=crumbs(payout.distribution.activity.area.agreement),
    )
