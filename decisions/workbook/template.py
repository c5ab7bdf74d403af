"""The empty workbook: an instruction, and the sheets with their headings and what belongs below them."""

from io import BytesIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from decisions.workbook.columns import AGREEMENT, SHEETS, Column, Content
from decisions.workbook.drawing import headed, instruct

INSTRUCTION = "Instruktion"
INTRODUCTION = (
    "Så här läggs en överenskommelse upp ur arbetsboken",
    "Fyll i bladen i ordning. Stjärna efter rubriken betyder att uppgiften krävs. Tomma rader hoppas över.",
    "Belopp skrivs i kronor, till exempel 18 174 397 eller 2,6 mkr. Dagar skrivs som 2020-03-24.",
    "Funktioner som inte finns i systemet läggs upp; granskningen visar vilka innan något sparas.",
    "Tilldelade belopp bokförs som statens beslut den dag som står i bladet Överenskommelse. Aktiviteternas belopp"
    " fördelas sedan i Bidragsboken, genom beslut.",
)


def template() -> bytes:
    """The workbook as .xlsx bytes."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        formats = {
            Content.KRONOR: book.add_format({"num_format": "# ##0.00"}),
            Content.DAY: book.add_format({"num_format": "yyyy-mm-dd"}),
        }
        instruct(book.add_worksheet(INSTRUCTION), INTRODUCTION, SHEETS, bold, wrapped)
        for name, columns in SHEETS.items():
            draw = _things if name == AGREEMENT else headed
            draw(book.add_worksheet(name), columns, bold, formats)
    return file.getvalue()


def _things(sheet: Worksheet, columns: tuple[Column, ...], bold: Format, formats: dict[Content, Format]) -> None:
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 60)
    sheet.set_column(2, 2, 80)
    for row, column in enumerate(columns):
        sheet.write_string(row, 0, column.starred, bold)
        sheet.write_blank(row, 1, None, formats.get(column.content))
        sheet.write_string(row, 2, column.explained)
