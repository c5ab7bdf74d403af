"""What a question may be, wherever it comes from: the form, a workbook, a copy. Pure functions."""

from collections.abc import Iterator, Mapping
from typing import Any

from reporting.models import Question
from reporting.questionnaire.known import is_known

Kind = Question.Kind
CHOOSING = (Kind.YES_NO, Kind.CHOICE)
"""Kinds of questions that another question can depend on."""


def faults(fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(field, what is wrong with it) of a question's own fields; what it depends on is `odd_condition`'s."""
    kind, scope, figure = (fields.get(name) or "" for name in ("kind", "scope", "figure"))
    if kind in (Kind.CHOICE, Kind.TABLE) and not (fields.get("choices") or "").strip():
        yield "choices", "Skriv minst en rad: ett val, eller en kolumn i tabellen."
    if figure and kind != Kind.AMOUNT:
        yield "figure", "Bara ett belopp kan fyllas i ur siffrorna."
    elif figure and not is_known(figure, scope):
        yield "figure", "Boken har inte den siffran för det som frågan ställs om. Välj en annan."
    if fields.get("word_limit") and kind != Kind.TEXT:
        yield "word_limit", "Bara en text har ett högsta antal ord."


def odd_condition(question: Question) -> str:
    """Why the question cannot depend on the one that it names; "" when it can, or depends on none."""
    asked = question.condition
    if asked is None:
        return ""
    if question in _chain(asked):
        return "Frågorna beror på varandra, så ingen av dem skulle ställas. Välj en annan fråga, eller ingen."
    if asked.scope != question.scope:
        return "Frågan kan bara bero på en annan fråga som ställs om samma sak. Välj en annan fråga, eller ingen."
    if asked.kind not in CHOOSING:
        return f"Frågan ”{asked}” besvaras inte med ja eller nej eller med ett val. Välj en annan fråga, eller ingen."
    if question.condition_value not in asked.options:
        answers = ", ".join(asked.options)
        return f"Frågan ”{asked}” har inte svaret ”{question.condition_value}”. Välj ett av: {answers}."
    return ""


def _chain(question: Question) -> Iterator[Question]:
    """The question, the one it depends on, and so on."""
    met: list[Question] = []
    at: Question | None = question
    while at is not None and at not in met:
        yield at
        met.append(at)
        at = at.condition
