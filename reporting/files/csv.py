"""The figures as one flat table for other programs: semicolons, decimal comma, UTF-8 with a mark that Excel knows."""

import csv
import datetime
import io
from collections.abc import Iterator
from decimal import Decimal

from grants.kronor import format_month, format_plain
from reporting.files.names import harmless
from reporting.report import Report
from reporting.report.economy import EconomicPart
from reporting.report.settled import ActivitySettled
from reporting.report.shape import ActivityRow, AreaPart

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
SWEDISH = dict(zip(COLUMNS, HEAD[4:], strict=True))
SETTLED = COLUMNS[7:]

ECONOMY = (
    *("oanvänt", "utbetalt av staten", "till utförare"),
    *("vårt diarienummer", "statens diarienummer", "dag", "återbetalas senast"),
)
"""Columns of the third format: a report that was filed before keeps the columns that it was filed with, to the byte."""
ANSWERS = ("fråga", "svar")
"""Columns of what was answered, where there is a questionnaire."""
Row = dict[str, str]


def report_csv(report: Report) -> bytes:
    """One row for each fund, activity, fund on an activity and crossing to another area, then the sums: see `nivå`."""
    out = io.StringIO()
    columns = HEAD + (ECONOMY if report.economy else ()) + (ANSWERS if report.all_answers else ())
    writer = csv.DictWriter(out, columns, delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(_rows(report))
    if report.economy:
        writer.writerows(_behind(report, report.economy))
    writer.writerows(_answers(report))
    return out.getvalue().encode("utf-8-sig")


def _rows(report: Report) -> Iterator[Row]:
    for area in report.areas:
        yield from _area(area, report)
    for earmark in report.earmarks:
        used = {"charged": earmark.used, "left": earmark.unused, "allocated": earmark.booked}
        yield _row("öronmärkning", str(earmark.area_number), earmark.fund, "", allotted=earmark.allotted, **used)
    yield _row("ej kopplat utfall", "", "Utfall utan aktivitet", "", outcome=report.unmatched_outcome)
    yield _row("utfall enligt redovisningen", "", "Utfall enligt redovisningen", "", outcome=report.outcome_in_accounts)
    name, settled = report.agreement.name, report.settlement
    sums = {part: getattr(settled.sums, part) for part in SETTLED} if settled else {}
    whole = _row("överenskommelsen", "", name, report.agreement.coordinator, **vars(report.amounts), **sums)
    if report.economy:
        numbers = {"vårt diarienummer": report.economy.registry_number}
        whole |= numbers | {"oanvänt": _number(report.economy.sums.unused)}
        whole["utbetalt av staten"] = _number(report.economy.sums.received)
    yield whole


def _behind(report: Report, part: EconomicPart) -> Iterator[Row]:
    """What the figures come from: payments and repayments, providers' parts, months, decisions."""
    for payment in part.payments:
        amount = {} if payment.amount is None else {"utbetalt av staten": _number(payment.amount)}
        known = {"statens diarienummer": payment.registry_number, "dag": str(payment.received_on or "")}
        yield _row("utbetalning", "", payment.fund or report.agreement.name, payment.payer) | amount | known
    for repaid in part.repayments:
        yield _row("återbetalning", "", repaid.number, repaid.reference, repaid=repaid.amount) | _day(repaid.decided_on)
    for shared in report.distributions:
        for row in shared.providers:
            given = {"till utförare": _number(row.amount), **_day(row.reported_on)}
            yield _row("utförare", str(shared.area_number), row.provider, shared.activity) | given
    for month in report.months:
        yield _row("månad", "", format_month(month.month), "", outcome=month.amount)
    for decision in report.decisions:
        yield _row("beslut", "", decision.title, decision.number, decided=decision.amount) | _day(decision.decided_on)
    for decision in report.reallocations:
        for change in decision.changes:
            yield _row("omfördelning", "", change.activity, decision.number, decided=change.amount)


def _day(day: datetime.date | None) -> Row:
    return {"dag": str(day)} if day else {}


def _answers(report: Report) -> Iterator[Row]:
    for number, row in report.all_answers:
        facts = _row("svar", number, row.subject, ", ".join(row.roles))
        yield facts | {"fråga": harmless(row.question), "svar": harmless(row.answer)}


def _area(area: AreaPart, report: Report) -> Iterator[Row]:
    number, settlement = str(area.number), report.settlement
    for fund in area.funds:
        amounts = {"allotted": fund.allotted, "allocated": fund.allocated, "unallocated": fund.unallocated}
        found = settlement.fund(area.number, fund.name) if settlement else None
        more = {part: getattr(found, part) for part in ("charged", "releasable", "bound", "repayable")} if found else {}
        row = _row("tilldelning", number, fund.name, "", **amounts, repaid=fund.repaid, **more)
        yield row | (_of_the_state(report.economy, area.number, fund.name) if report.economy else {})
    for activity in area.activities:
        settled = settlement.activity(area.number, activity.name) if settlement else None
        yield from _activity(activity, settled, number)
    for crossing in area.crossings:
        amounts = {"decided": crossing.decided, "allocated": crossing.allocated}
        yield _row("mellan områden", number, crossing.text, "", **amounts)
    yield _row("område", number, area.name, area.coordinator, **vars(area.amounts))


def _of_the_state(part: EconomicPart, area_number: int, name: str) -> Row:
    """What the economic report adds to a fund's row; nothing for one that it does not name."""
    found = next((row for row in part.funds if (row.area_number, row.name) == (area_number, name)), None)
    if found is None:
        return {}
    return {
        "oanvänt": _number(found.unused),
        "vårt diarienummer": part.registry_number,
        "statens diarienummer": harmless(", ".join(found.state_numbers)),
        "återbetalas senast": str(found.repay_by or ""),
    }


def _activity(activity: ActivityRow, settled: ActivitySettled | None, number: str) -> Iterator[Row]:
    roles = ", ".join(activity.roles)
    parts = ("decided", "allocated", "uncovered", "outcome", "left")
    amounts = {part: getattr(activity.amounts, part) for part in parts}
    more = {part: getattr(settled, part) for part in ("charged", "own_financing", "repayable")} if settled else {}
    yield _row("aktivitet", number, activity.name, roles, **amounts, **more)
    for share in settled.shares if settled else ():
        held = {"allocated": share.booked, "charged": share.charged, "left": share.left, "repayable": share.repayable}
        yield _row("tilldelning på aktivitet", number, f"{activity.name}: {share.fund}", roles, **held)


def _row(level: str, area: str, name: str, responsible: str, **amounts: Decimal) -> Row:
    facts = dict(zip(HEAD, (level, area, harmless(name), harmless(responsible)), strict=False))
    return facts | {SWEDISH[column]: _number(amount) for column, amount in amounts.items() if column in SWEDISH}


def _number(amount: Decimal) -> str:
    return format_plain(amount).replace(".", ",")
