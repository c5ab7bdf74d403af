"""A provider's link: made, revoked and reminded of by an officer; opened by the provider, who has no account here."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from config import clock
from config.refused import Refused
from decisions import actions
from decisions.distribution_pages import crumbs
from decisions.forms.distributions import LinkForm, ProviderReportForm
from decisions.models import ProviderLink, ProviderReport
from decisions.provider_mail import link_address, send_link
from decisions.views.distributions import attempt, file_form_page, own_distribution
from people.requests import SignedInRequest

METHODS = ["GET", "HEAD", "POST"]
RATE = {"provider_report": "60/m/ip"}
SECRET = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}
View = Callable[..., HttpResponse]


def secret(view: View) -> View:
    """The page is not kept by browsers or proxies, not found by search, and its address is not told to other sites."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        for name, value in SECRET.items():
            response.headers[name] = value
        return response

    return guarded


# ---- The officer ------------------------------------------------------------------------------------------------


# Not `secret`: this page's own address is no secret, and under `no-referrer` its form would fail the check for CSRF.
@never_cache
@require_http_methods(METHODS)
def provider_link_new(request: SignedInRequest, pk: int, provider: int) -> HttpResponse:
    """The answer to POST shows the link, this once: it is not kept, so there is nothing to redirect to."""
    found = own_distribution(request, pk)
    row = get_object_or_404(found.rows.select_related("provider"), provider=provider)
    form = LinkForm(request.POST or None, initial={"expires_on": None})
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        made, _ = attempt(
            form, lambda: actions.make_link(found, row.provider, **data, by=request.user, on=clock.today())
        )
        if made:
            link, token = made
            context = {
                "link": link,
                "address": link_address(token),
                "mailed": send_link(link, token) if link.address else None,
                "distribution": found,
                "crumbs": crumbs(found.activity.area.agreement),
            }
            return render(request, "decisions/provider_link_page.html", context)
    return file_form_page(
        request,
        form,
        [],
        heading=f"Länk till {row.provider}",
        lede="Med länken redovisar utföraren utan konto. Den visas en gång. En tidigare länk slutar gälla.",
        button="Skapa länken",
        back=found.get_absolute_url(),
        crumbs=crumbs(found.activity.area.agreement),
    )


def _link(request: SignedInRequest, pk: int) -> ProviderLink:
    rows = ProviderLink.objects.visible_to(request.user).select_related("provider")
    link = get_object_or_404(rows, pk=pk)
    link.distribution = own_distribution(request, link.distribution_id)
    return link


@require_POST
def provider_link_revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    link = actions.revoke_link(_link(request, pk), by=request.user, on=clock.today())
    messages.success(request, f"Länken till {link.provider} är indragen och öppnar inget längre.")
    return redirect(link.distribution)


@require_POST
def provider_link_remind(request: SignedInRequest, pk: int) -> HttpResponse:
    link = _link(request, pk)
    actions.remind_provider(link, by=request.user, on=clock.today())
    messages.success(request, f"En påminnelse skickas till {link.address}.")
    return redirect(link.distribution)


# ---- The provider -----------------------------------------------------------------------------------------------


# Exempt from CSRF: what opens the page is its address, not a cookie that a browser would send along by itself, so no
# other site can write here without knowing the link. And under `no-referrer` browsers send forms with "Origin: null".
@csrf_exempt
@secret
@login_not_required
@require_http_methods(METHODS)
def provider_report(request: HttpRequest, token: str) -> HttpResponse:
    """The provider's own report: a form until it is final, then its receipt. A link that does not work is one page,
    whether it has expired, was revoked, or never was."""
    if not ratelimit.consume(request, app="decisions", action="provider_report", config=RATE, limit_get=True):
        return render(request, "decisions/provider_report_wait_page.html", status=429)
    link = actions.find_link(token, clock.today())
    if link is None:
        return render(request, "decisions/provider_report_gone_page.html", status=404)
    if link.final_report:
        return _page(request, link, None)
    form = ProviderReportForm(request.POST or None, initial=_initial(link))
    final = "lamna-in" in request.POST
    if form.is_bound and form.is_valid():
        try:
            actions.save_provider_report(link, **form.cleaned_data, final=final, on=clock.today())
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            if not final:
                messages.success(request, "Utkastet är sparat. Det är inte inlämnat än.")
            return redirect("provider_report", token)
    return _page(request, link, form)


def _initial(link: ProviderLink) -> dict[str, Any]:
    report: ProviderReport | None = getattr(link, "report", None)
    if report is None:
        return {}
    return {name: getattr(report, name) for name in ("activities", "quantities", "costs", "comment", "author")}


def _page(request: HttpRequest, link: ProviderLink, form: ProviderReportForm | None) -> HttpResponse:
    context = {
        "link": link,
        "report": link.final_report,
        "form": form,
        "distribution": link.distribution,
        "part": link.part(),
    }
    return render(request, "decisions/provider_report_page.html", context, status=422 if form and form.errors else 200)
