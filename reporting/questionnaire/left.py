"""Answers that must be handed in and are not."""

from collections import Counter
from collections.abc import Iterable

from reporting.models import Answer
from reporting.questionnaire.page import asked


def left(answers: Iterable[Answer]) -> list[Answer]:
    """Of those that are asked: the required ones, and those that have been returned."""
    return [
        answer
        for answer in asked(answers)
        if answer.is_writable and (answer.question.required or answer.state == Answer.State.RETURNED)
    ]


def by_role(answers: Iterable[Answer]) -> list[str]:
    """ "Primärvårdschef (3)": the roles that owe the answers, and how many."""
    counts = Counter(" och ".join(role.name for role in answer.roles.all()) for answer in answers)
    return [f"{role} ({count})" for role, count in sorted(counts.items())]
