"""Who is reminded of an assignment that waits to be reported back: 7 days and 1 day before its day, 1 and 7 days after.

Nobody once it has been reported back, until it is sent back; nor of a decision that a later one replaces, nor by words
such as "snarast", which are no day. A run that was missed is made up for by the next one, with the latest step alone; a
run made twice sends nothing twice.
"""

import datetime
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction

from decisions import mailing
from decisions.assignments import receiver_name
from decisions.models import Assignment, AssignmentReminder
from decisions.steps import latest
from people.abilities import Ability, those_who_may
from people.models import Organisation, Tenure, User

Step = AssignmentReminder.Step
DAYS: dict[Step, int] = {Step.WEEK_BEFORE: -7, Step.DAY_BEFORE: -1, Step.DAY_AFTER: 1, Step.WEEK_AFTER: 7}
"""Days from the due date, in the order of time."""


@transaction.atomic
def remind(on: datetime.date) -> list[AssignmentReminder]:
    """Writes the letters that are due and have not been written, and asks the worker to send them. Returns them."""
    from decisions.tasks import ask_to_remind_of_assignment

    written = []
    for assignment, step, due_on in _due(on):
        for person in _people(assignment, on):
            row, is_new = AssignmentReminder.objects.get_or_create(
                assignment=assignment,
                due_on=due_on,
                step=step,
                address=person.email,
                defaults={"on": on, "name": str(person)},
            )
            if is_new:
                written.append(row)
                ask_to_remind_of_assignment(row)
    return written


def _due(on: datetime.date) -> list[tuple[Assignment, Step, datetime.date]]:
    """What it is time to remind of that day, whether or not it has been done."""
    found = []
    for assignment in Assignment.objects.to_be_reminded_of().for_page():
        step = latest(DAYS, assignment.due_on, on) if assignment.due_on else None
        if step and assignment.due_on:
            found.append((assignment, step, assignment.due_on))
    return found


def _people(assignment: Assignment, on: datetime.date) -> Iterable[User]:
    """Who acts in the role; where nobody does, in that which coordinates the agreement; else HOSPA's officers, who also
    report what the decision gives to no role."""
    agreement = assignment.decision.agreement
    above = agreement.coordinator_id if agreement and assignment.role_id else None
    roles = [role for role in (assignment.role_id, above) if role]
    acting = Tenure.objects.acting(roles, on)
    found = next((acting[role].user for role in roles if role in acting), None)
    return [found] if found else those_who_may(Ability.ALLOCATE)


def compose(row: AssignmentReminder) -> mailing.Text:
    """The reminder's words, by how the due date lies to the day that it is for."""
    days = (row.due_on - row.on).days
    return mailing.written(
        "assignment_reminder",
        {
            "row": row,
            "assignment": row.assignment,
            "receiver": receiver_name(row.assignment),
            "days": abs(days),
            "is_late": days < 0,
            "organisation": Organisation.objects.current().name,
            "page": settings.BASE_URL + row.assignment.get_absolute_url(),
        },
    )


def send(reminder_id: int) -> None:
    """Sends the reminder if it has not been sent. Raises what the mail server said, to be tried again."""
    mailing.send(AssignmentReminder, reminder_id, compose)
