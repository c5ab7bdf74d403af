"""The report as a workbook: a sheet a table, real numbers, sums as formulas that hold the stated sum as their value."""

import datetime
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from decisions.frozen import checksum
from reporting.files.names import harmless
from reporting.report import Report

Cell = str | Decimal | datetime.date | None
KRONOR = "#,##0.00;[Red]-#,##0.00"
"""The comma means the reader's own grouping: a space in a Swedish Excel."""
WIDE, FIGURE, DAY = 46, 18, 12


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
        elif isinstance(cell, datetime.date):
            sheet.write_datetime(row, column, cell, self.day)
        elif cell:
            sheet.write_string(row, column, harmless(cell), self.text)

    def _sum(self, sheet: Worksheet, last: int, column: int, cell: Cell) -> None:
        if isinstance(cell, Decimal) and last:
            first, end = (xlsxwriter.utility.xl_rowcol_to_cell(row, column) for row in (1, last))
            sheet.write_formula(last + 1, column, f"=SUM({first}:{end})", self.sum_kronor, cell)
        else:
            sheet.write_string(last + 1, column, harmless(str(cell or "")), self.sum_text)


def report_xlsx(report: Report, text: str) -> bytes:
    """The workbook. `text` is the report's canonical JSON, whose checksum is shown. Same text, same bytes."""
    target = io.BytesIO()
    sheets = Sheets(report, target)
    _facts(sheets, report, checksum(text))
    _areas(sheets, report)
    _funds(sheets, report)
    _activities(sheets, report)
    _reallocations(sheets, report)
    _decisions(sheets, report)
    _texts(sheets, report)
    sheets.book.close()
    return target.getvalue()


def _facts(sheets: Sheets, report: Report, sha256: str) -> None:
    amounts, requirement = report.amounts, report.requirement
    rows: list[Sequence[Cell]] = [
        ("Redovisning", report.title),
        ("Läge", f"Inlämnad, version {report.filing.version}" if report.filing else "Utkast, inte inlämnad"),
        ("Från", report.sender),
        ("Till", requirement.recipient),
        ("Diarienummer", report.agreement.registry_number),
        ("Avser från och med", requirement.period_from),
        ("Avser till och med", requirement.period_to),
        ("Siffror per", report.as_of),
        ("Kontrollsumma (SHA-256)", sha256),
        ("Tilldelat, kr", amounts.allotted),
        ("Beslutat, kr", amounts.decided),
        ("Bokfört, kr", amounts.allocated),
        ("Ej täckt, kr", amounts.uncovered),
        ("Ofördelat, kr", amounts.unallocated),
        ("Utfall, kr", amounts.outcome),
        ("Utfall utan aktivitet, kr", report.unmatched_outcome),
        ("Utfall enligt redovisningen, kr", report.outcome_in_accounts),
    ]
    sheets.table("Sammanfattning", ("Uppgift", "Värde"), rows, widths=(32, 60))


def _areas(sheets: Sheets, report: Report) -> None:
    head = ("Utvecklingsområde", "Tilldelat", "Beslutat", "Bokfört", "Ej täckt", "Ofördelat", "Utfall", "Kvar")
    rows = [(f"{area.number}. {area.name}", *vars(area.amounts).values()) for area in report.areas]
    sheets.table("Områden", head, rows, ("Summa", *vars(report.amounts).values()), widths=(WIDE,))


def _funds(sheets: Sheets, report: Report) -> None:
    head = (
        "Tilldelning",
        "Område",
        "Öronmärkt",
        "Nationellt belopp",
        "Tilldelat",
        "Bokfört",
        "Ofördelat",
        "Återbetalat",
    )
    rows = [
        (
            fund.name,
            str(area.number),
            "ja" if fund.earmarked else "nej",
            fund.national,
            fund.allotted,
            fund.allocated,
            fund.unallocated,
            fund.repaid,
        )
        for area in report.areas
        for fund in area.funds
    ]
    sheets.table("Tilldelningar", head, rows, widths=(WIDE, 9, 11))


def _activities(sheets: Sheets, report: Report) -> None:
    head = ("Aktivitet", "Område", "Ansvarig funktion", "Låst", "Beslutat", "Bokfört", "Ej täckt", "Utfall", "Kvar")
    rows: list[Sequence[Cell]] = []
    for area in report.areas:
        rows += [
            (
                activity.name,
                str(area.number),
                ", ".join(activity.roles),
                "ja" if activity.locked else "nej",
                *(getattr(activity.amounts, name) for name in ("decided", "allocated", "uncovered", "outcome", "left")),
            )
            for activity in area.activities
        ]
        rows += [(row.text, str(area.number), "", "", row.decided, row.allocated) for row in area.crossings]
    total = report.amounts
    sums = ("Summa", "", "", "", total.decided, total.allocated, total.uncovered, total.outcome, total.left)
    sheets.table("Aktiviteter", head, rows, sums, widths=(WIDE, 9, 32, 7))


def _reallocations(sheets: Sheets, report: Report) -> None:
    rows = [
        (row.number, row.decided_on, change.activity, change.amount, row.reason)
        for row in report.reallocations
        for change in row.changes
    ]
    head = ("Omfördelning", "Beslutad", "Aktivitet", "Ändring", "Skäl")
    sheets.table("Omfördelningar", head, rows, widths=(14, DAY, WIDE, FIGURE, WIDE))


def _decisions(sheets: Sheets, report: Report) -> None:
    rows = [
        (row.number, row.decided_on, row.body, row.kind_text, row.title, row.reference, row.amount)
        for row in report.decisions
    ]
    head = ("Nummer", "Beslutat", "Beslutande", "Slag", "Rubrik", "Hänvisning", "Belopp")
    sheets.table("Beslut", head, rows, widths=(10, DAY, 18, 16, WIDE, 26))


def _texts(sheets: Sheets, report: Report) -> None:
    answers = [("Sammanfattning", report.narrative)]
    answers += [(f"{area.number}. {area.name}", area.narrative) for area in report.areas]
    sheets.table("Svar i ord", ("Om", "Svar"), [row for row in answers if row[1]], widths=(WIDE, 100))
    conditions = [(f"{condition.number}. {condition.name}", condition.text) for condition in report.conditions]
    sheets.table("Villkor", ("Villkor", "Lydelse"), conditions, widths=(WIDE, 100))
