"""Plain tables as XLSX and CSV, safe to open: a text that a spreadsheet would run as a formula is made harmless."""

import csv
import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO, StringIO

import xlsxwriter

from decisions.export import neutral
from grants.kronor import format_plain

Value = str | int | Decimal | datetime.date | None


@dataclass(frozen=True)
class Table:
    name: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Value]]
    widths: Sequence[int] = ()


def workbook(*tables: Table) -> bytes:
    """One sheet a table, the head row in sight and ready to filter. Amounts and days are real numbers and days."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        for table in tables:
            _sheet(book, table)
    return file.getvalue()


def _sheet(book: xlsxwriter.Workbook, table: Table) -> None:
    sheet = book.add_worksheet(table.name)
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    money = book.add_format({"num_format": "# ##0.00", "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
    for column, head in enumerate(table.heads):
        sheet.write_string(0, column, head, bold)
        sheet.set_column(column, column, table.widths[column] if column < len(table.widths) else 16)
    last = 0
    for last, row in enumerate(table.rows, start=1):
        for column, value in enumerate(row):
            match value:
                case str():
                    sheet.write_string(last, column, neutral(value), wrapped)
                case datetime.date():
                    sheet.write_datetime(last, column, value, day)
                case Decimal():
                    sheet.write_number(last, column, value, money)
                case int():
                    sheet.write_number(last, column, value, wrapped)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last, len(table.heads) - 1)


def semicolons(table: Table) -> bytes:
    """CSV with semicolons and decimal comma, UTF-8 with the mark by which Excel knows it."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(table.heads)
    writer.writerows([_text(value) for value in row] for row in table.rows)
    return out.getvalue().encode("utf-8-sig")


def _text(value: Value) -> str:
    match value:
        case None:
            return ""
        case str():
            return neutral(value)
        case Decimal():
            return format_plain(value).replace(".", ",")
    return str(value)
