"""The providers over all agreements: the follow-up as page, PDF, spreadsheet, CSV and JSON, all from one function."""

from dataclasses import asdict

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from config import clock
from config.downloads import download
from config.jobs import ask_once
from decisions import short_documents
from decisions.forms.provider_follow_up import ProviderFilter
from decisions.pdf.responses import still_rendering
from decisions.provider_files import provider_csv, provider_json, provider_workbook
from decisions.provider_follow_up import provider_follow_up
from decisions.provider_pages import provider_page
from decisions.provider_shape import ProviderFollowUp
from decisions.tasks import render_provider_follow_up
from grants.models import Agreement
from people.abilities import Ability, needs
from people.requests import SignedInRequest


def _read(request: SignedInRequest) -> tuple[ProviderFollowUp, ProviderFilter]:
    agreements = Agreement.objects.visible_to(request.user)
    form = ProviderFilter(agreements, request.GET)
    return provider_follow_up(agreements, form.choice(), on=clock.today()), form


@needs(Ability.SEE)
@require_safe
def page(request: SignedInRequest) -> HttpResponse:
    return render(request, "decisions/provider_follow_up_page.html", provider_page(*_read(request)))


@needs(Ability.SEE)
@require_safe
def pdf(request: SignedInRequest) -> HttpResponse:
    found, form = _read(request)
    if content := short_documents.stored(found):
        return download(request, content, found.file_name("pdf"))
    going = ask_once(
        render_provider_follow_up,
        short_documents.lock_of(found),
        "igen" in request.GET,
        on=found.as_of.isoformat(),
        **asdict(form.choice()),
    )
    return still_rendering(request, going, found.heading, f"{reverse('provider_follow_up')}?{form.query()}")


@needs(Ability.SEE)
@require_safe
def xlsx(request: SignedInRequest) -> HttpResponse:
    found, _ = _read(request)
    return download(request, provider_workbook(found), found.file_name("xlsx"))


@needs(Ability.SEE)
@require_safe
def csv(request: SignedInRequest) -> HttpResponse:
    found, _ = _read(request)
    return download(request, provider_csv(found), found.file_name("csv"))


@needs(Ability.SEE)
@require_safe
def json(request: SignedInRequest) -> HttpResponse:
    found, _ = _read(request)
    return download(request, provider_json(found), found.file_name("json"))
