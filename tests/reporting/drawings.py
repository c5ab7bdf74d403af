"""Every figure of a report's JSON, read back from its row and under its head in each drawing of the report.

The JSON is walked, not a list of what somebody thought of: a figure that `PLACES` gives no place, or that a drawing
lacks or says otherwise, to the öre, is named.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import openpyxl

from reporting.files import report_csv, report_pdf, report_xlsx
from reporting.report import Report
from tests import pdfs
from tests.html_tables import captioned
from tests.reporting.places import CSV_HEADS, HEADS, NUMBERS_OF_THINGS, OF_FUNDS_ALONE, PLACES, Place

AMOUNT = re.compile(r"-?\d+\.\d{2}")
WRITTEN = r"−?\d+(?:,\d{2})?"

Table = tuple[str, list[list[str]]]
"""Its name, and its rows of cells, the head first. A row is known by its first cell."""


@dataclass(frozen=True)
class Figure:
    """`path`: the way to it in the JSON; `around`: the parts of the report that it lies in, by name."""

    path: tuple[str | int, ...]
    around: dict[str, Any]
    amount: Decimal

    @property
    def name(self) -> str:
        return str(self.path[-1])

    @property
    def part(self) -> str:
        return ".".join(step for step in self.path[:-1] if isinstance(step, str))

    @property
    def places(self) -> list[Place]:
        return [place for place in PLACES if place.holds(self.part, self.name, self.around)]

    def __str__(self) -> str:
        return ".".join(map(str, self.path))


def figures(node: Any, path: tuple[str | int, ...] = (), around: dict[str, Any] | None = None) -> Iterator[Figure]:
    """Every amount and every count."""
    around = around or {"whole": node}
    if isinstance(node, list):
        for index, item in enumerate(node):
            yield from figures(item, (*path, index), around | {str(path[-1]): item})
    elif isinstance(node, dict):
        for name, value in node.items():
            yield from figures(value, (*path, name), around)
    elif _is_amount(node) or (_is_count(node) and path[-1] not in NUMBERS_OF_THINGS):
        yield Figure(path, around, Decimal(node))


def _is_amount(value: Any) -> bool:
    return isinstance(value, str) and AMOUNT.fullmatch(value) is not None


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


class Drawing:
    """The tables of one drawing. Each row is found once for each part of the report: of two rows with the same name
    the first belongs to the first part."""

    def __init__(self, tables: list[Table], heads: dict[str, str]) -> None:
        self.rows = [
            (pdfs.squeezed(name), [pdfs.squeezed(cell) for cell in row], [pdfs.squeezed(cell) for cell in rows[0]])
            for name, rows in tables
            for row in rows[1:]
        ]
        self.heads = heads
        self.owners: dict[tuple[str, str], dict[int, tuple[str | int, ...]]] = {}

    def read(self, figure: Figure, spot: str) -> Decimal | None:
        """`spot`: "table > row > head", the head left out where it is the usual one; or "table > row ~ words" where the
        figure stands in the words of the row, as # between words and other figures (*)."""
        said, _, words = spot.format(**figure.around).partition(" ~ ")
        table, label, *head = (pdfs.squeezed(text) for text in said.split(" > "))
        owner = figure.path[:-3] if words else figure.path[:-1]
        index = self._row(figure.part, table, label, (label, *owner))
        if index is None:
            return None
        _, row, heads = self.rows[index]
        if words:
            pattern = re.escape(pdfs.squeezed(words)).replace(r"\#", f"({WRITTEN})").replace(r"\*", WRITTEN)
            inside = re.search(pattern, row[0])
            return read(inside[1]) if inside else None
        wanted = head[0] if head else pdfs.squeezed(self.heads.get(figure.name, HEADS[figure.name]))
        return read(row[heads.index(wanted)]) if wanted in heads else None

    def _row(self, part: str, table: str, label: str, owner: tuple[str | int, ...]) -> int | None:
        owners = self.owners.setdefault((part, table), {})
        if found := [index for index, whose in owners.items() if whose == owner]:
            return found[0]
        for index, (name, row, _) in enumerate(self.rows):
            if index not in owners and name.startswith(table) and row[0].startswith(label):
                owners[index] = owner
                return index
        return None


def read(text: str) -> Decimal | None:
    """A figure as a Swede or a program writes it; None for anything else."""
    try:
        return Decimal(text.replace("−", "-").replace(",", "."))
    except InvalidOperation:
        return None


def sheets(content: bytes) -> list[Table]:
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True, read_only=True)
    return [
        (sheet.title, [[_cell(cell) for cell in row] for row in sheet.iter_rows(values_only=True)])
        for sheet in book.worksheets
    ]


def _cell(value: Any) -> str:
    """A number as its shortest decimal: the workbook holds binary ones."""
    return "" if value is None else str(value)


def levels(content: bytes) -> list[Table]:
    """The CSV as a table for each level, its rows known by their name."""
    head, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
    at = head.index("namn")
    names = dict.fromkeys(row[0] for row in rows)
    return [(name, [["", *head], *([row[at], *row] for row in rows if row[0] == name)]) for name in names]


def missing(report: Report, page: bytes) -> list[str]:
    """What any drawing lacks or says otherwise; empty when all say the same."""
    text = report.canonical()
    workbook = report_xlsx(report, text)
    drawn = {section.key for section in report.template.sections}
    on_page = Drawing(captioned(page.decode()), {})
    on_paper = Drawing([(_title(table.caption), table.rows) for table in pdfs.tables(report_pdf(report, text))], {})
    book, flat = Drawing(sheets(workbook), {}), Drawing(levels(report_csv(report)), CSV_HEADS)
    wrong = []
    for figure in figures(report.to_json()):
        if (figure.part, figure.name) in OF_FUNDS_ALONE:
            wrong += [f"{figure} är inte 0"] if figure.amount else []
            continue
        places = figure.places
        spots = [("sidan", on_page, place.page or place.paper) for place in places if place.section in drawn]
        spots += [("PDF", on_paper, place.paper) for place in places if place.section in drawn]
        spots += [("XLSX", book, places[0].sheet), ("CSV", flat, places[0].level)] if places else []
        wrong += [f"{figure} har ingen plats"] if not places else []
        for form, drawing, spot in spots:
            if (found := drawing.read(figure, spot)) != figure.amount:
                wrong.append(f"{form}: {figure} är {figure.amount}, inte {found} ({spot})")
    return wrong + wrong_sums(workbook)


def _title(caption: str) -> str:
    return re.sub(r"^Tabell \d+\. ", "", caption)


def wrong_sums(content: bytes) -> list[str]:
    """Amounts in a row of sums that no formula adds up, or whose stated value is not what the rows above come to."""
    stated = dict(sheets(content))
    formulas = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    wrong = []
    for sheet in formulas.worksheets:
        rows = stated[sheet.title]
        if rows[-1][0] != "Summa" or not rows[1:-1]:
            continue
        written = list(sheet.iter_rows(values_only=True))[-1]
        for column, cell in enumerate(rows[-1][1:], start=1):
            above = [read(row[column]) for row in rows[1:-1]]
            added = sum((amount for amount in above if amount is not None), Decimal(0))
            if cell and (read(cell) != added or not str(written[column]).startswith("=SUM(")):
                wrong.append(f"{sheet.title}, {rows[0][column]}: {added} är inte {cell} ({written[column]})")
    return wrong
