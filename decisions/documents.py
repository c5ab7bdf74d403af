"""A case's document as HTML: prose from Markdown, tables and conditions from the data.

A section's body is Markdown. A line that is one of these alone is drawn instead of written:

    [[tabell tilldelning]]      the funds with their national and allotted amounts
    [[tabell aktiviteter 3]]    the activities of area 3 with their decided amounts, and what the document adds to them
    [[tabell belopp]]           all that the decision moves, by its kind; proposed beside decided where they differ
    [[tabell kalkyler]]         how what it gives money is financed when the grant ends
    [[beslutsmening]]           the decision in one sentence: who decides what
    [[villkor]]                 the conditions that the decision carries; of a draft those that it will carry
    [[beslutspunkter]]          the numbered points of the decision
    [[underskrifter]]           who signs; without it the signatures stand last

Pages and PDFs draw the same: `document_parts` gives the data, `render_section` the HTML of one section.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from config import clock
from decisions.amount_tables import amount_tables, plan_tables
from decisions.carried import wordings_to_carry
from decisions.comparison import Comparison
from decisions.models import ConditionWording, Decision, DecisionLine, Document, Section
from decisions.models.kinds import Kind
from decisions.prose import points_of, prose
from decisions.sentence import sentence_of
from grants.figures import ZERO, read_book
from grants.models import DevelopmentArea, Fund, StatedFigure

TOKEN = re.compile(r"^\[\[([^\]]+)\]\]$", re.MULTILINE)
SIGNATURES = "underskrifter"


@dataclass(frozen=True)
class FundRow:
    fund: Fund
    allotted: Decimal


@dataclass(frozen=True)
class AllotmentTable:
    rows: tuple[FundRow, ...]

    @property
    def total(self) -> Decimal:
        return sum((row.allotted for row in self.rows), ZERO)


@dataclass(frozen=True)
class ActivityTable:
    """The activities of an area as the document has them. `unallocated` is a row of the document that is no activity;
    `stated_total` is the sum as it is printed, which need not be the sum of the rows."""

    area: DevelopmentArea
    lines: tuple[DecisionLine, ...]
    unallocated: Decimal | None
    stated_total: Decimal | None

    @property
    def total(self) -> Decimal:
        rows = sum((line.amount.amount for line in self.lines), ZERO) + (self.unallocated or ZERO)
        return self.stated_total if self.stated_total is not None else rows


class DocumentSource:
    """What the tables of a document are drawn from: its case's decision, and that decision's agreement."""

    def __init__(self, document: Document) -> None:
        self.document = document

    @cached_property
    def decision(self) -> Decision | None:
        """The decision that the document is about: the one it says, else its case's allocation, else the first one."""
        if self.document.decision is not None:
            return self.document.decision
        found = list(self.document.case.decisions.exclude(kind=Kind.ALLOTMENT).order_by("pk"))
        allocations = [decision for decision in found if decision.kind == Kind.ALLOCATION]
        return next(iter(allocations or found), None)

    @cached_property
    def comparison(self) -> Comparison | None:
        return Comparison(self.decision) if self.decision else None

    @cached_property
    def wordings(self) -> list[ConditionWording]:
        """The conditions that the decision carries, or will carry if it is handed in as it is."""
        if self.decision is None:
            return []
        if self.decision.is_editable:
            return wordings_to_carry(self.decision, clock.today())
        return [row.wording for row in self.decision.conditions.select_related("wording__condition")]

    def allotment_table(self) -> AllotmentTable | None:
        agreement = self.document.case.agreement
        if agreement is None:
            return None
        decided = self.decision.decided_on if self.decision else None
        book = read_book(agreement, decided or self.document.dated)
        funds = Fund.objects.filter(area__agreement=agreement).select_related("area")
        return AllotmentTable(tuple(FundRow(fund, book.allotted[fund.pk]) for fund in funds))

    def activity_table(self, number: int) -> ActivityTable | None:
        agreement = self.document.case.agreement
        area = agreement.areas.filter(number=number).first() if agreement else None
        if area is None or self.decision is None:
            return None
        stated = self._stated(area)
        total = stated.get(StatedFigure.Subject.PLANNED)
        lines = list(self.decision.lines.for_page().filter(activity__area=area))
        return ActivityTable(area, tuple(_in_table(lines, total)), stated.get(StatedFigure.Subject.UNALLOCATED), total)

    def _stated(self, area: DevelopmentArea) -> dict[str, Decimal]:
        """What the basis of the agreement's first allocation prints beside the rows (doc 002). It says nothing of any
        later decision about the area."""
        allocations = area.agreement.decisions.filter(kind=Kind.ALLOCATION).order_by("pk")
        if self.decision != allocations.first():
            return {}
        return {figure.subject: figure.amount.amount for figure in area.stated_figures.all()}


def _in_table(lines: list[DecisionLine], stated: Decimal | None) -> list[DecisionLine]:
    """The lines that the document's table holds: those of one fund where the stated sum is theirs alone, else all.

    Doc 002 § 2.1.1: the table of 18 100 000 kr is of the first fund; the second is told in prose.
    """
    by_fund: dict[int, list[DecisionLine]] = {}
    for line in lines:
        for share in line.shares.all():
            by_fund.setdefault(share.fund_id, []).append(line)
    for of_fund in by_fund.values():
        if sum((line.amount.amount for line in of_fund), ZERO) == stated:
            return of_fund
    return lines


def render_section(section: Section, source: DocumentSource | None = None) -> SafeString:
    """The body of a section as HTML."""
    source = source or DocumentSource(section.document)
    return mark_safe("".join(_parts(section.body, source)))  # noqa: S308 - prose is cleaned, tables are templates


def _parts(body: str, source: DocumentSource) -> Iterator[str]:
    """Prose and tokens, in order: `re.split` gives them by turns."""
    for index, part in enumerate(TOKEN.split(body)):
        if part.strip():
            yield _drawn(part.strip(), source) if index % 2 else prose(part)


def _drawn(token: str, source: DocumentSource) -> str:
    words = token.split()
    if words[:2] == ["tabell", "aktiviteter"] and words[2:] and words[2].isdigit():
        table = source.activity_table(int(words[2]))
        return _template("activity_table", table=table) if table else ""
    drawer = DRAWERS.get(token)
    return drawer(source) if drawer else prose(f"[[{token}]]")


def _allotment(source: DocumentSource) -> str:
    table = source.allotment_table()
    return _template("allotment_table", table=table) if table else ""


def _conditions(source: DocumentSource) -> str:
    return _template("condition_list", wordings=source.wordings) if source.decision else ""


def _amounts(source: DocumentSource) -> str:
    return _template("amount_tables", tables=amount_tables(source.comparison)) if source.comparison else ""


def _plans(source: DocumentSource) -> str:
    return _template("amount_tables", tables=plan_tables(source.comparison)) if source.comparison else ""


def _sentence(source: DocumentSource) -> str:
    return prose(sentence_of(source.comparison)) if source.comparison else ""


def _points(source: DocumentSource) -> str:
    if source.decision is None:
        return ""
    return _template("point_list", points=points_of(source.decision))


def _template(name: str, **context: object) -> str:
    return render_to_string(f"decisions/_{name}.html", context)


def _signatures(source: DocumentSource) -> str:
    return _template("signature_block", signatures=source.document.signatures)


DRAWERS: dict[str, Callable[[DocumentSource], str]] = {
    "tabell tilldelning": _allotment,
    "tabell belopp": _amounts,
    "tabell kalkyler": _plans,
    "beslutsmening": _sentence,
    "villkor": _conditions,
    "beslutspunkter": _points,
    SIGNATURES: _signatures,
}


@dataclass(frozen=True)
class DocumentPart:
    """A section ready to be shown; `level` 1 is the highest heading within the document."""

    anchor: str
    number: str
    heading: str
    level: int
    html: SafeString


def signs_within(document: Document) -> bool:
    """Whether a section says where the signatures stand, so that they are not drawn last as well."""
    return any(SIGNATURES in TOKEN.findall(section.body) for section in document.sections.all())


def document_parts(document: Document) -> list[DocumentPart]:
    source = DocumentSource(document)
    return [
        DocumentPart(
            f"avsnitt-{section.position}",
            section.number,
            section.heading,
            section.level,
            render_section(section, source),
        )
        for section in document.sections.all()
    ]
