"""The months of an agreement: closing, and opening again with a reason."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config import clock
from config.refused import Refused
from grants import actions
from grants.forms.outcome import ReasonForm
from grants.kronor import MonthError, format_month, parse_month
from grants.models import Agreement, PeriodClose
from grants.outcome.months import chosen, months_of
from people.abilities import Ability, may, needs
from people.requests import SignedInRequest


@needs(Ability.SEE)
@require_safe
def months_page(request: SignedInRequest) -> HttpResponse:
    agreements = Agreement.objects.visible_to(request.user)
    agreement = chosen(agreements, request.GET.get("overenskommelse"))
    context = {
        "agreements": agreements,
        "agreement": agreement,
        "months": months_of(agreement, clock.today()) if agreement else [],
        "may_close": may(request.user, Ability.CLOSE_MONTH),
        "may_import": may(request.user, Ability.IMPORT_OUTCOME),
        "crumbs": [("Uppföljning", "/utfall/")],
    }
    return render(request, "grants/months_page.html", context)


@needs(Ability.CLOSE_MONTH)
@require_POST
def close(request: SignedInRequest, slug: str, month: str) -> HttpResponse:
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)
    try:
        closed = actions.close_month(
            agreement=agreement, month=parse_month(month), by=request.user, on=clock.today()
        ).month
    except MonthError as error:
        raise Http404 from error
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, f"{format_month(closed)} är stängd för {agreement}.")
    return redirect(_path(agreement))


@needs(Ability.CLOSE_MONTH)
@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    close = get_object_or_404(PeriodClose.objects.visible_to(request.user).select_related("agreement"), pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.reopen_month(close, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, f"{format_month(close.month)} är öppen igen.")
            return redirect(_path(close.agreement))
    crumbs = [("Uppföljning", "/utfall/"), ("Månader", _path(close.agreement))]
    context = {"close": close, "form": form, "crumbs": crumbs, "back": _path(close.agreement)}
    return render(request, "grants/reopen_page.html", context, status=422 if form.errors else 200)


def _path(agreement: Agreement) -> str:
    return f"{reverse('months')}?overenskommelse={agreement.slug}"
