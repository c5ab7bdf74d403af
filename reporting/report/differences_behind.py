"""What differs in what the figures rest on: conditions, method, findings, earmarks, providers, the economic report, the
requirement and the template. A table for each kind of row: by what it is known, how it is named, what is compared."""

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from grants.kronor import format_kronor, format_month
from reporting.report.pairs import MISSING, pairs
from reporting.report.shape import Difference, Report


@dataclass(frozen=True)
class Compared:
    """`rows` of a report, `key` of a row, `where` it is, and the words of the fields that are compared."""

    rows: Callable[[Report], Iterable[Any]]
    key: Callable[[Any], Any]
    where: Callable[[Any], str]
    words: dict[str, str]
    told: bool = False
    """Whether `reporting.report.differences` tells of a row that only one of the reports has."""


def _area_rows(name: str) -> Callable[[Report], Iterable[Any]]:
    """Rows of every area, each with the area's number."""
    return lambda report: [(area.number, row) for area in report.areas for row in getattr(area, name)]


COMPARED = (
    Compared(
        lambda report: report.conditions,
        lambda row: row.number,
        lambda row: f"Villkor {row.number}, {row.name}",
        {
            "name": "namn",
            "text": "lydelse",
            "met": "uppfyllt, antal aktiviteter",
            "not_met": "inte uppfyllt, antal aktiviteter",
            "unknown": "inte besvarat, antal aktiviteter",
            "not_applicable": "inte aktuellt, antal aktiviteter",
            "unmet": "vad som brister",
        },
    ),
    Compared(
        lambda report: report.earmarks,
        lambda row: (row.area_number, row.fund),
        lambda row: f"Område {row.area_number}, öronmärkningen av {row.fund}",
        {"kept": "hållen", "unused": "inte använt", "uses": "hur den har använts"},
    ),
    Compared(
        lambda report: report.months,
        lambda row: row.month,
        lambda row: f"Månaden {format_month(row.month)}",
        {"amount": "utfall"},
    ),
    Compared(
        lambda report: report.findings,
        lambda row: (row.id, row.text),
        lambda row: f"Avvikelsen {row.id}: {row.text}",
        {"severity": "hur allvarlig", "acknowledged": "kvitterad med"},
    ),
    Compared(
        lambda report: report.distributions,
        lambda row: (row.area_number, row.activity, row.title),
        lambda row: row.place,
        {"basis": "efter vilken nyckel", "fixed_on": "fastställd", "amount": "belopp", "providers": "utförarnas delar"},
    ),
    Compared(
        lambda report: report.economy.funds if report.economy else (),
        lambda row: (row.area_number, row.name),
        lambda row: row.place,
        {
            "state_numbers": "statens diarienummer",
            "usable_until": "får användas till och med",
            "repay_by": "återbetalas senast",
            "unused": "inte använt",
        },
    ),
    Compared(
        lambda report: report.economy.payments if report.economy else (),
        lambda row: (row.registry_number, row.payer, row.fund, row.expected_on),
        lambda row: f"Utbetalningen {row.registry_number}",
        {"amount": "belopp", "received_on": "mottagen"},
    ),
    Compared(
        lambda report: report.economy.repayments if report.economy else (),
        lambda row: row.number,
        lambda row: f"Återbetalningen {row.number}",
        {"amount": "belopp", "decided_on": "beslutad"},
    ),
    Compared(
        lambda report: report.areas,
        lambda row: row.number,
        lambda row: f"Område {row.number}",
        {"name": "namn", "coordinator": "sammanhållet ansvar", "reallocation_rule": "beslutets ord om omfördelning"},
        told=True,
    ),
    Compared(
        _area_rows("funds"),
        lambda row: (row[0], row[1].name),
        lambda row: f"Område {row[0]}, tilldelningen {row[1].name}",
        {"earmarked": "öronmärkt", "assumed": "ett antagande", "national": "nationellt belopp"},
        told=True,
    ),
    Compared(
        _area_rows("activities"),
        lambda row: (row[0], row[1].name),
        lambda row: f"Område {row[0]}, {row[1].name}",
        {"locked": "låst", "holdings": "ur vilka tilldelningar"},
        told=True,
    ),
    Compared(
        lambda report: report.decisions,
        lambda row: row.number,
        lambda row: f"Beslut {row.number}",
        {
            "kind_text": "slag",
            "title": "rubrik",
            "reference": "hänvisning",
            "registry_number": "diarienummer",
            "section": "paragraf",
            "decided_on": "beslutsdag",
            "body": "beslutande",
            "basis": "stöd",
            "reason": "skäl",
            "amount": "belopp",
            "changes": "ändringar",
        },
        told=True,
    ),
    Compared(
        lambda report: report.requirement.history,
        lambda row: (row.on, row.status),
        lambda row: f"Kravet, {row.status_text} {row.on}",
        {"status_text": "läge", "due_on": "senast", "by": "beslutat av", "note": "anmärkning"},
    ),
    Compared(
        _area_rows("crossings"),
        lambda row: (row[0], row[1].text),
        lambda row: f"Område {row[0]}, {row[1].text}",
        {"decided": "beslutat", "allocated": "bokfört"},
    ),
    Compared(
        lambda report: [(section.key, section) for section in report.template.sections],
        lambda row: row[0],
        lambda row: f"Avsnittet {row[1].heading}",
        {"heading": "rubrik"},
    ),
)

FACTS: tuple[tuple[str, Callable[[Report], Any], dict[str, str]], ...] = (
    (
        "Kravet",
        lambda report: report.requirement,
        {
            "kind_text": "slag",
            "title": "rubrik",
            "recipient": "mottagare",
            "period_from": "avser från och med",
            "period_to": "avser till och med",
            "source": "källa",
        },
    ),
    (
        "Överenskommelsen",
        lambda report: report.agreement,
        {
            "name": "namn",
            "full_title": "fullständig titel",
            "registry_number": "diarienummer",
            "parties": "parter",
            "coordinator": "sammanhållet ansvar",
        },
    ),
    (
        "Mallen",
        lambda report: report.template,
        {
            "name": "namn",
            "version": "version",
            "language": "rubrikernas språk",
            "address": "mottagarens adress",
            "cover_letter": "följebrevet",
            "certificate": "intyget",
            "signatories": "vilka som undertecknar",
        },
    ),
    ("Avräkningen", lambda report: report.settlement, {"preliminary": "preliminär"}),
    ("Hela redovisningen", lambda report: report, {"sender": "avsändare"}),
)


def behind(filed: Report, now: Report) -> Iterator[Difference]:
    for compared in COMPARED:
        yield from _rows(compared, filed, now)
    for where, part, words in FACTS:
        before, after = part(filed), part(now)
        if before is not None and after is not None:
            yield from _fields(where, before, after, words)
    yield from _method(filed, now)
    if [row.key for row in filed.template.sections] != [row.key for row in now.template.sections]:
        order = (", ".join(row.heading for row in report.template.sections) for report in (filed, now))
        yield Difference("Mallen", "avsnittens ordning", *order)


def _rows(compared: Compared, filed: Report, now: Report) -> Iterator[Difference]:
    for _, before, after in pairs(compared.rows(filed), compared.rows(now), compared.key):
        where = compared.where(after or before)
        if before is None or after is None:
            if compared.told:
                continue
            yield Difference(where, "hela raden", "finns" if before else MISSING, "finns" if after else MISSING)
        else:
            yield from _fields(where, _row(before), _row(after), compared.words)


def _row(found: Any) -> Any:
    """The row itself, also where it comes with what it is known by."""
    return found[1] if isinstance(found, tuple) else found


def _fields(where: str, filed: Any, now: Any, words: dict[str, str]) -> Iterator[Difference]:
    for name, word in words.items():
        before, after = getattr(filed, name), getattr(now, name)
        if before != after:
            yield Difference(where, word, said(before), said(after))


def _method(filed: Report, now: Report) -> Iterator[Difference]:
    """Paragraph by paragraph: those that stand in both are the same."""
    gone = [text for text in filed.method if text not in now.method]
    new = [text for text in now.method if text not in filed.method]
    for index in range(max(len(gone), len(new))):
        before = gone[index] if index < len(gone) else MISSING
        after = new[index] if index < len(new) else MISSING
        yield Difference("Så är siffrorna framtagna", "stycke", before, after)


def said(value: Any) -> str:
    """As a reader is told it: kronor, days, yes and no; rows within a row each with what it says."""
    match value:
        case None | "" | ():
            return "inget"
        case bool():
            return "ja" if value else "nej"
        case Decimal():
            return format_kronor(value)
        case datetime.date() | int():
            return str(value)
        case tuple():
            return "; ".join(map(said, value))
        case str():
            return value
    return ", ".join(said(part) for part in vars(value).values() if part not in (None, "", ()))
