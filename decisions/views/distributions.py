"""Distributions of an activity's money: the list, a new one, its rows, fixing it, its next version, its files."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config import clock
from config.downloads import download
from config.refused import Refused
from decisions import actions
from decisions.authority import Authority
from decisions.distribution_pages import crumbs, distribution_page, list_page, payment_table, variance_table
from decisions.forms.distributions import AdjustForm, ByKeyForm, ByPricesForm, ReviseByKeyForm, ReviseByPricesForm
from decisions.spreadsheet import semicolons, workbook
from grants.kronor import format_kronor
from grants.models import Activity, Agreement, Distribution, DistributionRow
from grants.outcome import BadRows, RowError
from grants.outcome.months import chosen
from people.abilities import Ability, needs
from people.requests import SignedInRequest

METHODS = ["GET", "HEAD", "POST"]
SHOWN_ERRORS = 200


@needs(Ability.SEE)
@require_safe
def distributions_page(request: SignedInRequest) -> HttpResponse:
    agreements = Agreement.objects.visible_to(request.user)
    agreement = chosen(agreements, request.GET.get("overenskommelse"))
    context: dict[str, Any] = {"agreements": agreements, "agreement": agreement}
    if agreement:
        context |= list_page(agreement, request.user)
    return render(request, "decisions/distributions_page.html", context)


def file_form_page(request: SignedInRequest, form: forms.Form, errors: list[RowError], **context: Any) -> HttpResponse:
    """A page with one form, perhaps with a file, and what is wrong in its rows: `heading`, `lede`, `button`, `back`."""
    shown = {"form": form, "errors_shown": errors[:SHOWN_ERRORS], "errors_count": len(errors)}
    status = 422 if errors or (form.is_bound and form.errors) else 200
    return render(request, "decisions/file_form_page.html", shown | context, status=status)


def attempt(form: forms.Form, write: Callable[[], Any]) -> tuple[Any, list[RowError]]:
    """What the action gives; or nothing, with its reason in the form, or the errors of the file's rows."""
    try:
        return write(), []
    except BadRows as bad:
        return None, bad.errors
    except Refused as refused:
        form.add_error(None, refused.message)
        return None, []


@needs(Ability.DISTRIBUTE)
@require_http_methods(METHODS)
def distribution_by_key(request: SignedInRequest, slug: str) -> HttpResponse:
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)
    activities = Activity.objects.visible_to(request.user).of(agreement)
    form = ByKeyForm(activities, agreement.provider_keys.all(), request.POST or None, initial=_initial(request))
    lede = "Varje utförare får sin del i förhållande till vikten, i hela kronor. Delarna summerar till beloppet."
    return _new(request, agreement, form, actions.draft_by_key, heading="Fördela efter en nyckel", lede=lede)


@needs(Ability.DISTRIBUTE)
@require_http_methods(METHODS)
def distribution_by_prices(request: SignedInRequest, slug: str) -> HttpResponse:
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)
    activities = Activity.objects.visible_to(request.user).of(agreement)
    form = ByPricesForm(
        activities, agreement.price_lists.all(), request.POST or None, request.FILES or None, initial=_initial(request)
    )
    lede = "Antalet i filen gånger priset i prislistan. Du får ett utkast att granska; inget är fastställt."
    return _new(request, agreement, form, actions.draft_by_prices, heading="Fördela efter prestation", lede=lede)


def _initial(request: SignedInRequest) -> dict[str, Any]:
    return {"activity": request.GET.get("aktivitet"), "nature": DistributionRow.Nature.ACTUAL}


def _new(
    request: SignedInRequest, agreement: Agreement, form: Any, draft: Callable[..., Distribution], **context: Any
) -> HttpResponse:
    errors: list[RowError] = []
    if form.is_bound and form.is_valid():
        made, errors = attempt(form, lambda: draft(**form.arguments(), by=request.user, on=clock.today()))
        if made:
            messages.success(request, "Utkastet är sparat. Granska raderna och fastställ det sedan.")
            return redirect(made)
    back = f"{reverse('distributions')}?overenskommelse={agreement.slug}"
    return file_form_page(
        request, form, errors, button="Räkna fram ett utkast", back=back, crumbs=crumbs(agreement), **context
    )


@needs(Ability.SEE)
@require_safe
def distribution(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Distribution.objects.visible_to(request.user).for_page(), pk=pk)
    return render(request, "decisions/distribution_page.html", distribution_page(found, request.user, clock.today()))


def own_distribution(request: SignedInRequest, pk: int) -> Distribution:
    """The distribution, for those who may share its activity's money; others get 403."""
    found = get_object_or_404(Distribution.objects.visible_to(request.user).for_page(), pk=pk)
    verdict = Authority(request.user, clock.today()).may_distribute(found.activity)
    if not verdict.allowed:
        raise PermissionDenied(verdict.reason)
    return found


@require_http_methods(METHODS)
def distribution_adjust(request: SignedInRequest, pk: int, provider: int) -> HttpResponse:
    found = own_distribution(request, pk)
    row = get_object_or_404(found.rows.select_related("provider"), provider=provider)
    form = AdjustForm(request.POST or None, initial={"decided": row.decided, "reason": row.reason})
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        done, _ = attempt(
            form, lambda: actions.adjust_part(found, row.provider, **data, by=request.user, on=clock.today())
        )
        if done:
            return redirect(found)
    return file_form_page(
        request,
        form,
        [],
        heading=row.provider.name,
        lede=f"Beräknat: {format_kronor(row.calculated)}. Ett annat belopp behöver ett skäl.",
        button="Spara",
        back=found.get_absolute_url(),
        crumbs=crumbs(found.activity.area.agreement),
    )


@require_POST
def distribution_fix(request: SignedInRequest, pk: int) -> HttpResponse:
    found = actions.fix(own_distribution(request, pk), by=request.user, on=clock.today())
    messages.success(request, f"{found} är fastställd.")
    return redirect(found)


@require_POST
def distribution_discard(request: SignedInRequest, pk: int) -> HttpResponse:
    found = own_distribution(request, pk)
    actions.discard(found, by=request.user, on=clock.today())
    messages.success(request, "Utkastet är borttaget.")
    return redirect(f"{reverse('distributions')}?overenskommelse={found.activity.area.agreement.slug}")


@require_http_methods(METHODS)
def distribution_revise(request: SignedInRequest, pk: int) -> HttpResponse:
    """The next version of a fixed distribution, by the same way of sharing."""
    found = own_distribution(request, pk)
    form: Any
    if found.key:
        keys, initial = found.key.agreement.provider_keys.all(), {"key": found.key, "amount": found.amount}
        form, revise = ReviseByKeyForm(keys, request.POST or None, initial=initial), actions.revise_by_key
    else:
        form, revise = ReviseByPricesForm(request.POST or None, request.FILES or None), actions.revise_by_prices  # type: ignore[assignment]
    errors: list[RowError] = []
    if form.is_bound and form.is_valid():
        made, errors = attempt(form, lambda: revise(found, **form.arguments(), by=request.user, on=clock.today()))
        if made:
            messages.success(request, "Den nya versionen är ett utkast. Granska raderna och fastställ den sedan.")
            return redirect(made)
    return file_form_page(
        request,
        form,
        errors,
        heading=f"Ny version av {found}",
        lede="Den fastställda versionen står kvar att läsa. Den nya gäller när den är fastställd.",
        button="Räkna fram ett utkast",
        back=found.get_absolute_url(),
        crumbs=crumbs(found.activity.area.agreement),
    )


@needs(Ability.SEE)
@require_safe
def distribution_xlsx(request: SignedInRequest, pk: int) -> HttpResponse:
    """Both lists: those who are paid, and the region's own units."""
    found = get_object_or_404(Distribution.objects.visible_to(request.user).for_page(), pk=pk)
    content = workbook(payment_table(found), variance_table(found))
    return download(request, content, f"{_name(found)}-{found.pk}-{found.version}.xlsx")


@needs(Ability.SEE)
@require_safe
def distribution_csv(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Distribution.objects.visible_to(request.user).for_page(), pk=pk)
    return download(request, semicolons(payment_table(found)), f"{_name(found)}-{found.pk}-{found.version}.csv")


@needs(Ability.SEE)
@require_safe
def distribution_variances_csv(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Distribution.objects.visible_to(request.user).for_page(), pk=pk)
    return download(request, semicolons(variance_table(found)), f"regiondrivna-{found.pk}-{found.version}.csv")


def _name(found: Distribution) -> str:
    return "utbetalning" if found.is_fixed else "utkast"
