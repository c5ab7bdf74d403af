"""The figures as one flat table for other programs: semicolons, decimal comma, UTF-8 with a mark that Excel knows."""

import csv
import datetime
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from grants.kronor import format_month, format_plain
from reporting.files.names import harmless
from reporting.report import Report
from reporting.report.economy import EconomicPart
from reporting.report.settled import SettledPart
from reporting.report.shape import ActivityRow, AreaPart, Earmark

FACTS = ("nivå", "område", "namn", "ansvarig")
FIGURES = {
    "allotted": "tilldelat",
    "decided": "beslutat",
    "allocated": "bokfört",
    "uncovered": "ej täckt",
    "unallocated": "ofördelat",
    "outcome": "utfall",
    "left": "kvar",
    "repaid": "återbetalat",
    "charged": "bärs av bidraget",
    "own_financing": "egen finansiering",
    "grant_left": "kvar av bidraget",
    "releasable": "kan återföras",
    "bound": "bundet",
    "unallocated_left": "ofördelat efter avräkning",
    "repayable": "att återbetala",
    "unused": "oanvänt",
    "received": "utbetalt av staten",
    "given": "till utförare",
    "national": "nationellt belopp",
    "met": "uppfyllt",
    "not_met": "inte uppfyllt",
    "unknown": "inte besvarat",
    "not_applicable": "inte aktuellt",
}
"""Column by figure: kronor, and numbers of activities for the conditions. A row has those that belong to its level."""
MORE = {
    "weight": "vikt",
    "our_number": "vårt diarienummer",
    "state_number": "statens diarienummer",
    "day": "dag",
    "repay_by": "återbetalas senast",
    "question": "fråga",
    "answer": "svar",
}
COLUMNS = FIGURES | MORE
Row = dict[str, str]


def report_csv(report: Report) -> bytes:
    """One row for each thing that has a figure, of every kind that the report has, then the answers: see `nivå`."""
    out = io.StringIO()
    writer = csv.DictWriter(out, (*FACTS, *COLUMNS.values()), delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    for area in report.areas:
        writer.writerows(_area(area, report))
    for earmark in report.earmarks:
        writer.writerows(_earmark(earmark))
    writer.writerows(_sums(report))
    if report.economy:
        writer.writerows(_economy(report, report.economy))
    writer.writerows(_behind(report))
    writer.writerows(_answers(report))
    return out.getvalue().encode("utf-8-sig")


def _area(area: AreaPart, report: Report) -> Iterator[Row]:
    number = str(area.number)
    yield from _funds(area, report)
    for activity in area.activities:
        yield from _activity(activity, area, report.settlement)
    for crossing in area.crossings:
        yield _row("mellan områden", number, crossing.text, decided=crossing.decided, allocated=crossing.allocated)
    yield _row("område", number, area.name, area.coordinator, **vars(area.amounts))


def _funds(area: AreaPart, report: Report) -> Iterator[Row]:
    """Each with what its settlement and the economic report say of it."""
    settlement, part = report.settlement, report.economy
    economic = {(row.area_number, row.name): row for row in part.funds} if part else {}
    for fund in area.funds:
        said = {name: getattr(fund, name) for name in ("national", "allotted", "allocated", "unallocated", "repaid")}
        if found := settlement.fund(area.number, fund.name) if settlement else None:
            said |= {name: getattr(found, name) for name in ("charged", "releasable", "bound", "repayable")}
            said["unallocated_left"] = found.unallocated
        if part and (row := economic.get((area.number, fund.name))):
            numbers = {"our_number": part.registry_number, "state_number": ", ".join(row.state_numbers)}
            said |= {"unused": row.unused, "repay_by": row.repay_by, **numbers}
        yield _row("tilldelning", str(area.number), fund.name, **said)


def _activity(activity: ActivityRow, area: AreaPart, settlement: SettledPart | None) -> Iterator[Row]:
    roles, number = ", ".join(activity.roles), str(area.number)
    said = {name: getattr(activity.amounts, name) for name in ("decided", "allocated", "uncovered", "outcome", "left")}
    settled = settlement.activity(area.number, activity.name) if settlement else None
    if settled:
        said |= {name: getattr(settled, name) for name in ("charged", "own_financing", "repayable")}
        said["grant_left"] = settled.left
    yield _row("aktivitet", number, activity.name, roles, **said)
    shares = {share.fund: share for share in settled.shares} if settled else {}
    for holding in activity.holdings:
        of = {"allocated": holding.balance}
        if share := shares.get(holding.fund):
            of |= {"charged": share.charged, "grant_left": share.left, "repayable": share.repayable}
        yield _row("tilldelning på aktivitet", number, f"{activity.name}: {holding.fund}", roles, **of)


def _earmark(row: Earmark) -> Iterator[Row]:
    area = str(row.area_number)
    said = {"allotted": row.allotted, "allocated": row.booked, "unallocated": row.unallocated}
    yield _row("öronmärkning", area, row.fund, charged=row.used, unused=row.unused, **said)
    for use in row.uses:
        name = f"{row.fund}: {use.activity}"
        yield _row("öronmärkning på aktivitet", area, name, allocated=use.booked, charged=use.used)


def _sums(report: Report) -> Iterator[Row]:
    """The agreement as a whole. What is settled has its sums over the activities and over the funds."""
    yield _row("ej kopplat utfall", "", "Utfall utan aktivitet", outcome=report.unmatched_outcome)
    yield _row("utfall enligt redovisningen", "", "Utfall enligt redovisningen", outcome=report.outcome_in_accounts)
    whole: dict[str, Any] = dict(vars(report.amounts))
    if report.settlement:
        sums = report.settlement.sums
        both = {"repaid": sums.repaid, "charged": sums.charged, "repayable": sums.repayable}
        lasting = {"releasable": sums.releasable, "bound": sums.bound}
        funds = {"allotted": sums.allotted, "unallocated_left": sums.unallocated}
        yield _row("avräkning av tilldelningar", "", "Summa", **both, **lasting, **funds)
        spent = {"outcome": sums.outcome, "allocated": sums.booked, "charged": sums.charged}
        rest = {"own_financing": sums.own_financing, "grant_left": sums.left, "repayable": sums.repayable_on_activities}
        yield _row("avräkning av aktiviteter", "", "Summa", **spent, **rest)
        whole |= both | lasting | {"own_financing": sums.own_financing}
    if report.economy:
        part = report.economy
        whole |= {"our_number": part.registry_number, "unused": part.sums.unused, "received": part.sums.received}
    yield _row("överenskommelsen", "", report.agreement.name, report.agreement.coordinator, **whole)


def _economy(report: Report, part: EconomicPart) -> Iterator[Row]:
    """Payments and repayments, and what providers are given."""
    for payment in part.payments:
        known = {"received": payment.amount, "state_number": payment.registry_number, "day": payment.received_on}
        yield _row("utbetalning", "", payment.fund or report.agreement.name, payment.payer, **known)
    for repaid in part.repayments:
        said = {"repaid": repaid.amount, "day": repaid.decided_on}
        yield _row("återbetalning", "", repaid.number, repaid.reference, **said)
    for shared in report.distributions:
        number = str(shared.area_number)
        yield _row("fördelning till utförare", number, shared.title, shared.activity, given=shared.amount)
        for row in shared.providers:
            given = {"given": row.amount, "weight": row.weight, "day": row.reported_on}
            yield _row("utförare", number, row.provider, shared.activity, **given)


def _behind(report: Report) -> Iterator[Row]:
    """What the figures come from, and how the conditions are met."""
    for month in report.months:
        yield _row("månad", "", format_month(month.month), outcome=month.amount)
    for decision in report.decisions:
        said = {"decided": decision.amount, "day": decision.decided_on}
        yield _row("beslut", "", decision.title, decision.number, **said)
        for change in decision.changes:
            yield _row("beslutsrad", "", change.activity, decision.number, decided=change.amount)
    for row in report.conditions:
        counts = {name: getattr(row, name) for name in ("met", "not_met", "unknown", "not_applicable")}
        yield _row("villkor", "", f"{row.number}. {row.name}", **counts)


def _answers(report: Report) -> Iterator[Row]:
    for number, row in report.all_answers:
        said = {"question": row.question, "answer": row.answer}
        yield _row("svar", number, row.subject, ", ".join(row.roles), **said)


def _row(level: str, area: str, name: str, responsible: str = "", /, **said: Any) -> Row:
    facts = dict(zip(FACTS, (level, area, harmless(name), harmless(responsible)), strict=True))
    return facts | {COLUMNS[key]: _cell(value) for key, value in said.items() if value is not None}


def _cell(value: Decimal | datetime.date | int | str) -> str:
    if isinstance(value, Decimal):
        return format_plain(value).replace(".", ",")
    return harmless(value) if isinstance(value, str) else str(value)
