"""What does not add up in an agreement, and who takes responsibility for it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from config import clock
from config.refused import Refused
from decisions.agreement_checks import finding_of
from decisions.forms.booking import AcknowledgeForm
from decisions.money_pages import findings_page
from grants.actions import acknowledge as acknowledge_finding
from grants.models import Agreement
from people.abilities import Ability, needs
from people.requests import SignedInRequest


@require_safe
def findings(request: SignedInRequest, slug: str) -> HttpResponse:
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)
    return render(request, "decisions/findings_page.html", findings_page(agreement, request.user, clock.today()))


@needs(Ability.ACKNOWLEDGE)
@require_POST
def acknowledge(request: SignedInRequest, slug: str) -> HttpResponse:
    """Acknowledges the finding that was seen: the key and the amount must still be what the checks find."""
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)
    key, amount = request.POST.get("key", ""), request.POST.get("amount", "")
    form = AcknowledgeForm(request.POST)
    if not form.is_valid():
        return _again(request, agreement, key, form)
    try:
        finding = finding_of(agreement, clock.today(), key=key, amount=amount)
        acknowledge_finding(agreement, finding=finding, reason=form.cleaned_data["reason"], by=request.user)
    except Refused as refused:
        form.add_error(None, refused.message)
        return _again(request, agreement, key, form)
    messages.success(request, "Avvikelsen är kvitterad.")
    return redirect("findings", agreement.slug)


def _again(request: SignedInRequest, agreement: Agreement, key: str, form: AcknowledgeForm) -> HttpResponse:
    context = findings_page(agreement, request.user, clock.today()) | {"form": form, "form_key": key}
    return render(request, "decisions/findings_page.html", context, status=422)
