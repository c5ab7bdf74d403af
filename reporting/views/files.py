"""The files of a report, as a draft and as filed. Slow ones are drawn by the worker, never while somebody waits."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from config.clock import today
from config.downloads import download
from config.jobs import ask_once
from decisions.pdf.responses import still_rendering
from people.requests import SignedInRequest
from reporting import tasks
from reporting.files import file_name, report_csv
from reporting.filing import frozen_report
from reporting.models import FiledReport, Requirement
from reporting.rendering import Format, draw, stored
from reporting.report import Report, build_report, day_of_figures


def _draft(request: SignedInRequest, pk: int) -> tuple[Requirement, Report]:
    requirement = get_object_or_404(Requirement.objects.visible_to(request.user).reports().for_report(), pk=pk)
    return requirement, build_report(requirement, day_of_figures(requirement, today()))


@require_safe
def requirement_pdf(request: SignedInRequest, pk: int) -> HttpResponse:
    """The draft as PDF: the file, or a page that waits for it (202)."""
    requirement, report = _draft(request, pk)
    text = report.canonical()
    if content := stored(text, Format.PDF):
        return download(request, content, file_name(report, "pdf"))
    lock = tasks.draft_lock(requirement.pk, report.sha256)
    again = "igen" in request.GET
    going = ask_once(tasks.render_draft, lock, again, requirement_id=requirement.pk, as_of=report.as_of.isoformat())
    return still_rendering(request, going, report.title, requirement.get_absolute_url())


@require_safe
def requirement_xlsx(request: SignedInRequest, pk: int) -> HttpResponse:
    _, report = _draft(request, pk)
    return download(request, draw(report.canonical(), Format.XLSX), file_name(report, "xlsx"))


@require_safe
def requirement_csv(request: SignedInRequest, pk: int) -> HttpResponse:
    _, report = _draft(request, pk)
    return download(request, report_csv(report), file_name(report, "csv"))


@require_safe
def requirement_json(request: SignedInRequest, pk: int) -> HttpResponse:
    _, report = _draft(request, pk)
    return download(request, report.canonical().encode(), file_name(report, "json"))


def _filed(request: SignedInRequest, pk: int) -> tuple[FiledReport, Report]:
    filed = get_object_or_404(FiledReport.objects.visible_to(request.user), pk=pk)
    return filed, frozen_report(filed)


def _filed_file(request: SignedInRequest, pk: int, format: Format) -> HttpResponse:
    """The kept file, the same bytes each time, or a page that waits until the worker has drawn it (202)."""
    filed, report = _filed(request, pk)
    if content := stored(filed.frozen, format):
        return download(request, content, file_name(report, format.value))
    task, lock = tasks.render_filed, tasks.filed_lock(filed.pk)
    if format == Format.ZIP:
        task, lock = tasks.render_bundle, tasks.bundle_lock(filed.pk)
    going = ask_once(task, lock, "igen" in request.GET, filed_id=filed.pk)
    return still_rendering(request, going, report.title, filed.get_absolute_url(), format.name)


@require_safe
def filed_pdf(request: SignedInRequest, pk: int) -> HttpResponse:
    return _filed_file(request, pk, Format.PDF)


@require_safe
def filed_xlsx(request: SignedInRequest, pk: int) -> HttpResponse:
    return _filed_file(request, pk, Format.XLSX)


@require_safe
def filed_csv(request: SignedInRequest, pk: int) -> HttpResponse:
    return _filed_file(request, pk, Format.CSV)


@require_safe
def filed_json(request: SignedInRequest, pk: int) -> HttpResponse:
    """The frozen text itself, there from the moment of filing: its SHA-256 is the checksum of the filing."""
    filed, report = _filed(request, pk)
    return download(request, filed.frozen.encode(), file_name(report, "json"))


@require_safe
def filed_zip(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everything for the diarium in one file."""
    return _filed_file(request, pk, Format.ZIP)
