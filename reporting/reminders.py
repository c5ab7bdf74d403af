"""Who is reminded of what must be reported, and when: 30, 7 and 1 days before the due date, 1 and 7 days after it.

A requirement reminds while it is in force and not filed, as decided by that day. A run that was missed is made up for
by the next one, with the latest step alone; a run made twice sends nothing twice.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from config.jobs import ask_for
from decisions import mailing
from decisions.steps import latest
from people.abilities import Ability, those_who_may
from people.models import Organisation, Tenure, User
from reporting.models import Reminder, Requirement

Step = Reminder.Step
DAYS: dict[Step, int] = {
    Step.MONTH_BEFORE: -30,
    Step.WEEK_BEFORE: -7,
    Step.DAY_BEFORE: -1,
    Step.DAY_AFTER: 1,
    Step.WEEK_AFTER: 7,
}
"""Days from the due date, in the order of time."""


@dataclass(frozen=True)
class Due:
    """A reminder that it is time for."""

    requirement: Requirement
    step: Step
    due_on: datetime.date


def step_on(due_on: datetime.date, on: datetime.date) -> Step | None:
    return latest(DAYS, due_on, on)


def due_reminders(on: datetime.date) -> list[Due]:
    """What it is time to remind of that day, whether or not it has been done."""
    found = []
    for requirement in Requirement.objects.in_force(on).unfiled():
        step = step_on(requirement.due_now, on) if requirement.due_now else None
        if step and requirement.due_now:
            found.append(Due(requirement, step, requirement.due_now))
    return found


@transaction.atomic
def remind(on: datetime.date) -> list[Reminder]:
    """Writes the letters that are due and have not been written, and asks the worker to send them. Returns them."""
    from reporting.tasks import send_reminder

    written = []
    for due in due_reminders(on):
        for person in _people(due.requirement, on):
            row, is_new = Reminder.objects.get_or_create(
                requirement=due.requirement,
                due_on=due.due_on,
                step=due.step,
                address=person.email,
                defaults={"on": on, "name": str(person)},
            )
            if is_new:
                written.append(row)
                ask_for(send_reminder, f"reminder:{row.pk}", reminder_id=row.pk)
    return written


def _people(requirement: Requirement, on: datetime.date) -> Iterator[User]:
    """Who acts as coordinator of the agreement; without one, those who may hand reports in."""
    role = requirement.agreement.coordinator_id
    acting = Tenure.objects.acting([role], on) if role else {}
    yield from [tenure.user for tenure in acting.values()] or those_who_may(Ability.FILE_REPORT)


def compose(row: Reminder) -> mailing.Text:
    """The reminder's words, by how the due date lies to the day that it is for."""
    days = (row.due_on - row.on).days
    return mailing.written(
        "reminder",
        {
            "row": row,
            "requirement": row.requirement,
            "days": abs(days),
            "is_late": days < 0,
            "organisation": Organisation.objects.current().name,
            "page": settings.BASE_URL + row.requirement.get_absolute_url(),
        },
    )


def send(reminder_id: int) -> None:
    """Sends the reminder if it has not been sent. Raises what the mail server said, to be tried again."""
    mailing.send(Reminder, reminder_id, compose)
