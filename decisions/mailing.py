"""Sending letters by e-mail, each once.

The row is locked, the message handed to the mail server, the row marked as sent, in that order. A job that runs twice
finds the row sent, or locked by the other, and does nothing. What cannot be excluded is that the machine dies between
the server's answer and the mark: the message is then sent again, with the same Message-ID, so that mail programs can
recognise it. The other order could lose a message that nobody would miss in time.
"""

import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from procrastinate import RetryStrategy

from decisions.models.letters import Letter

MAX_ATTEMPTS = 7
"""Waits of 4, 16, 64, 256, 1024 and 4096 seconds lie between them: about an hour and a half in all."""

PATIENT = RetryStrategy(max_attempts=MAX_ATTEMPTS, exponential_wait=4)
FAILURES = (smtplib.SMTPException, OSError)

AnyLetter = TypeVar("AnyLetter", bound=Letter)


@dataclass(frozen=True)
class Text:
    subject: str
    body: str


def written(template: str, context: dict[str, Any]) -> Text:
    """The words of a template in mail/. Its first line is the subject."""
    subject, _, body = render_to_string(f"mail/{template}.txt", context).partition("\n")
    return Text(" ".join(subject.split()), body.strip() + "\n")


def send(letters: type[AnyLetter], pk: int, compose: Callable[[AnyLetter], Text]) -> None:
    """Sends the letter if it has not been sent. Raises what the mail server or the network said, to be tried again,
    until the last attempt or an answer that will not change; then the row says that it failed."""
    try:
        _send_once(letters, pk, compose)
    except FAILURES as error:
        if not _has_given_up(letters, pk, error):
            raise


@transaction.atomic
def _send_once(letters: type[AnyLetter], pk: int, compose: Callable[[AnyLetter], Text]) -> None:
    rows = letters._default_manager.select_for_update(of=("self",), skip_locked=True)
    row = rows.filter(pk=pk, status=Letter.Status.WAITING).first()
    if row is None:
        return
    text = compose(row)
    headers = {"Message-ID": row.message_id, "Auto-Submitted": "auto-generated"}
    EmailMessage(text.subject, text.body, to=[row.address], headers=headers).send()
    row.status, row.sent_at, row.error = Letter.Status.SENT, timezone.now(), ""
    row.attempts += 1
    row.save()


@transaction.atomic
def _has_given_up(letters: type[AnyLetter], pk: int, error: Exception) -> bool:
    """Counts the attempt and keeps what the server said."""
    row = letters._default_manager.select_for_update(of=("self",)).get(pk=pk)
    row.attempts += 1
    row.error = _in_words(error)
    if row.attempts >= MAX_ATTEMPTS or _is_final(error):
        row.status = Letter.Status.FAILED
    row.save()
    return row.status == Letter.Status.FAILED


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
