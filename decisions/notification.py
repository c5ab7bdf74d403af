"""E-mail about decisions: what a message says, and that each is sent once.

The row (`Notification`) is locked, the message handed to the mail server, the row marked as sent, in that order. A job
that runs twice finds the row sent, or locked by the other, and does nothing. What cannot be excluded is that the
machine dies between the server's answer and the mark: the message is then sent again, with the same Message-ID, so that
mail programs can recognise it. The other order could lose a message that nobody would miss in time.
"""

import smtplib
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from decisions.decision_document import build_document
from decisions.models import Decision, Event, Notification
from people.models import Organisation

MAX_ATTEMPTS = 7
"""Waits of 4, 16, 64, 256, 1024 and 4096 seconds lie between them: about an hour and a half in all."""

What = Event.What
TEMPLATES = {
    What.SUBMITTED: "submitted",
    What.RETURNED: "returned",
    What.TABLED: "tabled",
    What.REJECTED: "rejected",
    What.DECIDED: "decided",
    What.RECORDED: "decided",
}
FAILURES = (smtplib.SMTPException, OSError)


@dataclass(frozen=True)
class Text:
    subject: str
    body: str


def compose(row: Notification) -> Text:
    """The message's words. The first line of the template is the subject."""
    decision = Decision.objects.for_page().get(pk=row.event.decision_id)
    document = build_document(decision)
    context = {
        "row": row,
        "event": row.event,
        "decision": decision,
        "document": document,
        "organisation": Organisation.objects.current().name,
        "page": settings.BASE_URL + decision.get_absolute_url(),
        "pdf": settings.BASE_URL + reverse("decision_pdf", args=[decision.pk]),
    }
    subject, _, body = render_to_string(f"mail/{TEMPLATES[What(row.event.what)]}.txt", context).partition("\n")
    return Text(" ".join(subject.split()), body.strip() + "\n")


def send(notification_id: int) -> None:
    """Sends the message if it has not been sent. Raises what the mail server or the network said, to be tried again,
    until the last attempt or an answer that will not change; then the row says that it failed."""
    try:
        _send_once(notification_id)
    except FAILURES as error:
        if not _has_given_up(notification_id, error):
            raise


@transaction.atomic
def _send_once(notification_id: int) -> None:
    rows = Notification.objects.select_for_update(of=("self",), skip_locked=True).select_related("event__by")
    row = rows.filter(pk=notification_id, status=Notification.Status.WAITING).first()
    if row is None:
        return
    text = compose(row)
    headers = {"Message-ID": row.message_id, "Auto-Submitted": "auto-generated"}
    EmailMessage(text.subject, text.body, to=[row.address], headers=headers).send()
    row.status, row.sent_at, row.error = Notification.Status.SENT, timezone.now(), ""
    row.attempts += 1
    row.save()


@transaction.atomic
def _has_given_up(notification_id: int, error: Exception) -> bool:
    """Counts the attempt and keeps what the server said."""
    row = Notification.objects.select_for_update().get(pk=notification_id)
    row.attempts += 1
    row.error = _in_words(error)
    if row.attempts >= MAX_ATTEMPTS or _is_final(error):
        row.status = Notification.Status.FAILED
    row.save()
    return row.status == Notification.Status.FAILED


def _in_words(error: Exception) -> str:
    """What the server said, such as "550 No such user", or what the network did."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(f"{code} {_text(said)}" for code, said in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return str(error)


def _text(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said


def _is_final(error: Exception) -> bool:
    """The server knows the address and will never take it: RFC 5321, 4.2.1, answers that begin with 5."""
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        return False
    return all(code >= 500 for code, _ in error.recipients.values())
