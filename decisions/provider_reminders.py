"""Providers whose link soon stops working are reminded by themselves: seven days before its last day, and one.

An officer's reminder in between counts for the step. A run that was missed is made up for by the next one; a run made
twice sends nothing twice.
"""

import datetime

from django.db import transaction

from decisions.models import ProviderLink, ProviderReminder

DAYS_BEFORE = (7, 1)


def step_of(link: ProviderLink, on: datetime.date) -> datetime.date | None:
    """The day of the latest step that has come; None before the first."""
    days = [link.expires_on - datetime.timedelta(days=count) for count in DAYS_BEFORE]
    return max((day for day in days if day <= on), default=None)


@transaction.atomic
def remind(on: datetime.date) -> list[ProviderReminder]:
    """Writes the letters that are due and have not been written, and asks the worker to send them. Returns them."""
    from decisions.tasks import ask_to_remind

    written = []
    for link in ProviderLink.objects.silent_on(on):
        step = step_of(link, on)
        if step and not any(earlier.on >= step for earlier in link.reminders.all()):
            row = ProviderReminder.objects.create(link=link, address=link.address, on=on, by=link.by)
            ask_to_remind(row)
            written.append(row)
    return written
