"""The figures as one flat table for other programs: semicolons, decimal comma, UTF-8 with a mark that Excel knows."""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal

from grants.kronor import format_plain
from reporting.files.names import harmless
from reporting.report import Report
from reporting.report.shape import Amounts, AreaPart

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
)
Row = tuple[str, ...]


def report_csv(report: Report) -> bytes:
    """One row for each fund, activity and crossing to another area, then the sums; `nivå` says which is which."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEAD)
    writer.writerows(_rows(report))
    return out.getvalue().encode("utf-8-sig")


def _rows(report: Report) -> Iterator[Row]:
    for area in report.areas:
        yield from _area(area)
    yield _row("ej kopplat utfall", "", "Utfall utan aktivitet", "", outcome=report.unmatched_outcome)
    yield _sums("överenskommelsen", "", report.agreement.name, report.agreement.coordinator, report.amounts)


def _area(area: AreaPart) -> Iterator[Row]:
    number = str(area.number)
    for fund in area.funds:
        yield _row(
            "tilldelning",
            number,
            fund.name,
            "",
            allotted=fund.allotted,
            allocated=fund.allocated,
            unallocated=fund.unallocated,
        )
    for activity in area.activities:
        amounts = activity.amounts
        yield _row(
            "aktivitet",
            number,
            activity.name,
            ", ".join(activity.roles),
            decided=amounts.decided,
            allocated=amounts.allocated,
            uncovered=amounts.uncovered,
            outcome=amounts.outcome,
            left=amounts.left,
        )
    for row in area.crossings:
        yield _row("mellan områden", number, row.text, "", decided=row.decided, allocated=row.allocated)
    yield _sums("område", number, area.name, area.coordinator, area.amounts)


def _sums(level: str, area: str, name: str, responsible: str, amounts: Amounts) -> Row:
    return _row(level, area, name, responsible, **vars(amounts))


def _row(level: str, area: str, name: str, responsible: str, **amounts: Decimal) -> Row:
    columns = ("allotted", "decided", "allocated", "uncovered", "unallocated", "outcome", "left")
    figures = (_number(amounts[column]) if column in amounts else "" for column in columns)
    return (level, area, harmless(name), harmless(responsible), *figures)


def _number(amount: Decimal) -> str:
    return format_plain(amount).replace(".", ",")
