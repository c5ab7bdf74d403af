"""A workbook of tables: a sheet each, real numbers, sums as formulas that hold the stated sum as their value."""

import datetime
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from reporting.files.names import harmless
from reporting.report import Report

ZERO = Decimal("0.00")
Cell = str | Decimal | int | datetime.date | None
KRONOR = "#,##0.00;[Red]-#,##0.00"
"""The comma means the reader's own grouping: a space in a Swedish Excel."""
WIDE, FIGURE, DAY = 46, 18, 12


def added(rows: Sequence[Sequence[Cell]], column: int) -> Decimal:
    """The sum of a column for which the report states none."""
    return sum((cell for row in rows if isinstance(cell := row[column], Decimal)), ZERO)


class Sheets:
    """Writes one table after the other into a workbook, each on its own sheet."""

    def __init__(self, report: Report, target: io.BytesIO) -> None:
        self.book = xlsxwriter.Workbook(target, {"in_memory": True})
        self.book.set_properties(
            {
                "title": report.title,
                "author": report.sender,
                "created": datetime.datetime.combine(report.dated, datetime.time(12)),
            }
        )
        self.head = self.book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"})
        self.text = self.book.add_format({"text_wrap": True, "valign": "top"})
        self.kronor = self.book.add_format({"num_format": KRONOR, "valign": "top"})
        self.number = self.book.add_format({"valign": "top"})
        self.day = self.book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
        self.sum_text = self.book.add_format({"bold": True, "top": 1, "bottom": 6})
        self.sum_kronor = self.book.add_format({"bold": True, "top": 1, "bottom": 6, "num_format": KRONOR})

    def table(
        self,
        name: str,
        head: Sequence[str],
        rows: Iterable[Sequence[Cell]],
        sums: Sequence[Cell] = (),
        widths: Sequence[int] = (),
    ) -> None:
        """A sheet. `sums` is the last row; an amount in it becomes a formula over its column, with that value."""
        sheet = self.book.add_worksheet(name)
        sheet.write_row(0, 0, head, self.head)
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        for column in range(len(head)):
            sheet.set_column(column, column, widths[column] if column < len(widths) else FIGURE)
        last = 0
        for last, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                self._cell(sheet, last, column, cell)
        for column, cell in enumerate(sums):
            self._sum(sheet, last, column, cell)

    def _cell(self, sheet: Worksheet, row: int, column: int, cell: Cell) -> None:
        if isinstance(cell, Decimal):
            sheet.write_number(row, column, cell, self.kronor)
        elif isinstance(cell, int):
            sheet.write_number(row, column, cell, self.number)
        elif isinstance(cell, datetime.date):
            sheet.write_datetime(row, column, cell, self.day)
        elif cell:
            sheet.write_string(row, column, harmless(cell), self.text)

    def _sum(self, sheet: Worksheet, last: int, column: int, cell: Cell) -> None:
        if isinstance(cell, Decimal) and last:
            first, end = (xlsxwriter.utility.xl_rowcol_to_cell(row, column) for row in (1, last))
            sheet.write_formula(last + 1, column, f"=SUM({first}:{end})", self.sum_kronor, cell)
        elif isinstance(cell, Decimal):
            sheet.write_number(last + 1, column, cell, self.sum_kronor)
        else:
            sheet.write_string(last + 1, column, harmless(str(cell or "")), self.sum_text)
