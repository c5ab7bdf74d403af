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
from reporting.models import Requirement, RequirementChange
from reporting.start import CalendarRow, calendar

SALT = "bidragsboken.kalender"
WORDS = {"filed": "inlämnad", "receipted": "kvitterad", "withdrawn": "återkallad", "overdue": "försenad"}


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
    """Every requirement that has or has had a day and that the user may see, as an iCalendar file."""
    book = Calendar()
    book.add("prodid", "-//Bidragsboken//Redovisningskrav//SV")
    book.add("version", "2.0")
    book.add("x-wr-calname", "Bidragsboken: redovisningar")
    book.add("method", "PUBLISH")
    counts = Requirement.objects.changes_counted(on)
    for row in sorted(calendar(user, on), key=lambda row: row.requirement.pk):
        if day := row.requirement.due_now or row.requirement.due_before:
            book.add_component(_event(row, day, counts[row.requirement.pk]))
    return bytes(book.to_ical())


def _event(row: CalendarRow, day: datetime.date, changes: int) -> Event:
    """A requirement that has lost its day is cancelled on the day that it had, so that a calendar lets go of it."""
    requirement = row.requirement
    event = Event()
    event.add("uid", f"redovisningskrav-{requirement.pk}@bidragsboken")
    # A calendar takes a change only if the number has grown; the stamp is the change's, so that the file is stable.
    # A new version has no receipt yet: it counts two.
    event.add("sequence", changes - 1 + 2 * requirement.filed_count + requirement.is_receipted)
    event.add("dtstamp", datetime.datetime.combine(requirement.status_since, datetime.time(), datetime.UTC))
    event.add("dtstart", day)
    event.add("dtend", day + datetime.timedelta(days=1))
    said = f" ({WORDS[row.state]})" if row.state in WORDS else ""
    event.add("summary", f"{requirement}, {requirement.agreement}{said}")
    to = f" till {requirement.recipient}" if requirement.recipient else ""
    event.add("description", f"{requirement.get_kind_display().capitalize()}{to}.")
    event.add("url", settings.BASE_URL + reverse("requirement", args=[requirement.pk]))
    # Withdrawn stays cancelled, also when the report has been handed in of free will.
    gone = requirement.status_now == RequirementChange.Status.WITHDRAWN or requirement.due_now is None
    event.add("status", "CANCELLED" if gone else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event
