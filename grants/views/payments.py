"""An agreement's payments: the list, a payment entered or changed, asked for, received."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from config import clock
from config.refused import Refused
from grants import setting_up
from grants.forms.payments import PaymentForm, ReceivedForm, RequisitionedForm
from grants.models import Agreement, Payment
from grants.outcome.months import chosen
from grants.payment_pages import payments_page as page_of
from people.abilities import Ability, needs
from people.requests import SignedInRequest
from people.views.form_page import form_page

METHODS = ["GET", "HEAD", "POST"]


@needs(Ability.SEE)
@require_safe
def payments_page(request: SignedInRequest) -> HttpResponse:
    agreements = Agreement.objects.visible_to(request.user)
    agreement = chosen(agreements, request.GET.get("overenskommelse"))
    context: dict[str, Any] = {
        "agreements": agreements,
        "agreement": agreement,
        "crumbs": [("Uppföljning", "/utfall/")],
    }
    if agreement is not None:
        context |= page_of(agreement, request.user, clock.today())
    return render(request, "grants/payments_page.html", context)


@needs(Ability.EDIT_AGREEMENT)
@require_http_methods(METHODS)
def payment_new(request: SignedInRequest, slug: str) -> HttpResponse:
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)
    form = PaymentForm(agreement, request.POST or None)
    return _answer(
        request,
        agreement,
        form,
        lambda: setting_up.add_payment(agreement, by=request.user, **form.values),
        heading="Ny utbetalning",
        lede="En utbetalning som väntas. Den jämförs med tilldelningen och flyttar inga pengar i boken.",
    )


@needs(Ability.EDIT_AGREEMENT)
@require_http_methods(METHODS)
def payment_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    payment = _payment(request, pk)
    form = PaymentForm(payment.agreement, request.POST or None, instance=payment)
    return _answer(
        request,
        payment.agreement,
        form,
        lambda: setting_up.change(payment, by=request.user, **form.values),
        heading=f"Ändra utbetalningen {payment}",
        lede="Ändringen sparas i historiken.",
    )


@needs(Ability.EDIT_AGREEMENT)
@require_http_methods(METHODS)
def payment_requisitioned(request: SignedInRequest, pk: int) -> HttpResponse:
    payment, today = _payment(request, pk), clock.today()
    form = RequisitionedForm(request.POST or None, initial={"on": today})
    return _answer(
        request,
        payment.agreement,
        form,
        lambda: setting_up.requisition(payment, by=request.user, **form.cleaned_data),
        heading=f"{payment} är rekvirerad",
        lede="Ange dagen då rekvisitionen skickades.",
    )


@needs(Ability.RECEIVE_PAYMENT)
@require_http_methods(METHODS)
def payment_received(request: SignedInRequest, pk: int) -> HttpResponse:
    payment, today = _payment(request, pk), clock.today()
    form = ReceivedForm(request.POST or None, initial={"received_on": today, "amount": payment.amount})
    return _answer(
        request,
        payment.agreement,
        form,
        lambda: setting_up.receive(payment, by=request.user, on=today, **form.cleaned_data),
        heading=f"{payment} är mottagen",
        lede="Ange dagen då pengarna kom och hur mycket som kom.",
    )


def _payment(request: SignedInRequest, pk: int) -> Payment:
    return get_object_or_404(Payment.objects.visible_to(request.user).select_related("agreement", "fund"), pk=pk)


def _answer(
    request: SignedInRequest, agreement: Agreement, form: Any, write: Callable[[], Payment], *, heading: str, lede: str
) -> HttpResponse:
    """The form's page, or the list once it is written."""
    back = f"{reverse('payments')}?overenskommelse={agreement.slug}"
    if form.is_bound and form.is_valid():
        try:
            written = write()
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, f"Utbetalningen {written} är sparad.")
            return redirect(back)
    return form_page(request, form, heading=heading, lede=lede, crumbs=[("Utbetalningar", back)])
