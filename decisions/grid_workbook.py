"""The grid of an allocation as a workbook to fill in: written here, read back by `decisions.grid_upload`."""

from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from decisions.export import neutral
from decisions.grid import AreaGrid, Grid, Row
from decisions.models import Decision
from decisions.pasting.columns import folded, fund_headings

SHEET, HOW = "Fördelning", "Så gör du"
KEY = "Nyckel"
SPARE_ROWS = 100
FIRST = 3
"""The first row of an activity, from 0: below the head, the sums and what is left."""

HOW_TEXT = (
    "Skriv belopp i kronor i de vita cellerna på bladet Fördelning. En tom cell är inget belopp.",
    "Skriv en ny aktivitet på en tom rad längst ned: områdets nummer, namn, ansvarig funktion och belopp.",
    "Flera ansvariga funktioner skiljs åt med semikolon. Funktionerna som finns står nedan.",
    "Belopp skrivs som tal, inte som formler. Raderna Summa och Ofördelat och kolumnen Summa räknas av sig själva.",
    "Lås är ja eller tomt. En aktivitet som är Låst har regionstyrelsen låst; det ändras inte här.",
    "Aktiviteternas namn ändras inte här. Den dolda kolumnen Nyckel säger vilken aktivitet raden hör till.",
    "En rad som tas bort ur boken ändrar ingenting. Töm beloppet om aktiviteten inte ska få något.",
    "Läs in boken på förslagets sida under Klistra in från Excel. Du ser vad som ändras innan något sparas.",
)


def grid_workbook(decision: Decision, grid: Grid, roles: Sequence[str]) -> bytes:
    """An XLSX with the rows of every area on one sheet and a sheet that says how it is filled in."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        _Sheet(book, decision, grid).write()
        _how(book, decision, roles)
    return file.getvalue()


def headings(grid: Grid) -> list[tuple[AreaGrid, int, str]]:
    """Every fund's heading: its name, and its area's number where another area has a fund of that name."""
    named = fund_headings(grid)
    return [
        (area, column.fund_id, column.name if len(named[folded(column.name)]) == 1 else _with_area(column.name, area))
        for area in grid.areas
        for column in area.columns
    ]


def _with_area(name: str, area: AreaGrid) -> str:
    return f"{name} (område {area.number})"


class _Sheet:
    def __init__(self, book: xlsxwriter.Workbook, decision: Decision, grid: Grid) -> None:
        self.decision, self.grid = decision, grid
        self.funds = headings(grid)
        self.heads = [f"{KEY} {decision.pk}/{decision.version}", "Område", "Aktivitet", "Ansvarig funktion"]
        self.heads += [*(name for _, _, name in self.funds), "Summa", "Lås", "Anmärkning"]
        self.begins, self.total = 4, 4 + len(self.funds)
        self.last = FIRST + sum(len(area.rows) for area in grid.areas) + SPARE_ROWS - 1
        self.sheet = book.add_worksheet(SHEET)
        money: dict[str, Any] = {"num_format": "#,##0.00"}
        self.head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.amount_head = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "align": "right"}
        )
        self.text = book.add_format({"text_wrap": True, "valign": "top"})
        self.open_text = book.add_format({"text_wrap": True, "valign": "top", "locked": False})
        self.open_money = book.add_format({**money, "locked": False, "valign": "top"})
        self.shut = book.add_format({**money, "bg_color": "#E7E4DC", "valign": "top"})
        self.sums = book.add_format({**money, "bold": True, "valign": "top"})

    def write(self) -> None:
        for column, name in enumerate(self.heads):
            amounts = self.begins <= column <= self.total
            self.sheet.write_string(0, column, neutral(name), self.amount_head if amounts else self.head)
        self._sum_rows()
        at = FIRST
        for area in self.grid.areas:
            for row in area.rows:
                self._row(at, area, row)
                at += 1
        for spare in range(at, self.last + 1):
            self._spare(spare)
        self._shape()

    def _sum_rows(self) -> None:
        """Above the activities, so that a row added at the end is counted."""
        self.sheet.write_string(1, 2, "Summa", self.sums)
        self.sheet.write_string(2, 2, "Ofördelat", self.sums)
        planned = [area.by_fund()[fund_id] for area, fund_id, _ in self.funds]
        for place, sums in enumerate(planned, start=self.begins):
            self._formula(1, place, f"=SUM({self._down(place)})", sums.planned)
            self._formula(2, place, f"={sums.free}-{xl_rowcol_to_cell(1, place)}", sums.left)
        whole = self.grid.sums()
        self._formula(1, self.total, f"=SUM({self._across(1)})", whole.planned)
        self._formula(2, self.total, f"=SUM({self._across(2)})", whole.left)

    def _row(self, at: int, area: AreaGrid, row: Row) -> None:
        self.sheet.write_string(at, 0, str(row.activity_id))
        self.sheet.write_number(at, 1, area.number, self.text)
        self.sheet.write_string(at, 2, neutral(row.name), self.text)
        self.sheet.write_string(at, 3, neutral(row.roles), self.text)
        for place, (owner, fund_id, _) in enumerate(self.funds, start=self.begins):
            if owner is not area:
                self.sheet.write_blank(at, place, None, self.shut)
            elif amount := row.amounts.get(fund_id):
                self.sheet.write_number(at, place, amount, self.open_money)
            else:
                self.sheet.write_blank(at, place, None, self.open_money)
        self._formula(at, self.total, f"=SUM({self._across(at)})", row.total)
        lock = "Låst" if row.locked else "ja" if row.locks else ""
        self.sheet.write_string(at, self.total + 1, lock, self.text if row.locked else self.open_text)
        self.sheet.write_string(at, self.total + 2, neutral(row.note), self.open_text)

    def _spare(self, at: int) -> None:
        for place in (1, 2, 3, self.total + 1, self.total + 2):
            self.sheet.write_blank(at, place, None, self.open_text)
        for place in range(self.begins, self.total):
            self.sheet.write_blank(at, place, None, self.open_money)

    def _formula(self, row: int, column: int, formula: str, value: Decimal) -> None:
        self.sheet.write_formula(row, column, formula, self.sums, value)

    def _down(self, column: int) -> str:
        return f"{xl_rowcol_to_cell(FIRST, column)}:{xl_rowcol_to_cell(self.last, column)}"

    def _across(self, row: int) -> str:
        return f"{xl_rowcol_to_cell(row, self.begins)}:{xl_rowcol_to_cell(row, self.total - 1)}"

    def _shape(self) -> None:
        self.sheet.set_column(0, 0, None, None, {"hidden": True})
        for first, last, width in ((1, 1, 8), (2, 3, 40), (4, self.total, 18), (self.total + 1, self.total + 1, 8)):
            self.sheet.set_column(first, last, width)
        self.sheet.set_column(self.total + 2, self.total + 2, 40)
        self.sheet.freeze_panes(FIRST, 3)
        self.sheet.set_landscape()
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(0)
        self.sheet.data_validation(
            *(FIRST, self.begins, self.last, self.total - 1),
            {
                "validate": "decimal",
                "criteria": ">=",
                "value": 0,
                "error_title": "Inget belopp",
                "error_message": "Skriv beloppet i kronor med siffror. Det kan inte vara mindre än noll.",
            },
        )
        allowed = ("format_columns", "format_rows", "select_locked_cells", "select_unlocked_cells", "insert_rows")
        self.sheet.protect("", dict.fromkeys(allowed, True))


def _how(book: xlsxwriter.Workbook, decision: Decision, roles: Sequence[str]) -> None:
    sheet = book.add_worksheet(HOW)
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 100)
    sheet.write_string(0, 0, neutral(f"{decision.title}, {decision}"), bold)
    for at, text in enumerate(HOW_TEXT, start=2):
        sheet.write_string(at, 0, text, wrapped)
    at = len(HOW_TEXT) + 3
    sheet.write_string(at, 0, "Ansvariga funktioner", bold)
    for place, name in enumerate(roles, start=at + 1):
        sheet.write_string(place, 0, neutral(name))
