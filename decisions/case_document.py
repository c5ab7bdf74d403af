"""A document of a case as it goes to paper: tjänsteskrivelse, beslutsunderlag, delegationsbeslut, protokollsutdrag.

Prose and tables as `decisions.documents` draws them, and beside them the figures as data, which lie in the PDF.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from decisions.decision_document import (
    AreaTable,
    Letterhead,
    Numbered,
    Point,
    Share,
    allotted_shares,
    area_tables,
    current_letterhead,
    points_as_data,
)
from decisions.documents import TOKEN, ActivityTable, DocumentPart, DocumentSource, document_parts, signs_within
from decisions.exit_plans import PlanText
from decisions.models import Decision, Document
from decisions.models.kinds import Status


@dataclass(frozen=True)
class AllottedRow:
    """What the state gives for a purpose, kronor; `national` is to all regions together."""

    area: str
    fund: str
    earmarked: bool
    national: Decimal | None
    amount: Decimal


@dataclass(frozen=True)
class PlannedRow:
    activity: str
    roles: tuple[str, ...]
    amount: Decimal


@dataclass(frozen=True)
class PlannedTable:
    """An area's activities as the document prints them, kronor. `total` is the sum as printed."""

    number: int
    area: str
    rows: tuple[PlannedRow, ...]
    unallocated: Decimal | None
    total: Decimal


@dataclass(frozen=True)
class CaseDocument:
    """`dated` is the document's own day, or that of its decision, or the day its case was opened. `decided`: by whom
    and when, or which meeting the minutes are of."""

    letterhead: Letterhead
    kind: str
    kind_text: str
    title: str
    registry_number: str
    dated: datetime.date
    unit: str
    author: str
    decided: str
    agreement: str
    parts: tuple[DocumentPart, ...]
    signatures: tuple[str, ...]
    signs_within: bool
    recipients: tuple[str, ...]
    allotment: tuple[AllottedRow, ...]
    activities: tuple[PlannedTable, ...]
    points: tuple[Point, ...]
    conditions: tuple[Numbered, ...]
    areas: tuple[AreaTable, ...] = ()
    between_state: tuple[Share, ...] = ()
    plans: tuple[PlanText, ...] = ()
    is_draft: bool = False

    template = "pdf/case_document.html"

    @property
    def is_memo(self) -> bool:
        return self.kind == Document.Kind.MEMO

    @property
    def has_contents(self) -> bool:
        """A document of numbered chapters has a list of them."""
        return any(part.number for part in self.parts)

    @property
    def opening(self) -> tuple[DocumentPart, ...]:
        """What comes before the list of contents: the summary."""
        if not self.has_contents:
            return ()
        first = next(index for index, part in enumerate(self.parts) if part.number)
        return self.parts[:first]

    @property
    def body(self) -> tuple[DocumentPart, ...]:
        return self.parts[len(self.opening) :]

    @property
    def heading(self) -> str:
        return f"{self.kind_text.capitalize()}: {self.title}"

    @property
    def subject(self) -> str:
        return f"{self.registry_number}, {self.agreement}".removesuffix(", ")

    @property
    def file_name(self) -> str:
        """`rs-195-2020-tjansteskrivelse.pdf`; a draft says that it is one."""
        draft = "-utkast" if self.is_draft else ""
        plain = self.kind_text.lower().replace("ä", "a").replace("å", "a").replace("ö", "o")
        return f"{self.registry_number.lower().replace('/', '-')}-{plain}{draft}.pdf"


def build_case_document(document: Document, *, finished: bool = False) -> CaseDocument:
    """The document with its case, as prose and figures stand today. `finished`: as it is frozen, without the mark of a
    draft and without sections that say nothing."""
    source = DocumentSource(document)
    decision, case = source.decision, document.case
    decided = decision if decision is not None and decision.status == Status.DECIDED else None
    drawn = [token for section in document.sections.all() for token in TOKEN.findall(section.body)]
    unit, parts = str(document.unit or ""), document_parts(document)
    dated = document.dated or (decided and decided.decided_on) or case.opened_on
    return CaseDocument(
        letterhead=current_letterhead(),
        kind=document.kind,
        kind_text=document.get_kind_display(),
        title=document.title,
        registry_number=case.registry_number,
        dated=dated,
        unit=unit,
        author=document.author_role.removesuffix(f", {unit}"),
        decided=_decided(document, decision, dated),
        agreement=case.agreement.name if case.agreement else "",
        parts=tuple(_saying(parts) if finished else parts),
        signatures=tuple(document.signatures),
        signs_within=signs_within(document),
        recipients=tuple(str(recipient) for recipient in document.recipients.all()),
        allotment=_allotment(source) if "tabell tilldelning" in drawn else (),
        activities=_activities(source, drawn),
        points=points_as_data(decision) if decision and "beslutspunkter" in drawn else (),
        conditions=_conditions(source) if "villkor" in drawn else (),
        is_draft=not (finished or document.is_finished),
        **_amounts(source, drawn),
    )


def _saying(parts: list[DocumentPart]) -> list[DocumentPart]:
    """Without those that have a heading and nothing below it. Chapters are counted, and stay; so does the paragraph of
    minutes, which is its heading."""
    deeper = [follows.level > part.level for part, follows in pairwise(parts)] + [False]
    return [part for part, over in zip(parts, deeper, strict=True) if over or part.html.strip() or _stands_alone(part)]


def _stands_alone(part: DocumentPart) -> bool:
    return bool(part.number) or part.heading.startswith("§")


def _decided(document: Document, decision: Decision | None, dated: datetime.date) -> str:
    """ "Beslutad 2020-03-24 § 35 av regionstyrelsen"; of minutes "Regionstyrelsen, sammanträdet 2020-03-24"."""
    if decision is None:
        return ""
    if document.kind == Document.Kind.MINUTES:
        return f"{decision.get_body_display().capitalize()}, sammanträdet {dated}"
    if document.kind != Document.Kind.BASIS or decision.status != Status.DECIDED:
        return ""
    when = f"{decision.decided_on:%Y-%m-%d} {decision.section_number}".strip()
    return f"Beslutad {when} av {decision.get_body_display()}"


def _allotment(source: DocumentSource) -> tuple[AllottedRow, ...]:
    table = source.allotment_table()
    if table is None:
        return ()
    return tuple(
        AllottedRow(
            area=str(row.fund.area),
            fund=str(row.fund),
            earmarked=row.fund.earmarked,
            national=row.fund.national_amount.amount if row.fund.national_amount else None,
            amount=row.allotted,
        )
        for row in table.rows
    )


def _activities(source: DocumentSource, drawn: list[str]) -> tuple[PlannedTable, ...]:
    numbers = [int(words[2]) for words in map(str.split, drawn) if words[:2] == ["tabell", "aktiviteter"]]
    tables = [source.activity_table(number) for number in numbers]
    return tuple(_planned(table) for table in tables if table is not None)


def _planned(table: ActivityTable) -> PlannedTable:
    rows = tuple(
        PlannedRow(
            activity=str(line.activity),
            roles=tuple(str(duty.role) for duty in line.activity.responsibilities.all()) if line.activity else (),
            amount=line.amount.amount,
        )
        for line in table.lines
    )
    return PlannedTable(table.area.number, table.area.name, rows, table.unallocated, table.total)


def _conditions(source: DocumentSource) -> tuple[Numbered, ...]:
    return tuple(Numbered(wording.condition.number, wording.text) for wording in source.wordings)


def _amounts(source: DocumentSource, drawn: list[str]) -> dict[str, Any]:
    """What the tables of amounts hold, as data."""
    page = source.comparison
    if page is None:
        return {}
    found: dict[str, Any] = {}
    if "tabell belopp" in drawn:
        found |= {"areas": area_tables(page), "between_state": allotted_shares(page)}
    if "tabell kalkyler" in drawn:
        found["plans"] = page.plans
    return found
