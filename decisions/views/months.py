"""The months of an agreement: closing with a checklist, what a closed month looked like, corrections, opening again."""

import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config import clock
from config.downloads import download
from config.refused import Refused
from decisions.actions import close_month
from decisions.forms.months import CloseForm, CorrectionForm
from decisions.models import MonthPicture
from decisions.month_pages import correctable, month_crumbs, month_page, month_path, months_path, picture_page
from grants.actions import correct_outcome, reopen_month
from grants.forms.outcome import ReasonForm
from grants.kronor import MonthError, format_month, parse_month
from grants.models import Agreement, PeriodClose
from grants.outcome.bucket import left_in
from grants.outcome.months import chosen, months_of
from grants.outcome.names import names_in
from people.abilities import Ability, may, needs
from people.requests import SignedInRequest

METHODS = ["GET", "HEAD", "POST"]


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
    return render(request, "decisions/months_page.html", context)


@require_safe
def month_view(request: SignedInRequest, slug: str, month: str) -> HttpResponse:
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)
    return _month(request, agreement, _month_or_404(month), CloseForm())


def _month(request: SignedInRequest, agreement: Agreement, month: datetime.date, form: CloseForm) -> HttpResponse:
    context = month_page(agreement, month, request.user, clock.today()) | {"form": form}
    return render(request, "decisions/month_page.html", context, status=422 if form.errors else 200)


@needs(Ability.CLOSE_MONTH)
@require_POST
def close(request: SignedInRequest, slug: str, month: str) -> HttpResponse:
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)
    day, form = _month_or_404(month), CloseForm(request.POST)
    if form.is_valid():
        try:
            close_month(agreement=agreement, month=day, by=request.user, on=clock.today(), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, f"{format_month(day)} är stängd för {agreement}.")
            return redirect(month_path(agreement, day))
    return _month(request, agreement, day, form)


@needs(Ability.CLOSE_MONTH)
@require_http_methods(METHODS)
def correct(request: SignedInRequest, slug: str, month: str) -> HttpResponse:
    """A late correction of a month that has been closed."""
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)
    day = _month_or_404(month)
    bucket, names = left_in(agreement, day), names_in(agreement)
    form = CorrectionForm(correctable(agreement), bucket, names, request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            row = correct_outcome(**form.cleaned_data, month=day, by=request.user, on=clock.today())
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, f"Utfallet för {row.activity} är rättat i {format_month(day)}.")
            return redirect(month_path(agreement, day))
    context = {"agreement": agreement, "month": day, "form": form, "crumbs": month_crumbs(agreement, day)}
    context["back"] = month_path(agreement, day)
    return render(request, "decisions/month_correct_page.html", context, status=422 if form.errors else 200)


@require_safe
def picture(request: SignedInRequest, slug: str, month: str, number: int) -> HttpResponse:
    row = _picture(request, slug, month, number)
    return render(request, "decisions/month_picture_page.html", picture_page(row))


@require_safe
def picture_json(request: SignedInRequest, slug: str, month: str, number: int) -> HttpResponse:
    """The frozen text itself, byte for byte what the checksum is of."""
    row = _picture(request, slug, month, number)
    return download(request, row.frozen, f"{slug}-{month}-{number}.json")


def _picture(request: SignedInRequest, slug: str, month: str, number: int) -> MonthPicture:
    rows = MonthPicture.objects.visible_to(request.user).for_page()
    return get_object_or_404(rows, close__agreement__slug=slug, close__month=_month_or_404(month), number=number)


def _month_or_404(text: str) -> datetime.date:
    try:
        return parse_month(text)
    except MonthError as error:
        raise Http404 from error


@needs(Ability.CLOSE_MONTH)
@require_http_methods(METHODS)
def reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    close = get_object_or_404(PeriodClose.objects.visible_to(request.user).select_related("agreement"), pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reopen_month(close, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, f"{format_month(close.month)} är öppen igen.")
            return redirect(months_path(close.agreement))
    context = {"close": close, "form": form, "crumbs": month_crumbs(close.agreement, close.month)}
    context["back"] = month_path(close.agreement, close.month)
    return render(request, "decisions/month_reopen_page.html", context, status=422 if form.errors else 200)
