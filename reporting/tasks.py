"""Work for the worker: the files of reports."""

import datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from config import clock
from config.jobs import ask_once, job
from decisions import assignment_reminders, mailing, provider_reminders, short_documents
from people.models import Role
from reporting import answer_reminders, reminders
from reporting.bundle import draw_bundle
from reporting.models import FiledReport, RenderedFile, Requirement
from reporting.rendering import draw
from reporting.report import build_report
from reporting.role_extract import build_role_extract

DRAFTS_ARE_KEPT = datetime.timedelta(days=30)


def draft_lock(requirement_id: int, sha256: str) -> str:
    """One job at a time for the same draft with the same data."""
    return f"report-draft:{requirement_id}:{sha256}"


def filed_lock(filed_id: int) -> str:
    return f"report-filed:{filed_id}"


def bundle_lock(filed_id: int) -> str:
    return f"report-bundle:{filed_id}"


@job("reporting.render_draft")
def render_draft(*, requirement_id: int, as_of: str) -> None:
    """The PDF of a draft with the figures of this moment; old drafts that nobody filed are thrown away."""
    requirement = Requirement.objects.for_report().get(pk=requirement_id)
    draw(build_report(requirement, datetime.date.fromisoformat(as_of)).canonical(), RenderedFile.Format.PDF)
    RenderedFile.objects.unfiled_before(timezone.now() - DRAFTS_ARE_KEPT).delete()


@job("reporting.render_filed")
def render_filed(*, filed_id: int) -> None:
    """The files of a filed report, from its frozen text."""
    frozen = FiledReport.objects.get(pk=filed_id).frozen
    for format in RenderedFile.FILED:
        draw(frozen, format)


@app.periodic(cron="*/5 * * * *")
@job("reporting.take_up_filed")
def take_up_filed(*, timestamp: int) -> None:
    """Every five minutes: queues the files that a killed worker has left undrawn, also when nobody asks for them."""
    for filed in FiledReport.objects.without_files():
        ask_once(render_filed, filed_lock(filed.pk), again=False, filed_id=filed.pk)


@job("reporting.render_bundle")
def render_bundle(*, filed_id: int) -> None:
    """The files of a filed report and of every decision behind it, so that they can be put together."""
    draw_bundle(FiledReport.objects.select_related("requirement").get(pk=filed_id))


@job("reporting.render_role_extract")
def render_role_extract(*, role_ids: list[int], as_of: str, holder: str) -> None:
    """Draws somebody's extract, or a role's, as it stood when it was asked for."""
    roles = list(Role.objects.filter(pk__in=role_ids).order_by("name"))
    short_documents.draw(build_role_extract(roles, datetime.date.fromisoformat(as_of), holder=holder))


@job("reporting.send_reminder", retry=mailing.PATIENT)
def send_reminder(*, reminder_id: int) -> None:
    """Sends one reminder, once."""
    reminders.send(reminder_id)


@job("reporting.send_answer_reminder", retry=mailing.PATIENT)
def send_answer_reminder(*, reminder_id: int) -> None:
    """Sends one letter about answers that are left, once."""
    answer_reminders.send(reminder_id)


MORNING = 7
"""The hour of the Swedish day from which people are reminded, summer and winter."""


@app.periodic(cron="5 * * * *")
@job("reporting.remind_every_morning")
def remind_every_morning(*, timestamp: int) -> None:
    """Every hour, since a worker that stood still at seven must not lose the day. Nothing is written twice."""
    if clock.hour() >= MORNING:
        reminders.remind(clock.today())
        answer_reminders.remind(clock.today())
        assignment_reminders.remind(clock.today())
        provider_reminders.remind(clock.today())
