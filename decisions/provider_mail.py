"""E-mail to providers: the link, once, when it is made; and reminders, which never hold it.

The link is sent at once and not by the worker: a queued job keeps its arguments in the database, where the link's
secret must not lie.
"""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from decisions import mailing
from decisions.models import ProviderLink, ProviderReminder
from people.models import Organisation


def link_address(token: str) -> str:
    """The whole address, as it is copied and mailed."""
    return settings.BASE_URL + reverse("provider_report", args=[token])


def send_link(link: ProviderLink, token: str) -> bool:
    """Mails the link to the address that the officer wrote. Whether the mail server took it."""
    text = mailing.written("provider_link", {**_words(link), "address": link_address(token)})
    headers = {"Auto-Submitted": "auto-generated"}
    try:
        EmailMessage(text.subject, text.body, to=[link.address], headers=headers).send()
    except mailing.FAILURES:
        return False
    return True


def compose(row: ProviderReminder) -> mailing.Text:
    """The words of a reminder."""
    return mailing.written("provider_reminder", _words(row.link))


def send_reminder(reminder_id: int) -> None:
    """Sends the reminder if it has not been sent. Raises what the mail server said, to be tried again."""
    mailing.send(ProviderReminder, reminder_id, compose)


def _words(link: ProviderLink) -> dict[str, Any]:
    return {"link": link, "organisation": Organisation.objects.current().name}
