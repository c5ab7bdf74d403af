"""The answers as a report tells them, and who still owes one."""

import datetime

from people.models import User
from reporting.models import Answer, Questionnaire, Requirement
from reporting.questionnaire.left import by_role
from reporting.questionnaire.page import asked
from reporting.questionnaire.values import shown
from reporting.report.shape import AnswerRow, AttachedFile


def answers_told(requirement: Requirement) -> dict[int, tuple[AnswerRow, ...]]:
    """What has been answered, by the area's number (0: about the whole), in the order of the pages."""
    rows: dict[int, tuple[AnswerRow, ...]] = {}
    for answer in _asked(requirement):
        if not answer.is_empty:
            number = answer.area.number if answer.area else 0
            rows[number] = (*rows.get(number, ()), _told(answer))
    return rows


def _told(answer: Answer) -> AnswerRow:
    return AnswerRow(
        subject=answer.subject,
        question=answer.question.text,
        answer=shown(answer.question, answer.value),
        roles=tuple(role.name for role in answer.roles.all()),
        state=answer.state,
        state_text=answer.get_state_display(),
        file=_attached(answer),
        example=answer.question.section.questionnaire.is_example,
    )


def _attached(answer: Answer) -> AttachedFile | None:
    file = answer.file
    return AttachedFile(int(file["id"]), file["name"], file["described"], file["sha256"]) if file else None


def who_owes(requirement: Requirement) -> list[str]:
    """ "Primärvårdschef (3)": the roles that have required answers left to hand in, and how many."""
    return by_role(answer for answer in _asked(requirement) if answer.is_writable and answer.question.required)


def _asked(requirement: Requirement) -> list[Answer]:
    return asked(Answer.objects.filter(question__section__questionnaire__requirement=requirement).in_order())


def owed(user: User, on: datetime.date) -> list[Answer]:
    """The answers that a user has left to hand in, those of a questionnaire together."""
    sent = Answer.objects.filter(question__section__questionnaire__status=Questionnaire.Status.SENT)
    rows = [answer for answer in asked(sent.owed_by(user, on).in_order()) if answer.is_writable]
    return sorted(rows, key=lambda answer: answer.question.section.questionnaire_id)
