"""What an answer may hold, read from what was typed and written for a reader. Pure functions."""

import datetime
import hashlib
import json
import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from grants.kronor import format_kronor, format_plain, parse_kronor, parse_plain
from reporting.models.answers import Value
from reporting.models.questionnaires import Question

LONGEST_TEXT = 20_000
LONGEST_CELL = 500


def word_count(text: str) -> int:
    return len(text.split())


def read_value(question: Question, typed: str) -> str:
    """The value of what was typed, "" for nothing. Raises ValueError in Swedish. Not for tables or files."""
    text = typed.replace("\r\n", "\n").strip()
    return _READERS[Question.Kind(question.kind)](question, text) if text else ""


def read_table(question: Question, rows: list[list[str]]) -> list[list[str]]:
    """The rows that say something. Raises ValueError."""
    kept = [[cell.strip() for cell in row] for row in rows]
    if any(len(cell) > LONGEST_CELL for row in kept for cell in row):
        raise ValueError(f"En ruta i tabellen har fler än {LONGEST_CELL} tecken. Korta den.")
    return [row for row in kept if any(row)]


def _text(question: Question, text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"Texten är längre än {LONGEST_TEXT} tecken. Korta den.")
    words = word_count(text)
    if question.word_limit and words > question.word_limit:
        raise ValueError(f"Texten har {words} ord och får ha högst {question.word_limit}. Korta den.")
    return text


def _amount(question: Question, text: str) -> str:
    return format_plain(parse_kronor(text))


def _number(question: Question, text: str) -> str:
    written = re.sub(r"\s", "", text).replace(",", ".").replace("\u2212", "-")
    try:
        number = Decimal(written)
    except InvalidOperation as error:
        raise ValueError("Skriv ett tal med siffror, till exempel 12 eller 12,5.") from error
    if not number.is_finite() or len(written) > 20:
        raise ValueError("Skriv ett tal med siffror, till exempel 12 eller 12,5.")
    return f"{number:f}"


def _day(question: Question, text: str) -> str:
    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise ValueError("Skriv dagen som 2020-08-31.") from error


def _one_of(question: Question, text: str) -> str:
    if text not in question.options:
        raise ValueError(f"Välj ett av: {', '.join(question.options)}.")
    return text


_READERS: dict[Question.Kind, Callable[[Question, str], str]] = {
    Question.Kind.TEXT: _text,
    Question.Kind.AMOUNT: _amount,
    Question.Kind.NUMBER: _number,
    Question.Kind.YES_NO: _one_of,
    Question.Kind.CHOICE: _one_of,
    Question.Kind.DATE: _day,
}


def typed(question: Question, value: Value) -> str:
    """A value as it stands in its field."""
    if not isinstance(value, str) or not value:
        return ""
    if question.kind == Question.Kind.AMOUNT:
        return format_kronor(parse_plain(value), unit=False)
    return value.replace(".", ",") if question.kind == Question.Kind.NUMBER else value


def shown(question: Question, value: Value) -> str:
    """A value for a reader: "1 266 508 kr"; a table as lines "Kolumn: cell; Kolumn: cell"; a file by its name."""
    if isinstance(value, str):
        return (
            format_kronor(parse_plain(value))
            if value and question.kind == Question.Kind.AMOUNT
            else typed(question, value)
        )
    if isinstance(value, dict):
        return f"{value['name']} ({value['described']}, kontrollsumma {value['sha256'][:12]})"
    lines = (
        "; ".join(f"{head}: {cell}" for head, cell in zip(question.options, row, strict=False) if cell) for row in value
    )
    return "\n".join(lines)


def mark(value: Value) -> str:
    """A short name for a value: a form carries it, so that what was not touched is known from what was."""
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:16]
