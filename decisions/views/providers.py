"""The register of providers, the keys by which money is shared, and the price lists."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from config import clock
from decisions import actions
from decisions.distribution_pages import LIST, crumbs
from decisions.forms.distributions import KeyForm, PriceListForm, ProviderForm
from decisions.views.distributions import attempt, file_form_page
from grants.models import Agreement, Provider, ProviderKey
from grants.outcome import RowError
from people.abilities import Ability, may, needs
from people.requests import SignedInRequest

METHODS = ["GET", "HEAD", "POST"]
REGISTER = ("Registret", "/utforare/register/")


@needs(Ability.SEE)
@require_safe
def providers_page(request: SignedInRequest) -> HttpResponse:
    context = {
        "providers": Provider.objects.visible_to(request.user).select_related("unit"),
        "may_distribute": may(request.user, Ability.DISTRIBUTE),
        "crumbs": [LIST],
    }
    return render(request, "decisions/providers_page.html", context)


@needs(Ability.DISTRIBUTE)
@require_http_methods(METHODS)
def provider_new(request: SignedInRequest) -> HttpResponse:
    return _save(request, None, ProviderForm(request.POST or None), "Ny utförare")


@needs(Ability.DISTRIBUTE)
@require_http_methods(METHODS)
def provider_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Provider.objects.visible_to(request.user), pk=pk)
    fields = ("name", "ownership", "organisation_number", "unit", "active")
    form = ProviderForm(request.POST or None, initial={name: getattr(found, name) for name in fields})
    return _save(request, found, form, found.name)


def _save(request: SignedInRequest, provider: Provider | None, form: ProviderForm, heading: str) -> HttpResponse:
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        saved, _ = attempt(form, lambda: actions.save_provider(provider, **data, by=request.user))
        if saved:
            messages.success(request, f"{saved} är sparad i registret.")
            return redirect("providers")
    lede = "Fastställda fördelningar behåller den ägarform som gällde då."
    return file_form_page(
        request, form, [], heading=heading, lede=lede, button="Spara", back=REGISTER[1], crumbs=[LIST, REGISTER]
    )


@needs(Ability.DISTRIBUTE)
@require_http_methods(METHODS)
def provider_key_new(request: SignedInRequest, slug: str) -> HttpResponse:
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)
    form = KeyForm(request.POST or None, request.FILES or None, initial={"as_of": clock.today()})
    errors: list[RowError] = []
    if form.is_bound and form.is_valid():
        made, errors = attempt(form, lambda: actions.add_provider_key(agreement, **form.arguments(), by=request.user))
        if made:
            return redirect(made)
    return file_form_page(
        request,
        form,
        errors,
        heading="Ny fördelningsnyckel",
        lede="En nyckel är utförarna och deras vikter en viss dag. Är en enda rad fel läses ingenting in.",
        button="Läs in nyckeln",
        back=f"{reverse('distributions')}?overenskommelse={agreement.slug}",
        crumbs=crumbs(agreement),
    )


@needs(Ability.SEE)
@require_safe
def provider_key(request: SignedInRequest, pk: int) -> HttpResponse:
    rows = ProviderKey.objects.visible_to(request.user).select_related("agreement", "by")
    found = get_object_or_404(rows.prefetch_related("weights__provider"), pk=pk)
    context = {"key": found, "weights": found.weights.all(), "crumbs": crumbs(found.agreement)}
    return render(request, "decisions/provider_key_page.html", context)


@needs(Ability.DISTRIBUTE)
@require_http_methods(METHODS)
def price_list_new(request: SignedInRequest, slug: str) -> HttpResponse:
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)
    form = PriceListForm(request.POST or None)
    back = f"{reverse('distributions')}?overenskommelse={agreement.slug}"
    if form.is_bound and form.is_valid():
        made, _ = attempt(form, lambda: actions.add_price_list(agreement, **form.arguments(), by=request.user))
        if made:
            messages.success(request, f"Prislistan {made} är upplagd.")
            return redirect(back)
    return file_form_page(
        request,
        form,
        [],
        heading="Ny prislista",
        lede="En prestation med sitt pris, och tillägg som betalas för en del av dem. Listan ändras aldrig.",
        button="Lägg upp prislistan",
        back=back,
        crumbs=crumbs(agreement),
    )
