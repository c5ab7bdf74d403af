"""A period of an agreement: the report as page, PDF, spreadsheet, CSV and JSON, all from one function."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from config import clock
from config.downloads import download
from config.jobs import ask_once
from decisions import short_documents
from decisions.forms.period_reports import SelectionForm
from decisions.month_pictures import last_day
from decisions.pdf.responses import still_rendering
from decisions.period_files import report_csv, report_json, report_workbook
from decisions.period_pages import report_page
from decisions.period_report import period_report
from decisions.period_shape import PeriodReport
from decisions.periods import Period, parse_period
from decisions.tasks import render_period_report
from grants.models import Agreement
from people.requests import SignedInRequest


def _read(request: SignedInRequest, slug: str, code: str) -> tuple[Agreement, Period, PeriodReport, SelectionForm]:
    """404 for an address that is no period, or none that the agreement has a month in."""
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)
    period = parse_period(code)
    if period is None or period.first > agreement.ends_on or last_day(period.last) < agreement.starts_on:
        raise Http404
    form = SelectionForm(agreement, request.GET)
    chosen = form.selection()
    report = period_report(agreement, period.first, period.last, on=clock.today(), selection=chosen)
    return agreement, period, report, form


@require_safe
def page(request: SignedInRequest, slug: str, period: str) -> HttpResponse:
    return render(request, "decisions/period_report_page.html", report_page(*_read(request, slug, period)))


@require_safe
def pdf(request: SignedInRequest, slug: str, period: str) -> HttpResponse:
    agreement, found, report, form = _read(request, slug, period)
    if content := short_documents.stored(report):
        return download(request, content, report.file_name("pdf"))
    chosen = form.selection()
    going = ask_once(
        render_period_report,
        short_documents.lock_of(report),
        "igen" in request.GET,
        agreement_id=agreement.pk,
        period=found.code,
        on=clock.today().isoformat(),
        area=chosen.area,
        role=chosen.role,
        role_name=chosen.role_name,
        status=chosen.status,
    )
    back = f"{reverse('period_report', args=[slug, found.code])}?{form.query()}"
    return still_rendering(request, going, report.heading, back)


@require_safe
def xlsx(request: SignedInRequest, slug: str, period: str) -> HttpResponse:
    report = _read(request, slug, period)[2]
    return download(request, report_workbook(report), report.file_name("xlsx"))


@require_safe
def csv(request: SignedInRequest, slug: str, period: str) -> HttpResponse:
    report = _read(request, slug, period)[2]
    return download(request, report_csv(report), report.file_name("csv"))


@require_safe
def json(request: SignedInRequest, slug: str, period: str) -> HttpResponse:
    report = _read(request, slug, period)[2]
    return download(request, report_json(report), report.file_name("json"))
