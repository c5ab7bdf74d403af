"""The report as a workbook: a sheet a table (`reporting.files.sheets`), every amount of the report."""

import io
from collections.abc import Sequence

from decisions.frozen import checksum
from reporting.files.sheets import DAY, FIGURE, WIDE, Cell, Sheets, added
from reporting.files.xlsx_economy import economy
from reporting.files.xlsx_follow_up import follow_up
from reporting.report import Report


def report_xlsx(report: Report, text: str) -> bytes:
    """The workbook. `text` is the report's canonical JSON, whose checksum is shown. Same text, same bytes."""
    target = io.BytesIO()
    sheets = Sheets(report, target)
    _facts(sheets, report, checksum(text))
    _changes(sheets, report)
    _areas(sheets, report)
    _funds(sheets, report)
    _activities(sheets, report)
    _holdings(sheets, report)
    economy(sheets, report)
    follow_up(sheets, report)
    _reallocations(sheets, report)
    _decisions(sheets, report)
    _texts(sheets, report)
    _attached(sheets, report)
    _method(sheets, report)
    sheets.book.close()
    return target.getvalue()


def _facts(sheets: Sheets, report: Report, sha256: str) -> None:
    amounts, requirement = report.amounts, report.requirement
    rows: list[Sequence[Cell]] = [
        ("Redovisning", report.title),
        ("Läge", f"Inlämnad, version {report.filing.version}" if report.filing else "Utkast, inte inlämnad"),
        ("Från", report.sender),
        ("Till", requirement.recipient),
        ("Mottagarens adress", ", ".join(report.template.address.split("\n"))),
        ("Diarienummer", report.agreement.registry_number),
        ("Statens diarienummer", ", ".join(report.economy.state_numbers) if report.economy else ""),
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


def _changes(sheets: Sheets, report: Report) -> None:
    """Of a new version: what it says otherwise than the one before, after why in its own words."""
    filing = report.filing
    if filing and filing.what_changed:
        rows: list[Sequence[Cell]] = [("Hela redovisningen", filing.what_changed)]
        rows += [(row.where, row.what, row.filed, row.now) for row in filing.changes]
        head = ("Var", "Vad", "Förra versionen", "Den här versionen")
        sheets.table("Ändringar", head, rows, widths=(WIDE, WIDE, 40, 40))


def _areas(sheets: Sheets, report: Report) -> None:
    head = ("Utvecklingsområde", "Tilldelat", "Beslutat", "Bokfört", "Ej täckt", "Ofördelat", "Utfall", "Kvar")
    rows = [(f"{area.number}. {area.name}", *vars(area.amounts).values()) for area in report.areas]
    sheets.table("Områden", head, rows, ("Summa", *vars(report.amounts).values()), widths=(WIDE,))


def _funds(sheets: Sheets, report: Report) -> None:
    head = (
        "Tilldelning",
        "Område",
        "Öronmärkt",
        "Nationellt",
        "Tilldelat",
        "Bokfört",
        "Ofördelat",
        "Återbetalat",
    )
    rows: list[Sequence[Cell]] = [
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
    total = report.amounts
    sums = ("Summa", "", "", "", total.allotted, total.allocated, total.unallocated, added(rows, 7))
    sheets.table("Tilldelningar", head, rows, sums, widths=(WIDE, 9, 11))


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


def _holdings(sheets: Sheets, report: Report) -> None:
    """What each activity holds of each fund."""
    rows: list[Sequence[Cell]] = [
        (activity.name, str(area.number), holding.fund, holding.balance)
        for area in report.areas
        for activity in area.activities
        for holding in activity.holdings
    ]
    head = ("Aktivitet", "Område", "Tilldelning", "Bokfört")
    sheets.table("Bokfört per del", head, rows, ("Summa", "", "", report.amounts.allocated), widths=(WIDE, 9, WIDE))


def _reallocations(sheets: Sheets, report: Report) -> None:
    rows: list[Sequence[Cell]] = [
        (row.number, row.decided_on, change.activity, change.amount, row.reason)
        for row in report.reallocations
        for change in row.changes
    ]
    head = ("Omfördelning", "Beslutad", "Aktivitet", "Ändring", "Skäl")
    sums = ("Summa", "", "", added(rows, 3), "")
    sheets.table("Omfördelningar", head, rows, sums, widths=(14, DAY, WIDE, FIGURE, WIDE))


def _decisions(sheets: Sheets, report: Report) -> None:
    rows = [
        (
            row.number,
            row.decided_on,
            row.body,
            row.kind_text,
            row.title,
            row.registry_number,
            row.section,
            row.basis,
            row.amount,
        )
        for row in report.decisions
    ]
    head = ("Nummer", "Beslutat", "Beslutande", "Slag", "Rubrik", "Diarienummer", "Paragraf", "Stöd", "Belopp")
    sheets.table("Beslut", head, rows, widths=(10, DAY, 18, 16, WIDE, 18, 12, 26))
    lines = [(row.number, change.activity, change.amount) for row in report.decisions for change in row.changes]
    sheets.table("Beslutsrader", ("Beslut", "Aktivitet", "Belopp"), lines, widths=(14, WIDE))


def _texts(sheets: Sheets, report: Report) -> None:
    answers = [("Sammanfattning", report.narrative)]
    answers += [(f"{area.number}. {area.name}", area.narrative) for area in report.areas]
    sheets.table("Svar i ord", ("Om", "Svar"), [row for row in answers if row[1]], widths=(WIDE, 100))
    told = [
        (number, row.subject, row.question, row.answer, ", ".join(row.roles), row.state_told)
        for number, row in report.all_answers
    ]
    if told:
        head = ("Område", "Om", "Fråga", "Svar", "Besvarat av", "Läge")
        sheets.table("Frågor och svar", head, told, widths=(9, 32, WIDE, 80, 32, 16))


def _attached(sheets: Sheets, report: Report) -> None:
    rows = [(name, row.question, row.subject, file.described, file.sha256) for name, row, file in report.attached]
    if rows:
        head = ("Fil", "Svar på", "Om", "Slag", "SHA-256")
        sheets.table("Bilagor", head, rows, widths=(WIDE, WIDE, 32, 16, 66))


def _method(sheets: Sheets, report: Report) -> None:
    rows: list[Sequence[Cell]] = [(paragraph,) for paragraph in report.method]
    signed = f"{report.filing.signatory}, {report.filing.filed_on}" if report.filing else "inte inlämnad"
    if report.template.cover_letter:
        rows.append((f"Följebrev: {report.template.cover_letter}",))
    if report.template.certificate:
        rows.append((f"Intyg: {report.template.certificate}",))
    if report.template.signatories:
        rows.append((f"Undertecknas av: {', '.join(report.template.signatories)}",))
    sheets.table("Metod", ("Så är siffrorna framtagna",), [*rows, (f"Fastställd av: {signed}",)], widths=(120,))
