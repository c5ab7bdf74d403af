"""A questionnaire as its page shows it: its questions, to whom they go, how far the answers have come."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from people.abilities import Ability, may
from people.models import User
from reporting.models import (
    Answer,
    AnswerReminder,
    Question,
    Questionnaire,
    QuestionSection,
    Requirement,
    RequirementChange,
)
from reporting.questionnaire.conditions import asked_of
from reporting.questionnaire.subjects import subjects

State = Answer.State


@dataclass
class Progress:
    """How many of the questions that are asked stand where, for a role within an area (0: the whole agreement)."""

    number: int
    area: str
    role: str
    states: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return self.states.total()

    @property
    def done(self) -> int:
        return self.states[State.READY] + self.states[State.APPROVED]

    @property
    def approved(self) -> int:
        return self.states[State.APPROVED]

    @property
    def returned(self) -> int:
        return self.states[State.RETURNED]

    @property
    def left(self) -> int:
        return self.total - self.done


def by_subject(answers: Iterable[Answer]) -> dict[str, list[Answer]]:
    """Answers of each subject, by its key, in the order given."""
    found: dict[str, list[Answer]] = {}
    for answer in answers:
        found.setdefault(answer.subject_key, []).append(answer)
    return found


def asked(answers: Iterable[Answer]) -> list[Answer]:
    """Without those whose condition does not hold."""
    groups = by_subject(answers).values()
    return [answer for group in groups for answer in group if answer.pk in asked_of(group)]


def progress(answers: Iterable[Answer]) -> list[Progress]:
    """A row for each area and role; an answer that two roles owe counts for both."""
    rows: dict[tuple[int, str], Progress] = {}
    for answer in asked(answers):
        number = answer.area.number if answer.area else 0
        area = str(answer.area) if answer.area else "Hela överenskommelsen"
        for role in answer.roles.all():
            row = rows.setdefault((number, role.name), Progress(number, area, role.name))
            row.states[answer.state] += 1
    return [rows[key] for key in sorted(rows)]


class QuestionnairePage:
    """`questionnaire` is None before one has been begun. `requirement`: with its status."""

    def __init__(self, requirement: Requirement, user: User, on: datetime.date) -> None:
        self.requirement, self.user, self.on = requirement, user, on
        self.questionnaire = Questionnaire.objects.for_page().filter(requirement=requirement).first()
        self.may_build = may(user, Ability.ASK) and (self.questionnaire is None or self.questionnaire.is_draft)
        self.may_review = may(user, Ability.ASK)

    @cached_property
    def sections(self) -> list[QuestionSection]:
        if self.questionnaire is None:
            return []
        return list(self.questionnaire.sections.prefetch_related("questions__condition"))

    @cached_property
    def question_count(self) -> int:
        return sum(len(section.questions.all()) for section in self.sections)

    @cached_property
    def others(self) -> list[Questionnaire]:
        """Those that can be copied, the newest first."""
        if not self.may_build or self.questionnaire is not None:
            return []
        return list(Questionnaire.objects.visible_to(self.user).for_page().order_by("-pk"))

    @cached_property
    def progress(self) -> list[Progress]:
        if self.questionnaire is None or self.questionnaire.is_draft:
            return []
        return progress(Answer.objects.of(self.questionnaire).in_order())

    @property
    def is_silent(self) -> bool:
        """Whether nobody is reminded of the answers: the requirement is withdrawn or fulfilled."""
        is_open = self.questionnaire is not None and self.questionnaire.is_open
        return is_open and self.requirement.status_now in (
            RequirementChange.Status.WITHDRAWN,
            RequirementChange.Status.DONE,
        )

    @cached_property
    def reminders(self) -> list[AnswerReminder]:
        """The letters about answers that are left, the latest first; for who put the questions."""
        if self.questionnaire is None or not self.may_review:
            return []
        return list(self.questionnaire.reminders.order_by("-on", "-pk"))

    @cached_property
    def owes(self) -> int:
        """How many answers this user still owes."""
        if self.questionnaire is None or not self.questionnaire.is_open:
            return 0
        mine = Answer.objects.of(self.questionnaire).owed_by(self.user, self.on).in_order()
        return len([answer for answer in asked(mine) if answer.is_writable])


@dataclass(frozen=True)
class Recipient:
    """A role and the number of answers that it will owe, and about what."""

    role: str
    count: int
    about: tuple[str, ...]


def recipients(questionnaire: Questionnaire) -> tuple[list[Recipient], list[str]]:
    """Whom the questions will go to, and the subjects that nobody is responsible for."""
    places = subjects(questionnaire.requirement.agreement)
    counts: dict[str, Counter[str]] = {}
    lonely: dict[str, None] = {}
    for question in Question.objects.filter(section__questionnaire=questionnaire):
        for subject in places[question.scope]:
            for role in subject.roles:
                counts.setdefault(role.name, Counter())[subject.name] += 1
            if not subject.roles:
                lonely[subject.name] = None
    rows = [Recipient(role, about.total(), tuple(about)) for role, about in sorted(counts.items())]
    return rows, list(lonely)
