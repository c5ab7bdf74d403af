"""The figures as one flat table for other programs: semicolons, decimal comma, UTF-8 with a mark that Excel knows."""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal

from grants.kronor import format_plain
from reporting.files.names import harmless
from reporting.report import Report
from reporting.report.settled import ActivitySettled, SettledPart
from reporting.report.shape import ActivityRow, Amounts, AreaPart

HEAD = (
    "nivå",
    "område",
    "namn",
    "ansvarig",
    "tilldelat",
    "beslutat",
    "bokfört",
    "ej täckt",
    "ofördelat",
    "utfall",
    "kvar",
    "återbetalat",
    "bärs av bidraget",
    "egen finansiering",
    "kan återföras",
    "bundet",
    "att återbetala",
)
COLUMNS = (
    *("allotted", "decided", "allocated", "uncovered", "unallocated", "outcome", "left"),
    *("repaid", "charged", "own_financing", "releasable", "bound", "repayable"),
)
"""The amounts of a row by the names of the report, in the order of the head."""
SETTLED = COLUMNS[7:]

ANSWERS = ("fråga", "svar")
"""Columns of what was answered; a report without a questionnaire keeps the columns that it was filed with."""
Row = tuple[str, ...]


def report_csv(report: Report) -> bytes:
    """One row for each fund, activity, fund on an activity and crossing to another area, then the sums: see `nivå`."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    more = ANSWERS if report.all_answers else ()
    writer.writerow(HEAD + more)
    writer.writerows((*row, *[""] * len(more)) for row in _rows(report))
    writer.writerows(_answers(report))
    return out.getvalue().encode("utf-8-sig")


def _rows(report: Report) -> Iterator[Row]:
    for area in report.areas:
        yield from _area(area, report.settlement)
    for earmark in report.earmarks:
        used = {"charged": earmark.used, "left": earmark.unused, "allocated": earmark.booked}
        yield _row("öronmärkning", str(earmark.area_number), earmark.fund, "", allotted=earmark.allotted, **used)
    yield _row("ej kopplat utfall", "", "Utfall utan aktivitet", "", outcome=report.unmatched_outcome)
    yield _row("utfall enligt redovisningen", "", "Utfall enligt redovisningen", "", outcome=report.outcome_in_accounts)
    name, settled = report.agreement.name, report.settlement
    sums = {part: getattr(settled.sums, part) for part in SETTLED} if settled else {}
    yield _row("överenskommelsen", "", name, report.agreement.coordinator, **vars(report.amounts), **sums)


def _answers(report: Report) -> Iterator[Row]:
    for number, row in report.all_answers:
        facts = ("svar", number, harmless(row.subject), harmless(", ".join(row.roles)))
        yield (*facts, *[""] * (len(HEAD) - len(facts)), harmless(row.question), harmless(row.answer))


def _area(area: AreaPart, settlement: SettledPart | None) -> Iterator[Row]:
    number = str(area.number)
    for fund in area.funds:
        amounts = {"allotted": fund.allotted, "allocated": fund.allocated, "unallocated": fund.unallocated}
        found = settlement.fund(area.number, fund.name) if settlement else None
        more = {part: getattr(found, part) for part in ("charged", "releasable", "bound", "repayable")} if found else {}
        yield _row("tilldelning", number, fund.name, "", **amounts, repaid=fund.repaid, **more)
    for activity in area.activities:
        settled = settlement.activity(area.number, activity.name) if settlement else None
        yield from _activity(activity, settled, number)
    for row in area.crossings:
        yield _row("mellan områden", number, row.text, "", decided=row.decided, allocated=row.allocated)
    yield _sums("område", number, area.name, area.coordinator, area.amounts)


def _activity(activity: ActivityRow, settled: ActivitySettled | None, number: str) -> Iterator[Row]:
    roles = ", ".join(activity.roles)
    parts = ("decided", "allocated", "uncovered", "outcome", "left")
    amounts = {part: getattr(activity.amounts, part) for part in parts}
    more = {part: getattr(settled, part) for part in ("charged", "own_financing", "repayable")} if settled else {}
    yield _row("aktivitet", number, activity.name, roles, **amounts, **more)
    for share in settled.shares if settled else ():
        held = {"allocated": share.booked, "charged": share.charged, "left": share.left, "repayable": share.repayable}
        yield _row("tilldelning på aktivitet", number, f"{activity.name}: {share.fund}", roles, **held)


def _sums(level: str, area: str, name: str, responsible: str, amounts: Amounts) -> Row:
    return _row(level, area, name, responsible, **vars(amounts))


def _row(level: str, area: str, name: str, responsible: str, **amounts: Decimal) -> Row:
    figures = (_number(amounts[column]) if column in amounts else "" for column in COLUMNS)
    return (level, area, harmless(name), harmless(responsible), *figures)


def _number(amount: Decimal) -> str:
    return format_plain(amount).replace(".", ",")
