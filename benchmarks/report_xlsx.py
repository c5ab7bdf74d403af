"""The workbook of a report with 10 000 activities, beside xlsxwriter alone writing as many rows of the same cells."""

import io
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import xlsxwriter

from benchmarks import data
from benchmarks.harness import Job, Result, compare
from grants.models import Agreement
from reporting import demo
from reporting.files import report_csv, report_xlsx
from reporting.models import Requirement
from reporting.report import Report, build_report

ROWS = 10_000
Row = tuple[str | Decimal, ...]


def run(quick: bool) -> Iterator[Result]:
    demo.load()
    agreement = Agreement.objects.get(slug=demo.GOD_OCH_NARA_VARD)
    requirement = Requirement.objects.for_report().filter(agreement=agreement, kind=Requirement.Kind.INTERIM)[0]
    count = 1_000 if quick else ROWS
    report = _of_rows(build_report(requirement, data.TODAY), count)
    text, rows = report.canonical(), list(_rows(report))
    for name, ours in (("Excel", lambda: report_xlsx(report, text)), ("CSV", lambda: report_csv(report))):
        yield compare(
            "report_xlsx",
            f"redovisning som {name}, {count} aktiviteter",
            Job(lambda _, ours=ours: ours()),
            Job(lambda _: _bare(rows)),
            pairs=1 if quick else 5,
            count_queries=False,
            size=f"{len(ours()) // 1024} kB",
        )


def _of_rows(report: Report, count: int) -> Report:
    """The same report with so many activities in its first area."""
    area = report.areas[0]
    rows = (area.activities * (count // len(area.activities) + 1))[:count]
    return replace(report, areas=(replace(area, activities=rows), *report.areas[1:]))


def _rows(report: Report) -> Iterator[Row]:
    for row in report.areas[0].activities:
        amounts = row.amounts
        figures = (amounts.decided, amounts.allocated, amounts.uncovered, amounts.outcome, amounts.left)
        yield (row.name, "1", ", ".join(row.roles), "nej", *figures)


def _bare(rows: list[Row]) -> Any:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write(number, column, cell)
    book.close()
    return target.getvalue()
