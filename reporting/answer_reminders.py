"""Who is written to about the answers that are left of a questionnaire, and when.

Who owes them: when the questions have been sent, 7 days and 1 day before the due date, 1 and 7 days after it. Who
coordinates those who owe them: 3 and 10 days after it. Nobody once the requirement is withdrawn, fulfilled or filed,
or the questionnaire closed. A run that was missed is made up for by the next one, with the latest step alone; a run
made twice sends nothing twice.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from config.jobs import ask_for
from decisions import mailing
from decisions.steps import latest
from people.abilities import Ability, those_who_may
from people.models import Organisation, Tenure, User
from reporting.models import Answer, AnswerReminder, Questionnaire
from reporting.questionnaire.left import by_role, left

Step = AnswerReminder.Step
TO_WHO_OWES: dict[Step, int] = {Step.WEEK_BEFORE: -7, Step.DAY_BEFORE: -1, Step.DAY_AFTER: 1, Step.WEEK_AFTER: 7}
TO_COORDINATOR: dict[Step, int] = {Step.COORDINATOR: 3, Step.COORDINATOR_AGAIN: 10}
"""Days from the due date, in the order of time."""


@dataclass(frozen=True)
class Due:
    """A letter that it is time for: to whom, about which answers."""

    step: Step
    due_on: datetime.date
    person: User
    answers: tuple[Answer, ...]


@transaction.atomic
def remind(on: datetime.date) -> list[AnswerReminder]:
    """Writes the letters that are due and have not been written, and asks the worker to send them. Returns them."""
    from reporting.tasks import send_answer_reminder

    written = []
    for questionnaire in Questionnaire.objects.to_be_answered(on).for_page():
        for due in due_letters(questionnaire, on):
            row, is_new = AnswerReminder.objects.get_or_create(
                questionnaire=questionnaire,
                due_on=due.due_on,
                step=due.step,
                address=due.person.email,
                defaults={
                    "on": on,
                    "name": str(due.person),
                    "count": len(due.answers),
                    "owed": ", ".join(by_role(due.answers)),
                },
            )
            if is_new:
                written.append(row)
                ask_for(send_answer_reminder, f"answer-reminder:{row.pk}", reminder_id=row.pk)
    return written


def due_letters(questionnaire: Questionnaire, on: datetime.date) -> Iterator[Due]:
    """What it is time to write that day, whether or not it has been done."""
    answers, due_on = left(Answer.objects.of(questionnaire).in_order()), questionnaire.due_on
    if not answers or due_on is None:
        return
    people = _People(answers, on)
    for person, owed in people.owing().items():
        yield Due(latest(TO_WHO_OWES, due_on, on) or Step.ASKED, due_on, person, tuple(owed))
    if step := latest(TO_COORDINATOR, due_on, on):
        for person, coordinated in people.coordinating().items():
            yield Due(step, due_on, person, tuple(coordinated))


class _People:
    """Who acts that day in the roles that owe the answers, and in those that coordinate them. Three queries."""

    def __init__(self, answers: list[Answer], on: datetime.date) -> None:
        self.answers = answers
        self.owed_by = {answer.pk: [role.pk for role in answer.roles.all()] for answer in answers}
        self.coordinators = {answer.pk: _coordinator(answer, self.owed_by[answer.pk]) for answer in answers}
        roles = {pk for pks in self.owed_by.values() for pk in pks} | {pk for pk in self.coordinators.values() if pk}
        self.acting = {role: tenure.user for role, tenure in Tenure.objects.acting(roles, on).items()}
        self.officers = list(those_who_may(Ability.ASK))

    def owing(self) -> dict[User, list[Answer]]:
        """Where nobody acts in the role, whoever coordinates it."""
        found: dict[User, list[Answer]] = {}
        for answer in self.answers:
            acting = {self.acting[pk] for pk in self.owed_by[answer.pk] if pk in self.acting}
            for person in acting or self._above(answer):
                found.setdefault(person, []).append(answer)
        return found

    def coordinating(self) -> dict[User, list[Answer]]:
        found: dict[User, list[Answer]] = {}
        for answer in self.answers:
            for person in self._above(answer):
                found.setdefault(person, []).append(answer)
        return found

    def _above(self, answer: Answer) -> list[User]:
        """Who acts as coordinator; without one, those who put questions."""
        coordinator = self.coordinators[answer.pk]
        return [self.acting[coordinator]] if coordinator in self.acting else self.officers


def _coordinator(answer: Answer, owed_by: list[int]) -> int | None:
    """The area's coordinator, or the agreement's where the area has none or its coordinator owes the answer."""
    agreement = answer.question.section.questionnaire.requirement.agreement
    candidates = (answer.area.coordinator_id if answer.area else None, agreement.coordinator_id)
    return next((role for role in candidates if role and role not in owed_by), None)


def compose(row: AnswerReminder) -> mailing.Text:
    """The letter's words, by how the due date lies to the day that it is for."""
    days, requirement = (row.due_on - row.on).days, row.requirement
    name = "questionnaire" if row.is_to_coordinator else "answers"
    return mailing.written(
        "answer_reminder",
        {
            "row": row,
            "requirement": requirement,
            "days": abs(days),
            "is_late": days < 0,
            "organisation": Organisation.objects.current().name,
            "page": settings.BASE_URL + reverse(name, args=[requirement.pk]),
        },
    )


def send(reminder_id: int) -> None:
    """Sends the letter if it has not been sent. Raises what the mail server said, to be tried again."""
    mailing.send(AnswerReminder, reminder_id, compose)
