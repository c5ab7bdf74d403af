"""From the bytes of a workbook to a plan. Every fault is found at once and named by sheet, row and column."""

from collections.abc import Iterator

from django.utils.text import slugify

from decisions.workbook.checking import contradictions
from decisions.workbook.columns import AGREEMENT, SHEETS
from decisions.workbook.faults import BadWorkbook
from decisions.workbook.plan import Fields, Plan
from decisions.workbook.tables import Cells, TableReader
from grants.spreadsheets import WorkbookRefused, sheets_called
from people.models import Role

MOST_ROWS = 2000


def read(content: bytes) -> Plan:
    """What the workbook says. Raises WorkbookRefused if it cannot be opened, BadWorkbook with every fault found."""
    sheets = sheets_called(content, SHEETS)
    if missing := [name for name in (AGREEMENT, "Områden", "Tilldelningar") if name not in sheets]:
        raise WorkbookRefused(f"Bladet {missing[0]} saknas. Utgå från mallen.", "sheet_missing")
    reader = TableReader(MOST_ROWS)
    agreement = _agreement(reader, sheets[AGREEMENT])
    rows = {
        name: reader.table(name, columns, sheets.get(name, [])) for name, columns in SHEETS.items() if name != AGREEMENT
    }
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


def _agreement(reader: TableReader, cells: Cells) -> Fields:
    """The sheet with one thing a row: its name in the first column, its value in the second."""
    found = {str(row[0]).strip().rstrip("*").strip(): (number, row) for number, row in enumerate(cells, 1) if row}
    fields: Fields = {}
    for column in SHEETS[AGREEMENT]:
        number, row = found.get(column.head, (0, []))
        reader.take(fields, AGREEMENT, number, column, row[1] if len(row) > 1 else None)
    if "name" in fields:
        fields.setdefault("slug", slugify(fields["name"]))
    return fields
