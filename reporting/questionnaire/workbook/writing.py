"""A questionnaire's questions as .xlsx, or the empty workbook; what is written is read back as the same questions."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

import xlsxwriter

from decisions.export import neutral
from decisions.workbook.drawing import headed, instruct
from reporting.models import Question, Questionnaire
from reporting.questionnaire.workbook.columns import COLUMNS, SHEET

INSTRUCTION = "Instruktion"
INTRODUCTION = (
    "Så här tas ett frågeunderlag fram i arbetsboken",
    "Skriv en fråga på varje rad i bladet Frågor. Stjärna efter rubriken betyder att uppgiften krävs.",
    "Läs in boken på frågeunderlagets sida. Du ser frågorna, och varje fel med rad och kolumn, innan något sparas.",
    "Bokens frågor ersätter dem som står i utkastet. När frågorna är utskickade kan de inte läsas in på nytt.",
    "Skriv värden och inte formler.",
)
WIDTHS = {"section": 26, "number": 6, "text": 60, "help": 40, "kind": 18, "scope": 24, "choices": 28}


def write(questionnaire: Questionnaire | None) -> bytes:
    """Without a questionnaire: the empty workbook."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet(SHEET)
        headed(sheet, COLUMNS, bold, {})
        for place, column in enumerate(COLUMNS):
            sheet.set_column(place, place, WIDTHS.get(column.field, 16))
        for line, fields in enumerate(_rows(questionnaire), start=1):
            for place, column in enumerate(COLUMNS):
                value = fields.get(column.field)
                if isinstance(value, int):
                    sheet.write_number(line, place, value, wrapped)
                elif value:
                    sheet.write_string(line, place, neutral(value), wrapped)
        instruct(book.add_worksheet(INSTRUCTION), INTRODUCTION, {SHEET: COLUMNS}, bold, wrapped)
    return file.getvalue()


def _rows(questionnaire: Questionnaire | None) -> Iterable[dict[str, Any]]:
    if questionnaire is None:
        return []
    questions = list(Question.objects.filter(section__questionnaire=questionnaire).select_related("section"))
    numbers = {question.pk: number for number, question in enumerate(questions, start=1)}
    return [_row(question, numbers) for question in questions]


def _row(question: Question, numbers: dict[int, int]) -> dict[str, Any]:
    return {
        "section": question.section.title,
        "number": numbers[question.pk],
        "text": _lines(question.text),
        "help": _lines(question.help),
        "kind": question.get_kind_display().capitalize(),
        "scope": question.get_scope_display().capitalize(),
        "choices": _lines(question.choices),
        "required": "ja" if question.required else "nej",
        "word_limit": question.word_limit,
        "figure": question.get_figure_display().capitalize(),
        "condition": numbers[question.condition_id] if question.condition_id else None,
        "condition_value": question.condition_value,
    }


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n")
