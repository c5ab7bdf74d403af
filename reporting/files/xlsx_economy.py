"""The sheets of the economic report and of the distribution to providers."""

from collections.abc import Sequence

from reporting.files.sheets import DAY, FIGURE, WIDE, ZERO, Cell, Sheets, added
from reporting.report import Report
from reporting.report.economy import FIGURES, EconomicPart


def economy(sheets: Sheets, report: Report) -> None:
    if report.economy:
        _funds(sheets, report.economy)
        _payments(sheets, report.economy)
        _repayments(sheets, report.economy)
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
        (
            row.registry_number,
            row.payer,
            row.fund or "hela överenskommelsen",
            row.expected_on,
            row.received_on,
            row.amount,
            row.amount if row.received_on else None,
        )
        for row in part.payments
    ]
    head = ("Diarienummer", "Betalare", "Avser", "Väntad", "Mottagen", "Belopp", "Mottaget")
    sums = ("Summa", "", "", "", "", added(rows, 5), part.sums.received)
    sheets.table("Utbetalningar", head, rows, sums, widths=(24, 24, WIDE, DAY, DAY))


def _repayments(sheets: Sheets, part: EconomicPart) -> None:
    rows: list[Sequence[Cell]] = [(row.number, row.decided_on, row.reference, row.amount) for row in part.repayments]
    head = ("Nummer", "Beslutad", "Hänvisning", "Belopp")
    sheets.table("Återbetalningar", head, rows, ("Summa", "", "", added(rows, 3)), widths=(14, DAY, WIDE))


def _distributions(sheets: Sheets, report: Report) -> None:
    total = sum((part.amount for part in report.distributions), ZERO)
    each: list[Sequence[Cell]] = [
        (part.title, str(part.area_number), part.activity, part.basis, part.fixed_on, part.amount)
        for part in report.distributions
    ]
    of = ("Fördelning", "Område", "Aktivitet", "Efter", "Fastställd", "Belopp")
    sheets.table("Fördelningar", of, each, ("Summa", "", "", "", "", total), widths=(WIDE, 9, WIDE, 32, DAY))
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
    head = ("Utförare", "Område", "Aktivitet", "Fördelning", "Efter", "Ägarform", "Vikt", "Har redovisat", "Belopp")
    sums: list[Cell] = ["Summa", *[""] * 7, total]
    sheets.table("Utförare", head, rows, sums, widths=(32, 9, WIDE, 32, 32, 14, 14, DAY, FIGURE))
