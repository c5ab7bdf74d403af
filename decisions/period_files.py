"""A period report as files: a workbook with all of it, a CSV of its activities. From the same data as the page."""

from collections.abc import Iterator, Sequence
from typing import Any

from decisions.frozen import canonical
from decisions.period_shape import AMOUNTS, ActivityLine, Amounts, PeriodReport
from decisions.spreadsheet import Table, Value, semicolons, workbook
from grants.kronor import format_month

LABELS = {
    "original": "Ursprunglig budget",
    "current": "Gällande budget",
    "booked": "Bokfört",
    "uncovered": "Ej täckt",
    "budget_of_period": "Budget i perioden",
    "outcome_of_period": "Utfall i perioden",
    "variance_of_period": "Avvikelse i perioden",
    "budget": "Budget hittills",
    "outcome": "Utfall hittills",
    "variance": "Avvikelse hittills",
    "expected": "Prognos",
    "expected_variance": "Prognosens avvikelse",
}
HEADS = (
    "Område",
    "Aktivitet",
    "Ansvarig funktion",
    *(f"{LABELS[name]}, kr" for name in AMOUNTS),
    "Prognosen",
    "Kommentar",
)
WIDTHS = (9, 46, 34, *(16,) * len(AMOUNTS), 34, 60)
MONTH_HEADS = ("Månad", "Budget", "Utfall", "Prognos", "Budget hittills", "Utfall hittills", "Prognos hittills")
FUND_HEADS = ("Område", "Tilldelning", "Öronmärkt", "Tilldelat, kr", "Bokfört, kr", "Ofördelat, kr", "Återbetalat, kr")
MOVEMENT_HEADS = ("Beslutad", "Bokförd", "Slag", "Tilldelning", "Från", "Till", "Belopp, kr", "Hänvisning")


def report_workbook(report: PeriodReport) -> bytes:
    months = [
        (
            format_month(row.month),
            row.budget,
            row.outcome,
            row.forecast,
            row.budget_so_far,
            row.outcome_so_far,
            row.forecast_so_far,
        )
        for row in report.months
    ]
    funds = [
        (
            row.area,
            row.name,
            "ja" if row.earmarked else "nej",
            row.allotted,
            row.allocated,
            row.unallocated,
            row.repaid,
        )
        for row in report.funds
    ]
    movements = [
        (row.decided_on, row.booked_on, row.kind, row.fund, row.source, row.target, row.amount, row.reference)
        for row in report.movements
    ]
    heads = (MONTH_HEADS[0], *(f"{head}, kr" for head in MONTH_HEADS[1:]))
    return workbook(
        _activities(report),
        Table("Månader", heads, months),
        Table("Tilldelningar", FUND_HEADS, funds, (9, 46, 12, 16, 16, 16, 16)),
        Table("Bokningar", MOVEMENT_HEADS, movements, (12, 12, 14, 34, 34, 34, 16, 30)),
        Table("Om rapporten", ("Uppgift", "Värde"), list(_about(report)), (34, 80)),
    )


def report_csv(report: PeriodReport) -> bytes:
    """The activities and their sum."""
    return semicolons(_activities(report))


def report_json(report: PeriodReport) -> bytes:
    """The report itself, whose SHA-256 stands on its PDF."""
    return canonical(report).encode()


def _activities(report: PeriodReport) -> Table:
    total: Sequence[Value] = (None, "Summa", "", *_cells(report.totals), "", "")
    return Table("Aktiviteter", HEADS, [*map(_line, report.activities), total], WIDTHS)


def _line(row: ActivityLine) -> tuple[Value, ...]:
    comment = row.comment or ("saknas" if row.comment_missing else "")
    return (row.area, row.name, ", ".join(row.roles), *_cells(row.amounts), row.forecast, comment)


def _cells(amounts: Amounts) -> tuple[Any, ...]:
    return tuple(getattr(amounts, name) for name in AMOUNTS)


def _about(report: PeriodReport) -> Iterator[tuple[Value, Value]]:
    yield "Rapport", report.title
    yield "Överenskommelse", report.agreement
    yield "Diarienummer", report.registry_number
    yield "Period", report.period
    yield "Beslutat och bokfört till och med", report.as_of
    yield "Utfall till och med", report.known_to or "inget utfall"
    yield "Urval", "; ".join(report.selection) or "alla aktiviteter"
    yield "Månader utan utfall", ", ".join(report.missing_months) or "inga"
    yield "Månader som inte är stängda", ", ".join(report.open_months) or "inga"
    yield "Utfall utan aktivitet, kr", report.unmatched
