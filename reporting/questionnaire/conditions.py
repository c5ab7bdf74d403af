"""Which questions are asked of a subject, given what it has answered so far."""

from collections.abc import Sequence

from reporting.models import Answer


def asked_of(answers: Sequence[Answer]) -> set[int]:
    """The ids of those answers of one subject whose question's condition holds, or that has none."""
    values = {answer.question_id: answer.value for answer in answers}
    return {answer.pk for answer in answers if _holds(answer, values)}


def _holds(answer: Answer, values: dict[int, object]) -> bool:
    question = answer.question
    return question.condition_id is None or values.get(question.condition_id) == question.condition_value
