"""Questionnaires to test: one question of most kinds, of an agreement like `creators.Example`'s."""

import datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from grants.models import Agreement
from people.models import User
from reporting import actions
from reporting.models import Answer, Question, Questionnaire, Requirement, RequirementChange
from tests import creators

DUE = datetime.date(2020, 9, 20)
QUESTIONS = (
    {"text": "Vad har gjorts?", "scope": "activity", "word_limit": 5},
    {"text": "Vad har det kostat?", "scope": "activity", "kind": "amount", "figure": "outcome"},
    {"text": "Fortsätter den?", "scope": "activity", "kind": "yes_no"},
    {"text": "Med vilka pengar?", "scope": "activity", "condition": "Fortsätter den?", "condition_value": "ja"},
    {"text": "Vilket underlag finns?", "scope": "activity", "kind": "file", "required": False},
    {"text": "Vilka har deltagit?", "scope": "area", "kind": "table", "choices": "Vem\nAntal", "required": False},
)


def requirement(agreement: Agreement) -> Requirement:
    made = Requirement.objects.create(
        agreement=agreement,
        kind=Requirement.Kind.FINAL,
        title="Slutredovisning",
        recipient="Socialstyrelsen",
        period_from=datetime.date(2020, 1, 1),
        period_to=datetime.date(2020, 8, 31),
    )
    made.changes.create(
        status=RequirementChange.Status.IN_FORCE,
        due_on=datetime.date(2020, 9, 30),
        decided_on=datetime.date(2020, 3, 24),
        decided_by="Regeringen",
        by=creators.officer(),
    )
    return made


def questionnaire(requirement: Requirement, *, by: User) -> Questionnaire:
    made = actions.begin_questionnaire(requirement, by=by)
    section = actions.add_section(made, title="Verksamheten", by=by)
    asked: dict[str, Question] = {}
    for row in QUESTIONS:
        condition = asked.get(str(row.get("condition", "")))
        asked[row["text"]] = actions.save_question(section, question=None, by=by, **row | {"condition": condition})
    return made


def sent(requirement: Requirement, *, by: User) -> Questionnaire:
    if requirement.agreement.areas.filter(coordinator__isnull=True).exists():
        requirement.agreement.areas.update(coordinator=creators.role("Beställarchef"))
    made = questionnaire(requirement, by=by)
    return actions.send_questionnaire(made, due_on=DUE, by=by, on=creators.TODAY)


def file(name: str = "rapport.pdf", content: bytes = b"%PDF-1.7 rapport") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def answer(questionnaire: Questionnaire, text: str, subject: str = "Alfa") -> Answer:
    """The answer to the question of that text about the subject."""
    rows = Answer.objects.of(questionnaire).in_order()
    return next(row for row in rows if row.question.text == text and row.subject == subject)
