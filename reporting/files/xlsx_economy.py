"""The sheets of the economic report and of the distribution to providers."""

from collections.abc import Sequence

from reporting.files.sheets import DAY, FIGURE, WIDE, Cell, Sheets
from reporting.report import Report
from reporting.report.economy import FIGURES, EconomicPart


def economy(sheets: Sheets, report: Report) -> None:
    if report.economy:
        _funds(sheets, report.economy)
        _payments(sheets, report.economy)
    if report.distributions:
        _distributions(sheets, report)


def _funds(sheets: Sheets, part: EconomicPart) -> None:
    rows: list[Sequence[Cell]] = [
        (
            row.name,
            str(row.area_number),
            part.registry_number,
            ", ".join(row.state_numbers),
            row.usable_until,
            row.repay_by,
            *(getattr(row, name) for name in FIGURES),
        )
        for row in part.funds
    ]
    head = (
        *(
            "Tilldelning",
            "Område",
            "Vårt diarienummer",
            "Statens diarienummer",
            "Får användas till",
            "Återbetalas senast",
        ),
        *("Tilldelat", "Använt", "Inte använt", "Återbetalat", "Att återbetala"),
    )
    sums = ("Summa", "", "", "", "", "", *(getattr(part.sums, name) for name in FIGURES))
    sheets.table("Ekonomi", head, rows, sums, widths=(WIDE, 9, 18, 24, DAY, DAY))


def _payments(sheets: Sheets, part: EconomicPart) -> None:
    rows: list[Sequence[Cell]] = [
        (row.registry_number, row.payer, row.fund or "hela överenskommelsen", row.received_on, row.amount)
        for row in part.payments
    ]
    rows += [(row.number, "återbetalat", row.reference, row.decided_on, -row.amount) for row in part.repayments]
    head = ("Diarienummer eller beslut", "Betalare", "Avser", "Mottagen eller beslutad", "Belopp")
    sheets.table("Utbetalningar", head, rows, widths=(24, 24, WIDE, DAY))


def _distributions(sheets: Sheets, report: Report) -> None:
    rows: list[Sequence[Cell]] = [
        (
            row.provider,
            str(part.area_number),
            part.activity,
            part.title,
            part.basis,
            row.ownership_text,
            row.weight,
            row.reported_on,
            row.amount,
        )
        for part in report.distributions
        for row in part.providers
    ]
    total = sum((part.amount for part in report.distributions[1:]), report.distributions[0].amount)
    head = ("Utförare", "Område", "Aktivitet", "Fördelning", "Efter", "Ägarform", "Vikt", "Har redovisat", "Belopp")
    sums: list[Cell] = ["Summa", *[""] * 7, total]
    sheets.table("Utförare", head, rows, sums, widths=(32, 9, WIDE, 32, 32, 14, 14, DAY, FIGURE))
