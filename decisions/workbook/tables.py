"""A sheet with headings, read by them: whatever order the columns stand in, every fault noted with its place."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from decisions.workbook.cells import value_of
from decisions.workbook.columns import Column
from decisions.workbook.faults import CellError
from decisions.workbook.plan import Fields, Row

Cells = list[list[Any]]


@dataclass
class TableReader:
    """Reads the sheets of one workbook; `errors` holds what is wrong in any of them."""

    most_rows: int
    errors: list[CellError] = field(default_factory=list)

    def table(self, sheet: str, columns: Sequence[Column], cells: Cells) -> list[Row]:
        """The rows below the headings; rows without content are left out."""
        if not cells:
            return []
        places = self._places(sheet, columns, cells[0])
        rows = []
        for number, row in enumerate(cells[1:], start=2):
            if not any(str(cell).strip() for cell in row if cell is not None):
                continue
            fields: Fields = {}
            for column, at in places:
                self.take(fields, sheet, number, column, row[at] if at < len(row) else None)
            rows.append(Row(number, fields))
        if len(rows) > self.most_rows:
            text = f"Bladet har fler än {self.most_rows} rader."
            self.errors.append(CellError(sheet, self.most_rows + 2, "", text))
        return rows

    def _places(self, sheet: str, columns: Sequence[Column], heads: Sequence[Any]) -> list[tuple[Column, int]]:
        """Where each column of ours stands."""
        written = [str(head).strip().rstrip("*").strip().casefold() for head in heads]
        places = []
        for column in columns:
            if column.head.casefold() in written:
                places.append((column, written.index(column.head.casefold())))
            elif column.required:
                self.errors.append(CellError(sheet, 1, column.head, "Kolumnen saknas."))
        return places

    def take(self, fields: Fields, sheet: str, number: int, column: Column, cell: Any) -> None:
        """Puts the cell's value among the fields, or notes what is wrong with it."""
        try:
            value = value_of(cell, column)
        except ValueError as error:
            self.errors.append(CellError(sheet, number, column.head, str(error)))
            return
        if value is not None:
            fields[column.field] = value
        elif column.required:
            self.errors.append(CellError(sheet, number, column.head, "Fyll i uppgiften."))
