"""From the bytes of a workbook to questions. Every fault is found at once and named by row and column."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from decisions.export import as_typed
from decisions.workbook.faults import BadWorkbook, CellError
from decisions.workbook.plan import Row
from decisions.workbook.tables import TableReader
from grants.spreadsheets import sheet_called
from reporting.models import Question
from reporting.questionnaire.rules import faults, odd_condition
from reporting.questionnaire.workbook.columns import COLUMNS, FIGURES, HEADS, KINDS, SCOPES, SHEET

MOST_QUESTIONS = 300


@dataclass(frozen=True)
class Planned:
    """A question that the workbook asks: its row there, and the question as it would be saved."""

    row: int
    question: Question


@dataclass(frozen=True)
class Plan:
    """What the workbook asks, section by section, in its order."""

    sections: Sequence[tuple[str, Sequence[Planned]]]

    @property
    def count(self) -> int:
        return sum(len(questions) for _, questions in self.sections)

    def as_sections(self) -> list[tuple[str, list[Mapping[str, Any]]]]:
        """For `actions.import_questions`: what a question depends on by its place in the whole."""
        whole = [one.question for _, questions in self.sections for one in questions]
        return [(title, [_saved(one.question, whole) for one in questions]) for title, questions in self.sections]


OWN = ("text", "help", "kind", "scope", "choices", "required", "word_limit", "figure", "condition_value")


def _saved(question: Question, whole: list[Question]) -> Mapping[str, Any]:
    place = next((at for at, one in enumerate(whole) if one is question.condition), None)
    return {**{name: getattr(question, name) for name in OWN}, "condition": place}


def read(content: bytes) -> Plan:
    """What the workbook asks. Raises WorkbookRefused if it cannot be opened, BadWorkbook with every fault found."""
    reader = TableReader(MOST_QUESTIONS)
    rows = reader.table(SHEET, COLUMNS, sheet_called(content, SHEET))
    errors = reader.errors or [*_of_sections(rows), *_of_questions(rows)]
    if not rows and not errors:
        errors = [CellError(SHEET, 2, HEADS["text"], "Skriv minst en fråga.")]
    planned = [] if errors else [Planned(row.number, _question(row.fields)) for row in rows]
    errors = errors or list(_join(rows, planned))
    if errors:
        raise BadWorkbook(errors)
    return Plan(_by_section(rows, planned))


def _of_sections(rows: Sequence[Row]) -> Iterator[CellError]:
    """Each section stands together."""
    seen: list[str] = []
    for row in rows:
        title = row.fields.get("section", seen[-1] if seen else "")
        if not title:
            yield CellError(SHEET, row.number, HEADS["section"], "Fyll i avsnittets rubrik.")
        elif title in seen[:-1]:
            text = f"Avsnittet {title} står redan längre upp. Flytta raden dit, eller ändra rubriken."
            yield CellError(SHEET, row.number, HEADS["section"], text)
        elif title not in seen:
            seen.append(title)


def _of_questions(rows: Sequence[Row]) -> Iterator[CellError]:
    """Each question by itself, and whether what it depends on is there."""
    numbers = [row.fields["number"] for row in rows if "number" in row.fields]
    for row in rows:
        fields, number = row.fields, row.number
        for name, text in faults(_plain(fields)):
            yield CellError(SHEET, number, HEADS[name], text)
        if numbers.count(fields.get("number")) > 1:
            yield CellError(SHEET, number, HEADS["number"], "Numret står på flera rader.")
        asked, value = fields.get("condition"), fields.get("condition_value")
        if asked is not None and asked not in numbers:
            yield CellError(SHEET, number, HEADS["condition"], f"Ingen fråga har nummer {asked}.")
        if asked is not None and not value:
            yield CellError(SHEET, number, HEADS["condition_value"], "Skriv det svar som gör att frågan ställs.")
        if asked is None and value:
            yield CellError(SHEET, number, HEADS["condition"], "Skriv numret på den fråga som svaret gäller.")


def _join(rows: Sequence[Row], planned: Sequence[Planned]) -> Iterator[CellError]:
    """Ties the questions that depend on another to it, and says where they cannot."""
    by_number = {row.fields.get("number"): one.question for row, one in zip(rows, planned, strict=True)}
    depending = [(row, one) for row, one in zip(rows, planned, strict=True) if "condition" in row.fields]
    for row, one in depending:
        one.question.condition = by_number[row.fields["condition"]]
    for row, one in depending:
        if odd := odd_condition(one.question):
            yield CellError(SHEET, row.number, HEADS["condition"], odd)


def _plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The row as the fields of a question, what is left empty as it is meant."""
    text = {name: as_typed(fields.get(name, "")) for name in ("text", "help", "choices", "condition_value")}
    return {
        **text,
        "kind": KINDS[fields["kind"]] if "kind" in fields else Question.Kind.TEXT,
        "scope": SCOPES[fields["scope"]] if "scope" in fields else Question.Scope.AREA,
        "required": fields.get("required", True),
        "word_limit": fields.get("word_limit"),
        "figure": FIGURES[fields["figure"]] if "figure" in fields else "",
    }


def _question(fields: Mapping[str, Any]) -> Question:
    return Question(**_plain(fields))


def _by_section(rows: Sequence[Row], planned: Sequence[Planned]) -> list[tuple[str, list[Planned]]]:
    sections: list[tuple[str, list[Planned]]] = []
    for row, one in zip(rows, planned, strict=True):
        title = as_typed(row.fields.get("section", ""))
        if title and (not sections or sections[-1][0] != title):
            sections.append((title, []))
        sections[-1][1].append(one)
    return sections
