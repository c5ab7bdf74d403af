"""What workbooks to fill in have in common: a sheet of instructions, and headings that say what belongs below them."""

from collections.abc import Mapping, Sequence

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from decisions.workbook.columns import Column, Content

ROOM = 500
"""Rows that are prepared for entries."""


def instruct(
    sheet: Worksheet, introduction: Sequence[str], sheets: Mapping[str, Sequence[Column]], bold: Format, wrapped: Format
) -> None:
    """The introduction, its first line a heading, and every column of every sheet with what is written there."""
    sheet.set_column(0, 1, 28)
    sheet.set_column(2, 2, 90)
    for row, text in enumerate(introduction):
        sheet.write_string(row, 0, text, bold if row == 0 else None)
    row = len(introduction) + 1
    for place, head in enumerate(("Blad", "Uppgift", "Vad som skrivs")):
        sheet.write_string(row, place, head, bold)
    for name, columns in sheets.items():
        for column in columns:
            row += 1
            sheet.write_string(row, 0, name)
            sheet.write_string(row, 1, column.starred)
            sheet.write_string(row, 2, column.explained, wrapped)


def headed(sheet: Worksheet, columns: Sequence[Column], bold: Format, formats: Mapping[Content, Format]) -> None:
    """The headings, with what belongs below them, and lists to choose from."""
    for place, column in enumerate(columns):
        sheet.set_column(place, place, max(14, len(column.head) + 4), formats.get(column.content))
        sheet.write_string(0, place, column.starred, bold)
        sheet.write_comment(0, place, column.explained)
        choices = ("ja", "nej") if column.content is Content.YES_OR_NO else column.choices
        if choices:
            sheet.data_validation(1, place, ROOM, place, {"validate": "list", "source": list(choices)})
    sheet.freeze_panes(1, 0)
