"""Building a questionnaire while it is a draft, and sending it to those who are to answer."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from people.abilities import Ability
from people.models import User
from reporting.actions.common import ReportRefused, require
from reporting.models import Answer, Question, Questionnaire, QuestionSection, Requirement
from reporting.questionnaire.rules import faults, odd_condition
from reporting.questionnaire.subjects import Subject, subjects

COPIED = ("text", "help", "kind", "scope", "required", "word_limit", "choices", "figure", "condition_value")
Sections = Sequence[tuple[str, Sequence[Mapping[str, Any]]]]
"""Sections with their questions as fields; `condition` is the place (from 0) of another question in the whole."""


@transaction.atomic
def begin_questionnaire(requirement: Requirement, *, by: User, is_example: bool = False) -> Questionnaire:
    """An empty draft. Raises ReportRefused if the requirement has one or is not answered with a report."""
    require(by, Ability.ASK)
    if not requirement.is_reported:
        raise ReportRefused(f"{requirement} besvaras inte med en redovisning som skrivs här.", "not_reported")
    made, is_new = Questionnaire.objects.get_or_create(requirement=requirement, defaults={"is_example": is_example})
    if not is_new:
        raise ReportRefused(f"{requirement} har redan ett frågeunderlag.", "exists")
    return made


@transaction.atomic
def add_section(questionnaire: Questionnaire, *, title: str, by: User) -> QuestionSection:
    questionnaire = _draft(questionnaire, by)
    if not title.strip():
        raise ReportRefused("Skriv avsnittets rubrik.", "no_title")
    return questionnaire.sections.create(title=title.strip(), position=questionnaire.sections.count() + 1)


@transaction.atomic
def save_question(section: QuestionSection, *, question: Question | None, by: User, **fields: Any) -> Question:
    """A new question last in its section, or the changed one. `fields`: those of Question but position and section."""
    _draft(section.questionnaire, by)
    if question is None:
        question = Question(section=section, position=section.questions.count() + 1)
    for name, value in fields.items():
        setattr(question, name, value)
    question.section = section
    _refuse_what_is_odd(question)
    question.save()
    return question


def _refuse_what_is_odd(question: Question) -> None:
    if found := next(faults({name: getattr(question, name) for name in COPIED}), None):
        raise ReportRefused(found[1], found[0])
    if question.condition is None:
        question.condition_value = ""
    if odd := odd_condition(question):
        raise ReportRefused(odd, "condition")
    for other in question.conditional.all() if question.pk else ():
        other.condition = question
        if odd_condition(other):
            raise ReportRefused(
                f"Frågan ”{other}” ställs bara om svaret här är {other.condition_value}. Ändra den först.", "needed"
            )


@transaction.atomic
def move_question(question: Question, *, steps: int, by: User) -> None:
    """Up (-1) or down (1) within its section; at the end of it nothing happens."""
    _draft(question.section.questionnaire, by)
    order = list(question.section.questions.order_by("position", "pk"))
    at = order.index(question)
    to = min(max(at + steps, 0), len(order) - 1)
    order.insert(to, order.pop(at))
    for position, one in enumerate(order, start=1):
        one.position = position
    Question.objects.bulk_update(order, ["position"])


@transaction.atomic
def remove_question(question: Question, *, by: User) -> None:
    _draft(question.section.questionnaire, by)
    question.conditional.update(condition_value="")
    question.delete()


@transaction.atomic
def remove_section(section: QuestionSection, *, by: User) -> None:
    """With its questions."""
    _draft(section.questionnaire, by)
    for question in section.questions.all():
        remove_question(question, by=by)
    section.delete()


@transaction.atomic
def replace_questions(questionnaire: Questionnaire, *, sections: Sections, by: User) -> Questionnaire:
    """Everything in the draft becomes these sections: what a workbook says. A question that stood here before, asked in
    the same words about the same thing, still knows the one it was copied from."""
    questionnaire = _draft(questionnaire, by)
    before = Question.objects.filter(section__questionnaire=questionnaire)
    origins = {(one.text, one.scope): one.copied_from_id for one in before}
    questionnaire.sections.all().delete()
    made: list[tuple[Question, Mapping[str, Any]]] = []
    for title, questions in sections:
        section = add_section(questionnaire, title=title, by=by)
        for fields in questions:
            origin = origins.get((fields["text"], fields.get("scope", Question.Scope.AREA)))
            plain = {**fields, "condition": None, "condition_value": "", "copied_from_id": origin}
            made.append((save_question(section, question=None, by=by, **plain), fields))
    for question, fields in made:
        if (place := fields.get("condition")) is not None:
            depends = {"condition": made[place][0], "condition_value": fields.get("condition_value", "")}
            save_question(question.section, question=question, by=by, **depends)
    return questionnaire


@transaction.atomic
def import_questions(requirement: Requirement, *, sections: Sections, is_example: bool, by: User) -> Questionnaire:
    """The questions of a workbook become the requirement's: its draft is filled anew, or begun."""
    found = Questionnaire.objects.filter(requirement=requirement).first()
    questionnaire = found or begin_questionnaire(requirement, by=by, is_example=is_example)
    if questionnaire.is_example != is_example:
        questionnaire.is_example = is_example
        questionnaire.save(update_fields=["is_example"])
    return replace_questions(questionnaire, sections=sections, by=by)


@transaction.atomic
def copy_questionnaire(source: Questionnaire, *, to: Requirement, by: User) -> Questionnaire:
    """A new draft with the questions of another, each knowing the one it was copied from."""
    made = begin_questionnaire(to, by=by, is_example=source.is_example)
    made.copied_from = source
    made.save()
    copies: dict[int, Question] = {}
    for section in source.sections.prefetch_related("questions"):
        copy = made.sections.create(title=section.title, position=section.position)
        for question in section.questions.all():
            fields = {name: getattr(question, name) for name in COPIED}
            copies[question.pk] = Question.objects.create(
                section=copy, position=question.position, copied_from=question, **fields
            )
    for question in Question.objects.filter(section__questionnaire=source, condition__isnull=False):
        copies[question.pk].condition = copies[question.condition_id or 0]
        copies[question.pk].save()
    return made


@transaction.atomic
def send_questionnaire(
    questionnaire: Questionnaire, *, due_on: datetime.date, by: User, on: datetime.date
) -> Questionnaire:
    """Every subject's responsible roles get its questions. Raises ReportRefused, naming what has nobody to answer."""
    questionnaire = _draft(questionnaire, by)
    if due_on < on:
        raise ReportRefused(f"Sista dag {due_on} har redan varit. I dag är det {on}.", "due_passed")
    places = subjects(questionnaire.requirement.agreement)
    asked = [
        (question, subject)
        for question in Question.objects.filter(section__questionnaire=questionnaire)
        for subject in places[question.scope]
    ]
    if not asked:
        raise ReportRefused("Det finns ingen fråga att skicka. Lägg till minst en.", "no_questions")
    if lonely := list(dict.fromkeys(subject.name for _, subject in asked if not subject.roles)):
        raise ReportRefused(f"Ingen funktion ansvarar för {', '.join(lonely)}. Ange den först.", "nobody_to_answer")
    _distribute(asked)
    questionnaire.status, questionnaire.due_on = Questionnaire.Status.SENT, due_on
    questionnaire.sent_on, questionnaire.sent_by = on, by
    questionnaire.save()
    return questionnaire


def _distribute(asked: list[tuple[Question, Subject]]) -> None:
    made = Answer.objects.bulk_create(Answer(question=question, **subject.place) for question, subject in asked)
    owed = Answer.roles.through
    owed.objects.bulk_create(
        owed(answer_id=answer.pk, role_id=role.pk)
        for answer, (_, subject) in zip(made, asked, strict=True)
        for role in subject.roles
    )


@transaction.atomic
def change_due_day(
    questionnaire: Questionnaire, *, due_on: datetime.date, by: User, on: datetime.date
) -> Questionnaire:
    """Another last day for answers that are being given; people are reminded of the new one."""
    questionnaire = _open(questionnaire, by)
    if due_on < on:
        raise ReportRefused(f"Sista dag {due_on} har redan varit. I dag är det {on}.", "due_passed")
    questionnaire.due_on = due_on
    questionnaire.save()
    return questionnaire


@transaction.atomic
def close_questionnaire(questionnaire: Questionnaire, *, by: User) -> Questionnaire:
    """No more answers are taken; what has been answered stands."""
    questionnaire = _open(questionnaire, by)
    questionnaire.status = Questionnaire.Status.CLOSED
    questionnaire.save()
    return questionnaire


def _open(questionnaire: Questionnaire, by: User) -> Questionnaire:
    """The row, locked, while it is answered. Raises ReportRefused before and after that."""
    require(by, Ability.ASK)
    row = Questionnaire.objects.select_for_update(of=("self",)).select_related("requirement").get(pk=questionnaire.pk)
    if not row.is_open:
        raise ReportRefused(f"{row} är {row.get_status_display()}. Det besvaras inte nu.", "not_sent")
    return row


def _draft(questionnaire: Questionnaire, by: User) -> Questionnaire:
    """The row, locked, for who may build it. Raises ReportRefused once it is sent."""
    require(by, Ability.ASK)
    fresh = Questionnaire.objects.select_for_update(of=("self",)).select_related("requirement__agreement")
    row = fresh.get(pk=questionnaire.pk)
    if not row.is_draft:
        raise ReportRefused(f"{row} är {row.get_status_display()}. Frågorna kan inte ändras längre.", "not_draft")
    return row
