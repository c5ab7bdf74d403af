"""A decision as a document: everything that is printed, as data. For a decided decision it is frozen and hashed.

The same figures as the decision's page (`decisions.comparison`): what each activity had, the change, what it has.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from decisions.comparison import Comparison
from decisions.comparison_rows import Row
from decisions.documents import DocumentSource, document_parts
from decisions.exit_plans import PlanText
from decisions.frozen import canonical, thaw
from decisions.links import own_relations
from decisions.models import Assignment, Decision, Document
from decisions.models.kinds import BOOKED_WHOLE, REASONED, Body, Status
from decisions.notices import notice_sentence
from decisions.sentence import sentence_of
from grants.figures import ZERO
from people.models import Organisation


@dataclass(frozen=True)
class Letterhead:
    name: str
    postal_address: str
    web: str


def current_letterhead() -> Letterhead:
    words = Organisation.objects.current()
    return Letterhead(words.name, words.postal_address, words.web)


@dataclass(frozen=True)
class Share:
    fund: str
    amount: Decimal
    proposed: Decimal | None = None

    @property
    def asked(self) -> Decimal:
        """What was proposed, whatever was decided."""
        return self.amount if self.proposed is None else self.proposed


@dataclass(frozen=True)
class Line:
    """One activity: kronor before, the change and after; `proposed` only where the body decided something else."""

    activity: str
    roles: str
    before: Decimal
    change: Decimal
    after: Decimal
    proposed: Decimal | None
    locks: bool
    note: str
    shares: tuple[Share, ...]

    @property
    def asked(self) -> Decimal:
        """What was proposed, whatever was decided."""
        return self.change if self.proposed is None else self.proposed


@dataclass(frozen=True)
class AreaTable:
    number: int
    name: str
    reallocation_rule: str
    lines: tuple[Line, ...]
    before: Decimal
    change: Decimal
    after: Decimal

    @property
    def asked(self) -> Decimal:
        return sum((line.asked for line in self.lines), ZERO)


@dataclass(frozen=True)
class Numbered:
    number: int
    text: str


@dataclass(frozen=True)
class Point:
    """A numbered point; `proposed` where the body decided other words, "" where it added the point."""

    number: int
    text: str
    proposed: str | None = None


@dataclass(frozen=True)
class Departure:
    """A standard condition that is waived, or another one that is added, and why."""

    number: int
    name: str
    waived: bool
    reason: str


@dataclass(frozen=True)
class Wording:
    """Words of the corrected decision, before and after."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Task:
    role: str
    text: str
    due: str


@dataclass(frozen=True)
class Part:
    """A section of the document that the decision rests on; `html` is cleaned prose and drawn tables."""

    number: str
    heading: str
    level: int
    html: str


@dataclass(frozen=True)
class Basis:
    kind: str
    title: str
    dated: datetime.date | None
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class DecisionDocument:
    letterhead: Letterhead
    number: str
    kind: str
    kind_text: str
    title: str
    sentence: str
    registry_number: str
    case_title: str
    agreement: str
    status: str
    status_text: str
    is_example: bool
    dated: datetime.date
    body: str
    body_text: str
    section: str
    decided_on: datetime.date | None
    decided_by: str
    role: str
    on_behalf_of: str
    presenter: str
    recorded_by: str
    submitted_by: str
    submitted_on: datetime.date | None
    mandate: str
    reason: str
    points: tuple[Point, ...]
    allotted: tuple[Share, ...]
    areas: tuple[AreaTable, ...]
    total: Decimal
    conditions: tuple[Numbered, ...]
    assignments: tuple[Task, ...]
    recipients: tuple[str, ...]
    bases: tuple[Basis, ...]
    departures: tuple[Departure, ...] = ()
    notice: str = ""
    relations: tuple[str, ...] = ()
    wordings: tuple[Wording, ...] = ()
    participants: str = ""
    existing_resources: str = ""
    plans: tuple[PlanText, ...] = ()

    @property
    def is_decided(self) -> bool:
        return self.status == Status.DECIDED

    @property
    def is_rejected(self) -> bool:
        return self.status == Status.REJECTED

    @property
    def shows_change(self) -> bool:
        """Whether its lines are changes of what was there: before, change, after."""
        return self.kind in BOOKED_WHOLE

    @property
    def is_reasoned(self) -> bool:
        return self.kind in REASONED

    @property
    def is_delegated(self) -> bool:
        """Decided on the board's behalf, and therefore reported to it (kommunallagen 6 kap. 40 §, 7 kap. 8 §)."""
        return self.body == Body.DIRECTOR

    @property
    def heading(self) -> str:
        return f"{self.kind_text.capitalize()} {self.number}"

    @property
    def altered_points(self) -> tuple[Point, ...]:
        return tuple(point for point in self.points if point.proposed is not None)

    @property
    def is_altered(self) -> bool:
        """Whether other amounts were decided than those proposed."""
        found = [line.proposed for area in self.areas for line in area.lines]
        return any(amount is not None for amount in found + [share.proposed for share in self.allotted])

    @property
    def asked(self) -> Decimal:
        """Kronor that the state was to give or have back by the proposal."""
        return sum((share.asked for share in self.allotted), ZERO)

    def canonical(self) -> str:
        return canonical(self)

    @classmethod
    def thaw(cls, text: str) -> "DecisionDocument":
        return thaw(cls, text)


def build_document(decision: Decision) -> DecisionDocument:
    """The document of a decision as it stands; of a decided one, as it stands for ever."""
    page = Comparison(decision)
    mandate = decision.mandate
    return DecisionDocument(
        letterhead=current_letterhead(),
        number=decision.number,
        kind=decision.kind,
        kind_text=decision.get_kind_display(),
        title=decision.title,
        sentence=sentence_of(page),
        registry_number=decision.case.registry_number,
        case_title=decision.case.title,
        agreement=decision.agreement.name if decision.agreement else "",
        status=decision.status,
        status_text=decision.get_status_display(),
        is_example=decision.is_example,
        dated=decision.decided_on or decision.submitted_on or decision.created_at.date(),
        body=decision.body,
        body_text=decision.get_body_display(),
        section=decision.section_number,
        decided_on=decision.decided_on,
        decided_by=_name(decision.decided_by),
        role=_name(decision.role),
        on_behalf_of=decision.on_behalf_of,
        presenter=decision.presenter,
        recorded_by=_name(decision.recorded_by),
        submitted_by=_name(decision.submitted_by),
        submitted_on=decision.submitted_on,
        mandate=f"{mandate.name}: {mandate.basis}" if mandate else "",
        reason=decision.reason,
        points=points_as_data(decision),
        allotted=allotted_shares(page),
        areas=area_tables(page),
        total=page.allotted_total or Decision.moved(page.lines),
        conditions=tuple(Numbered(row.wording.condition.number, row.wording.text) for row in page.conditions),
        assignments=tuple(_task(assignment) for assignment in decision.assignments.select_related("role")),
        recipients=tuple(str(recipient) for recipient in page.recipients),
        departures=tuple(
            Departure(row.condition.number, row.condition.name, row.waived, row.reason) for row in page.departures
        ),
        plans=page.plans,
        notice=notice_sentence(decision),
        participants=decision.participants,
        existing_resources=decision.existing_resources,
        wordings=tuple(Wording(row.name, row.before, row.after) for row in page.wordings),
        relations=tuple(str(relation) for relation in own_relations(decision)),
        bases=tuple(_basis(document) for document in page.documents if _is_about(document, decision)),
    )


def points_as_data(decision: Decision) -> tuple[Point, ...]:
    return tuple(Point(point.number, point.text, point.proposed_text) for point in decision.points.all())


def _name(thing: object | None) -> str:
    return str(thing) if thing is not None else ""


def allotted_shares(page: Comparison) -> tuple[Share, ...]:
    return tuple(Share(str(part.fund), part.change, part.altered_from) for part in page.allotted)


def area_tables(page: Comparison) -> tuple[AreaTable, ...]:
    tables = []
    for area in page.areas:
        rows = [row for row in page.rows if row.activity and row.activity.area_id == area.pk]
        if rows:
            before = sum((row.before for row in rows), ZERO)
            change = sum((row.change for row in rows), ZERO)
            lines = tuple(_line(row) for row in rows)
            tables.append(
                AreaTable(area.number, area.name, area.reallocation_rule, lines, before, change, before + change)
            )
    return tuple(tables)


def _line(row: Row) -> Line:
    return Line(
        activity=_name(row.activity),
        roles=row.roles,
        before=row.before,
        change=row.change,
        after=row.after,
        proposed=row.altered_from,
        locks=row.line.locks,
        note=row.line.note,
        shares=tuple(Share(str(part.fund), part.change) for part in row.parts),
    )


def _task(assignment: Assignment) -> Task:
    due = assignment.due_on.isoformat() if assignment.due_on else assignment.due_text
    return Task(_name(assignment.role), assignment.text, due)


def _is_about(document: Document, decision: Decision) -> bool:
    """Whether the document is what this decision rests on. A memo proposes; it is a handling of its own."""
    bases = {Document.Kind.BASIS, Document.Kind.DELEGATED}
    return document.kind in bases and DocumentSource(document).decision == decision


def _basis(document: Document) -> Basis:
    parts = tuple(
        Part(part.number, part.heading, part.level, str(part.html).strip()) for part in document_parts(document)
    )
    return Basis(document.get_kind_display(), document.title, document.dated, parts)
