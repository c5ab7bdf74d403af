"""The calendar for Outlook, Thunderbird and phones: every due date as a whole day, with an id that never changes.

A requirement that is withdrawn stays as a cancelled event: a calendar that has it already strikes it out. RFC 5545.
"""

import datetime

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from icalendar import Calendar, Event

from people.models import User
from reporting.models import Requirement
from reporting.start import CalendarRow, calendar

SALT = "bidragsboken.kalender"
WORDS = {"filed": "inlämnad", "withdrawn": "återkallad", "overdue": "försenad"}


def key_of(user: User) -> str:
    """What opens this user's calendar without sign-in: calendar programs have no password. A new password, or
    deactivation, makes it void."""
    return signing.dumps([user.pk, user.get_session_auth_hash()[:16]], salt=SALT)


def user_of(key: str) -> User | AnonymousUser:
    """Whose key it is; nobody's if it is none, or void."""
    try:
        pk, mark = signing.loads(key, salt=SALT)
    except (signing.BadSignature, ValueError):
        return AnonymousUser()
    user = User.objects.active().filter(pk=pk).first()
    if user is None or not constant_time_compare(user.get_session_auth_hash()[:16], mark):
        return AnonymousUser()
    return user


def feed(user: User, on: datetime.date) -> bytes:
    """Every dated requirement that the user may see, as an iCalendar file."""
    book = Calendar()
    book.add("prodid", "-//Bidragsboken//Redovisningskrav//SV")
    book.add("version", "2.0")
    book.add("x-wr-calname", "Bidragsboken: redovisningar")
    rows = [row for row in calendar(user, on) if row.requirement.due_now]
    counts = Requirement.objects.changes_counted(on)
    for row in sorted(rows, key=lambda row: row.requirement.pk):
        book.add_component(_event(row, counts[row.requirement.pk]))
    return bytes(book.to_ical())


def _event(row: CalendarRow, changes: int) -> Event:
    requirement = row.requirement
    event = Event()
    event.add("uid", f"redovisningskrav-{requirement.pk}@bidragsboken")
    # A calendar takes a change only if the number has grown; the stamp is the change's, so that the file is stable.
    event.add("sequence", changes - 1)
    event.add("dtstamp", datetime.datetime.combine(requirement.status_since, datetime.time(), datetime.UTC))
    event.add("dtstart", requirement.due_now)
    event.add("dtend", requirement.due_now + datetime.timedelta(days=1))  # type: ignore[operator]
    said = f" ({WORDS[row.state]})" if row.state in WORDS else ""
    event.add("summary", f"{requirement}, {requirement.agreement}{said}")
    event.add("description", f"{requirement.get_kind_display().capitalize()} till {requirement.recipient}.")
    event.add("url", settings.BASE_URL + reverse("requirement", args=[requirement.pk]))
    event.add("status", "CANCELLED" if row.state == "withdrawn" else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event
