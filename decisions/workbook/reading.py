"""From the bytes of a workbook to a plan. Every fault is found at once and named by sheet, row and column."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import slugify

from decisions.workbook.cells import value_of
from decisions.workbook.checking import contradictions
from decisions.workbook.columns import AGREEMENT, SHEETS, Column
from decisions.workbook.faults import BadWorkbook, CellError
from decisions.workbook.plan import Fields, Plan, Row
from grants.spreadsheets import WorkbookRefused, open_workbook
from people.models import Role

MOST_ROWS = 2000

Cells = list[list[Any]]


def read(content: bytes) -> Plan:
    """What the workbook says. Raises WorkbookRefused if it cannot be opened, BadWorkbook with every fault found."""
    book = open_workbook(content)
    if missing := [name for name in (AGREEMENT, "Områden", "Tilldelningar") if name not in book.sheet_names]:
        raise WorkbookRefused(f"Bladet {missing[0]} saknas. Utgå från mallen.", "sheet_missing")
    sheets = {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) if name in book.sheet_names else []
        for name in SHEETS
    }
    reader = _Reader()
    agreement = reader.agreement(sheets[AGREEMENT])
    rows = {name: reader.table(name, cells) for name, cells in sheets.items() if name != AGREEMENT}
    plan = Plan(
        agreement, rows["Områden"], rows["Nycklar"], rows["Tilldelningar"], rows["Aktiviteter"], rows["Utbetalningar"]
    )
    errors = reader.errors or list(contradictions(plan))
    if errors:
        raise BadWorkbook(errors)
    return Plan(**{**vars(plan), "new_roles": unknown_roles(plan)})


def unknown_roles(plan: Plan) -> list[str]:
    """The functions of the plan that neither a role nor an alias is called, in the order in which they come."""
    rows = [plan.agreement, *(row.fields for row in (*plan.areas, *plan.activities))]
    named = [row["coordinator"] for row in rows if "coordinator" in row]
    named += [name for row in rows for name in row.get("roles", [])]
    known = {name.casefold() for name in (*Role.objects.values_list("name", flat=True), *_aliases())}
    unknown: dict[str, str] = {}
    for name in named:
        if name.casefold() not in known:
            unknown.setdefault(name.casefold(), name)
    return list(unknown.values())


def _aliases() -> Iterator[str]:
    return (name for name in Role.objects.values_list("aliases__name", flat=True) if name)


@dataclass
class _Reader:
    errors: list[CellError] = field(default_factory=list)

    def agreement(self, cells: Cells) -> Fields:
        """The sheet with one thing a row: its name in the first column, its value in the second."""
        found = {str(row[0]).strip().rstrip("*").strip(): (number, row) for number, row in enumerate(cells, 1) if row}
        fields: Fields = {}
        for column in SHEETS[AGREEMENT]:
            number, row = found.get(column.head, (0, []))
            self._take(fields, AGREEMENT, number, column, row[1] if len(row) > 1 else None)
        if "name" in fields:
            fields.setdefault("slug", slugify(fields["name"]))
        return fields

    def table(self, sheet: str, cells: Cells) -> list[Row]:
        """The rows below the headings; rows without content are left out."""
        if not cells:
            return []
        places = self._places(sheet, cells[0])
        rows = []
        for number, row in enumerate(cells[1:], start=2):
            if not any(str(cell).strip() for cell in row if cell is not None):
                continue
            fields: Fields = {}
            for column, at in places:
                self._take(fields, sheet, number, column, row[at] if at < len(row) else None)
            rows.append(Row(number, fields))
        if len(rows) > MOST_ROWS:
            self.errors.append(CellError(sheet, MOST_ROWS + 2, "", f"Bladet har fler än {MOST_ROWS} rader."))
        return rows

    def _places(self, sheet: str, heads: Sequence[Any]) -> list[tuple[Column, int]]:
        """Where each column of ours stands, whatever order they have been put in."""
        written = [str(head).strip().rstrip("*").strip().casefold() for head in heads]
        places = []
        for column in SHEETS[sheet]:
            if column.head.casefold() in written:
                places.append((column, written.index(column.head.casefold())))
            elif column.required:
                self.errors.append(CellError(sheet, 1, column.head, "Kolumnen saknas."))
        return places

    def _take(self, fields: Fields, sheet: str, number: int, column: Column, cell: Any) -> None:
        try:
            value = value_of(cell, column)
        except ValueError as error:
            self.errors.append(CellError(sheet, number, column.head, str(error)))
            return
        if value is not None:
            fields[column.field] = value
        elif column.required:
            self.errors.append(CellError(sheet, number, column.head, "Fyll i uppgiften."))
