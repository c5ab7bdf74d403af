"""The sheets of what came of the money: months, settlement, earmarks, conditions, findings."""

from collections.abc import Sequence

from grants.kronor import format_month
from reporting.files.sheets import DAY, FIGURE, WIDE, Cell, Sheets, added
from reporting.report import Report
from reporting.report.settled import ACTIVITY_FIGURES, FUND_FIGURES, SHARE_FIGURES, SettledPart


def follow_up(sheets: Sheets, report: Report) -> None:
    months = [(format_month(row.month), row.amount) for row in report.months]
    sheets.table("Månader", ("Månad", "Utfall"), months, ("Summa", report.amounts.outcome), widths=(12,))
    if report.settlement:
        _settled_activities(sheets, report.settlement)
        _settled_shares(sheets, report.settlement)
        _settled_funds(sheets, report.settlement)
    _earmarks(sheets, report)
    _conditions(sheets, report)
    findings = [(row.id, row.text, row.acknowledged) for row in report.findings]
    sheets.table("Avvikelser", ("Kod", "Avvikelse", "Kvitterad med"), findings, widths=(18, 90, 60))


def _settled_activities(sheets: Sheets, part: SettledPart) -> None:
    head = (
        "Aktivitet",
        "Område",
        "Utfall",
        "Bokfört",
        "Bärs av bidraget",
        "Egen finansiering",
        "Kvar",
        "Att återbetala",
    )
    rows = [
        (row.name, str(row.area_number), *(getattr(row, name) for name in ACTIVITY_FIGURES)) for row in part.activities
    ]
    sums = part.sums
    stated = (sums.outcome, sums.booked, sums.charged, sums.own_financing, sums.left, sums.repayable_on_activities)
    sheets.table("Avräkning aktiviteter", head, rows, ("Summa", "", *stated), widths=(WIDE, 9))


def _settled_shares(sheets: Sheets, part: SettledPart) -> None:
    head = ("Aktivitet", "Område", "Tilldelning", "Bokfört", "Bärs av bidraget", "Kvar", "Att återbetala")
    rows = [
        (row.name, str(row.area_number), share.fund, *(getattr(share, name) for name in SHARE_FIGURES))
        for row in part.activities
        for share in row.shares
    ]
    sums = part.sums
    stated = (sums.booked, sums.charged, sums.left, sums.repayable_on_activities)
    sheets.table("Avräkning per del", head, rows, ("Summa", "", "", *stated), widths=(WIDE, 9, WIDE))


def _settled_funds(sheets: Sheets, part: SettledPart) -> None:
    amounts = (
        "Tilldelat",
        "Återbetalat",
        "Bärs av bidraget",
        "Kan återföras",
        "Bundet",
        "Ofördelat",
        "Att återbetala",
    )
    rows = [
        (
            row.name,
            str(row.area_number),
            row.usable_until,
            row.repay_by,
            *(getattr(row, name) for name in FUND_FIGURES),
        )
        for row in part.funds
    ]
    stated = (getattr(part.sums, name) for name in FUND_FIGURES)
    head = ("Tilldelning", "Område", "Får användas till", "Återbetalas senast", *amounts)
    sheets.table("Avräkning tilldelningar", head, rows, ("Summa", "", "", "", *stated), widths=(WIDE, 9, DAY, DAY))


def _earmarks(sheets: Sheets, report: Report) -> None:
    rows: list[Sequence[Cell]] = [
        (
            row.fund,
            str(row.area_number),
            "ja" if row.kept else "nej",
            *(row.allotted, row.booked, row.unallocated, row.used, row.unused),
        )
        for row in report.earmarks
    ]
    figures = ("Tilldelat", "Bokfört", "Ofördelat", "Använt", "Inte använt")
    head = ("Öronmärkt tilldelning", "Område", "Hållen", *figures)
    sums: list[Cell] = ["Summa", "", "", *(added(rows, column) for column in range(3, 8))]
    sheets.table("Öronmärkta medel", head, rows, sums, widths=(WIDE, 9, 9))
    uses: list[Sequence[Cell]] = [
        (use.activity, row.fund, "ja" if use.planned else "nej", use.booked, use.used)
        for row in report.earmarks
        for use in row.uses
    ]
    sheets.table(
        "Öronmärkt per aktivitet",
        ("Aktivitet", "Öronmärkt tilldelning", "Beslutad", "Bokfört", "Använt"),
        uses,
        ("Summa", "", "", added(uses, 3), added(uses, 4)),
        widths=(WIDE, WIDE, 9),
    )


def _conditions(sheets: Sheets, report: Report) -> None:
    rows: list[Sequence[Cell]] = [
        (
            f"{row.number}. {row.name}",
            row.text,
            *(row.met, row.not_met, row.unknown, row.not_applicable),
            "; ".join(f"{unmet.activity}: {unmet.evidence}" for unmet in row.unmet),
        )
        for row in report.conditions
    ]
    head = ("Villkor", "Lydelse", "Uppfyllt", "Inte uppfyllt", "Inte besvarat", "Inte aktuellt", "Vad som brister")
    sheets.table("Villkor", head, rows, widths=(WIDE, 90, FIGURE, FIGURE, FIGURE, FIGURE, 70))
