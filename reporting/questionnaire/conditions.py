"""Which questions are asked of a subject, given what it has answered so far."""

from collections.abc import Mapping, Sequence

from reporting.models import Answer


def asked_of(answers: Sequence[Answer]) -> set[int]:
    """The ids of those answers of one subject whose question's condition holds, or that has none. A question that
    depends on one that is not asked itself is not asked either, whatever was answered there before."""
    by_question = {answer.question_id: answer for answer in answers}
    return {answer.pk for answer in answers if _holds(answer, by_question)}


def _holds(answer: Answer | None, by_question: Mapping[int, Answer]) -> bool:
    if answer is None:
        return False
    question = answer.question
    if question.condition_id is None:
        return True
    other = by_question.get(question.condition_id)
    return other is not None and other.value == question.condition_value and _holds(other, by_question)
