"""An agreement's figures for scripts (JSON) and spreadsheets (XLSX), both drawn from `decisions.figures`."""

import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter

from decisions.figures import ActivityFigures, AgreementFigures, AreaFigures, Figures, FundFigures, agreement_figures
from grants.kronor import format_plain
from grants.models import Agreement

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for the start of a formula."""


def agreement_as_data(agreement: Agreement, as_of: datetime.date | None = None) -> dict[str, Any]:
    """What `export_agreement` prints: amounts as strings with a decimal point, dates ISO."""
    figures = agreement_figures(agreement, as_of)
    return {
        "agreement": {
            "slug": agreement.slug,
            "name": agreement.name,
            "year": agreement.year,
            "registry_number": agreement.registry_number,
            "recipient": agreement.recipient,
            "starts_on": agreement.starts_on.isoformat(),
            "ends_on": agreement.ends_on.isoformat(),
        },
        "as_of": as_of.isoformat() if as_of else None,
        "areas": [_area(area) for area in figures.areas],
        "totals": _totals(figures.totals),
        "unmatched_outcome": format_plain(figures.unmatched_outcome),
    }


def _totals(figures: Figures) -> dict[str, str]:
    keys = ("allotted", "allocated", "unallocated", "decided", "uncovered", "outcome")
    return {key: format_plain(getattr(figures, key)) for key in keys}


def _area(area: AreaFigures) -> dict[str, Any]:
    return {
        "number": area.area.number,
        "name": area.area.name,
        "totals": _totals(area.totals),
        "funds": [_fund(row) for row in area.funds],
        "activities": [_activity(row) for row in area.activities],
        "crossings": [
            {"text": row.text, "decided": format_plain(row.decided), "allocated": format_plain(row.allocated)}
            for row in area.crossings
        ],
    }


def _fund(row: FundFigures) -> dict[str, Any]:
    national = row.fund.national_amount
    return {
        "name": row.fund.name,
        "earmarked": row.fund.earmarked,
        "national": None if national is None else format_plain(national),
        "allotted": format_plain(row.allotted),
        "unallocated": format_plain(row.unallocated),
    }


def _activity(row: ActivityFigures) -> dict[str, Any]:
    return {
        "name": row.activity.name,
        "roles": row.roles,
        "locked": row.activity.locked,
        "decided": format_plain(row.figures.decided),
        "allocated": format_plain(row.figures.allocated),
        "uncovered": format_plain(row.figures.uncovered),
        "outcome": format_plain(row.figures.outcome),
        "accounts": [{"fund": fund.name, "balance": format_plain(balance)} for fund, balance in row.accounts],
    }


def neutral(text: str) -> str:
    """The text with an apostrophe before what a spreadsheet would run as a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def as_typed(text: str) -> str:
    """The text without the apostrophe that `neutral` put before it."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text


ACTIVITY_HEADS = (
    *("Område", "Aktivitet", "Ansvarig funktion", "Låst"),
    *("Beslutat, kr", "Bokfört, kr", "Ej täckt, kr", "Utfall, kr", "Kvar, kr"),
)
FUND_HEADS = ("Område", "Tilldelning", "Öronmärkt", "Tilldelat, kr", "Bokfört, kr", "Ofördelat, kr")


class _Sheet:
    """A sheet with a title, a head row and rows of text and numbers; the head stays in sight."""

    def __init__(self, book: xlsxwriter.Workbook, name: str, title: str, heads: tuple[str, ...]) -> None:
        self.sheet = book.add_worksheet(name)
        self.money = book.add_format({"num_format": "# ##0.00"})
        self.total = book.add_format({"num_format": "# ##0.00", "bold": True, "top": 1, "bottom": 6})
        self.bold = book.add_format({"bold": True})
        self.sheet.write_string(0, 0, neutral(title), self.bold)
        for column, head in enumerate(heads):
            self.sheet.write_string(2, column, head, self.bold)
        self.sheet.freeze_panes(3, 0)
        self.sheet.set_column(0, 0, 10)
        self.sheet.set_column(1, 2, 44)
        self.sheet.set_column(3, len(heads) - 1, 18)
        self.row = 3

    def add(self, values: tuple[str | int | Decimal, ...], *, total: bool = False) -> None:
        for column, value in enumerate(values):
            if isinstance(value, str):
                self.sheet.write_string(self.row, column, neutral(value), self.total if total else None)
            else:
                money = self.total if total else self.money
                self.sheet.write_number(self.row, column, value, money if isinstance(value, Decimal) else None)
        self.row += 1


def agreement_workbook(figures: AgreementFigures, area_number: int | None = None) -> bytes:
    """An XLSX of the activities and the funds, of the whole agreement or of one area. Numbers are real numbers."""
    areas = figures.areas if area_number is None else (figures.area(area_number),)
    totals = figures.totals if area_number is None else areas[0].totals
    title = figures.agreement.name if area_number is None else f"{figures.agreement.name}, {areas[0].area}"
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        _activity_sheet(_Sheet(book, "Aktiviteter", title, ACTIVITY_HEADS), areas, totals)
        _fund_sheet(_Sheet(book, "Tilldelningar", title, FUND_HEADS), areas, totals)
    return file.getvalue()


def _activity_sheet(sheet: _Sheet, areas: tuple[AreaFigures, ...], totals: Figures) -> None:
    for area in areas:
        for row in area.activities:
            locked = "ja" if row.activity.locked else "nej"
            sheet.add((area.area.number, row.activity.name, ", ".join(row.roles), locked, *_amounts(row.figures)))
        for crossing in area.crossings:
            sheet.add((area.area.number, crossing.text, "", "", crossing.decided, crossing.allocated))
    sheet.add(("Summa", "", "", "", *_amounts(totals)), total=True)


def _amounts(figures: Figures) -> tuple[Decimal, ...]:
    return (figures.decided, figures.allocated, figures.uncovered, figures.outcome, figures.left)


def _fund_sheet(sheet: _Sheet, areas: tuple[AreaFigures, ...], totals: Figures) -> None:
    for area in areas:
        for row in area.funds:
            earmarked = "ja" if row.fund.earmarked else "nej"
            amounts = (row.allotted, row.allocated, row.unallocated)
            sheet.add((area.area.number, row.fund.name, earmarked, *amounts))
    sheet.add(("Summa", "", "", totals.allotted, totals.allocated, totals.unallocated), total=True)
