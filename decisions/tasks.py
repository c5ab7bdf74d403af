"""Work for the worker: documents of decisions, and e-mail about them."""

import datetime
from typing import Any

from procrastinate.contrib.django import app

from config.jobs import ask_for, job
from decisions import assignment_reminders, mailing, notification, provider_mail, short_documents
from decisions.extract import build_extract
from decisions.models import AssignmentReminder, BoardNotice, Decision, Document, Notification, ProviderReminder
from decisions.notices import notice_list, waiting_list
from decisions.period_report import period_report
from decisions.periods import parse_period
from decisions.printed import draw_pdf
from decisions.provider_follow_up import Choice, provider_follow_up
from decisions.rendering import render_and_store
from decisions.selection import Selection
from grants.models import Activity, Agreement


def decision_lock(decision: Decision) -> str:
    """One job at a time for the same decision in the same version."""
    return f"decision:{decision.pk}:{decision.version}:{decision.status}"


@job("decisions.render_decision")
def render_decision(*, decision_id: int) -> None:
    """Renders and keeps the document of a decision."""
    render_and_store(Decision.objects.for_page().get(pk=decision_id))


@job("decisions.render_document")
def render_document(*, document_id: int) -> None:
    """Draws a document of a case."""
    draw_pdf(Document.objects.for_page().get(pk=document_id))


@job("decisions.render_waiting_list")
def render_waiting_list(*, meeting_on: str) -> None:
    """Draws the list of decisions to be reported at a meeting."""
    short_documents.draw(waiting_list(datetime.date.fromisoformat(meeting_on)))


@job("decisions.render_notice")
def render_notice(*, notice_id: int) -> None:
    """Draws the list of decisions that were reported at a meeting."""
    short_documents.draw(notice_list(BoardNotice.objects.get(pk=notice_id)))


@job("decisions.render_extract")
def render_extract(*, activity_id: int, as_of: str) -> None:
    """Draws an activity's extract as it stood when somebody asked for it."""
    activity = Activity.objects.for_extract().get(pk=activity_id)
    short_documents.draw(build_extract(activity, datetime.date.fromisoformat(as_of)))


@job("decisions.render_period_report")
def render_period_report(*, agreement_id: int, period: str, on: str, **selection: Any) -> None:
    """Draws a period's report as it stood on the day it was asked for. `selection`: fields of `Selection`."""
    found = parse_period(period)
    if found is None:
        raise ValueError(f"{period} is no period")
    short_documents.draw(
        period_report(
            Agreement.objects.get(pk=agreement_id),
            found.first,
            found.last,
            on=datetime.date.fromisoformat(on),
            selection=Selection(**selection),
        )
    )


@job("decisions.render_provider_follow_up")
def render_provider_follow_up(*, on: str, **choice: Any) -> None:
    """Draws the providers' follow-up as it stood on the day it was asked for. `choice`: fields of `Choice`."""
    day = datetime.date.fromisoformat(on)
    short_documents.draw(provider_follow_up(Agreement.objects.all(), Choice(**choice), on=day))


@job("decisions.send_notification", retry=mailing.PATIENT)
def send_notification(*, notification_id: int) -> None:
    """Sends one e-mail, once. Tried again with longer and longer waits while the mail server does not take it."""
    notification.send(notification_id)


def ask_to_send(row: Notification) -> None:
    """Queues the sending, unless it waits already. Part of the caller's transaction."""
    ask_for(send_notification, f"notification:{row.pk}", notification_id=row.pk)


@job("decisions.send_provider_reminder", retry=mailing.PATIENT)
def send_provider_reminder(*, reminder_id: int) -> None:
    """Sends one reminder to a provider, once."""
    provider_mail.send_reminder(reminder_id)


def ask_to_remind(row: ProviderReminder) -> None:
    """Queues the sending, unless it waits already. Part of the caller's transaction."""
    ask_for(send_provider_reminder, f"provider-reminder:{row.pk}", reminder_id=row.pk)


@job("decisions.send_assignment_reminder", retry=mailing.PATIENT)
def send_assignment_reminder(*, reminder_id: int) -> None:
    """Sends one reminder of an assignment, once."""
    assignment_reminders.send(reminder_id)


def ask_to_remind_of_assignment(row: AssignmentReminder) -> None:
    """Queues the sending, unless it waits already. Part of the caller's transaction."""
    ask_for(send_assignment_reminder, f"assignment-reminder:{row.pk}", reminder_id=row.pk)


@app.periodic(cron="*/10 * * * *")
@job("decisions.send_what_waits")
def send_what_waits(*, timestamp: int) -> None:
    """Every ten minutes: queues what waits without a job, because a worker was killed in the middle of it."""
    for row in Notification.objects.waiting():
        ask_to_send(row)
    for reminder in ProviderReminder.objects.waiting():
        ask_to_remind(reminder)
    for of_assignment in AssignmentReminder.objects.waiting():
        ask_to_remind_of_assignment(of_assignment)
