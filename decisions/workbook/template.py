"""The empty workbook: an instruction, and the sheets with their headings and what belongs below them."""

from io import BytesIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from decisions.workbook.columns import AGREEMENT, SHEETS, Column, Content

INSTRUCTION = "Instruktion"
INTRODUCTION = (
    "Så här läggs en överenskommelse upp ur arbetsboken",
    "Fyll i bladen i ordning. Stjärna efter rubriken betyder att uppgiften krävs. Tomma rader hoppas över.",
    "Belopp skrivs i kronor, till exempel 18 174 397 eller 2,6 mkr. Dagar skrivs som 2020-03-24.",
    "Funktioner som inte finns i systemet läggs upp; granskningen visar vilka innan något sparas.",
    "Tilldelade belopp bokförs som statens beslut den dag som står i bladet Överenskommelse. Aktiviteternas belopp"
    " fördelas sedan i Bidragsboken, genom beslut.",
)
ROOM = 500
"""Rows that are prepared for entries."""


def template() -> bytes:
    """The workbook as .xlsx bytes."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        formats = {
            Content.KRONOR: book.add_format({"num_format": "# ##0.00"}),
            Content.DAY: book.add_format({"num_format": "yyyy-mm-dd"}),
        }
        _instruct(book.add_worksheet(INSTRUCTION), bold, wrapped)
        for name, columns in SHEETS.items():
            draw = _things if name == AGREEMENT else _table
            draw(book.add_worksheet(name), columns, bold, formats)
    return file.getvalue()


def _head(column: Column) -> str:
    return f"{column.head} *" if column.required else column.head


def _explained(column: Column) -> str:
    return " ".join(part for part in (f"{column.content.value.capitalize()}.", column.help) if part)


def _instruct(sheet: Worksheet, bold: Format, wrapped: Format) -> None:
    sheet.set_column(0, 1, 28)
    sheet.set_column(2, 2, 90)
    for row, text in enumerate(INTRODUCTION):
        sheet.write_string(row, 0, text, bold if row == 0 else None)
    row = len(INTRODUCTION) + 1
    for place, head in enumerate(("Blad", "Uppgift", "Vad som skrivs")):
        sheet.write_string(row, place, head, bold)
    for name, columns in SHEETS.items():
        for column in columns:
            row += 1
            sheet.write_string(row, 0, name)
            sheet.write_string(row, 1, _head(column))
            sheet.write_string(row, 2, _explained(column), wrapped)


def _things(sheet: Worksheet, columns: tuple[Column, ...], bold: Format, formats: dict[Content, Format]) -> None:
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 60)
    sheet.set_column(2, 2, 80)
    for row, column in enumerate(columns):
        sheet.write_string(row, 0, _head(column), bold)
        sheet.write_blank(row, 1, None, formats.get(column.content))
        sheet.write_string(row, 2, _explained(column))


def _table(sheet: Worksheet, columns: tuple[Column, ...], bold: Format, formats: dict[Content, Format]) -> None:
    for place, column in enumerate(columns):
        sheet.set_column(place, place, max(14, len(column.head) + 4), formats.get(column.content))
        sheet.write_string(0, place, _head(column), bold)
        sheet.write_comment(0, place, _explained(column))
        if column.content is Content.YES_OR_NO:
            sheet.data_validation(1, place, ROOM, place, {"validate": "list", "source": ["ja", "nej"]})
    sheet.freeze_panes(1, 0)
