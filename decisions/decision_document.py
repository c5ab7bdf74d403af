"""A decision as a document: everything that is printed, as data. For a decided decision it is frozen and hashed.

The same figures as the decision's page (`decisions.comparison`): what each activity had, the change, what it has.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from config import clock
from decisions.authority import basis_sentence
from decisions.carried import wordings_to_carry
from decisions.comparison import Comparison
from decisions.comparison_rows import Pool, Row
from decisions.decision_shape import (
    AreaTable,
    Basis,
    Departure,
    Letterhead,
    Line,
    Numbered,
    Part,
    Point,
    PoolLine,
    Reversal,
    Share,
    Task,
    Wording,
)
from decisions.documents import DocumentSource, document_parts
from decisions.exit_plans import PlanText
from decisions.frozen import canonical, thaw
from decisions.links import own_relations
from decisions.models import Assignment, ConditionWording, CorrectedMovement, Decision, Document
from decisions.models.kinds import BOOKED_WHOLE, REASONED, Body, Kind, Status
from decisions.notices import notice_sentence
from decisions.sentence import sentence_of
from grants.figures import ZERO
from people.models import Organisation


def current_letterhead() -> Letterhead:
    words = Organisation.objects.current()
    return Letterhead(words.name, words.postal_address, words.web)


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
    outcome: str = ""
    basis: str = ""
    reversals: tuple[Reversal, ...] = ()

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
    def is_locking(self) -> bool:
        return self.kind in {Kind.LOCK, Kind.UNLOCK}

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
    def shows_sign(self) -> bool:
        """Whether what goes between the state and the funds can go both ways."""
        return self.kind not in {Kind.ALLOTMENT, Kind.REPAYMENT}

    @property
    def between_state(self) -> tuple[Share, ...]:
        """What each fund is given, or gives back: a repayment says kronor without sign."""
        if self.kind != Kind.REPAYMENT:
            return self.allotted
        return tuple(Share(share.fund, -share.amount, -share.asked) for share in self.allotted)

    @property
    def between_state_sum(self) -> Share:
        asked = sum((share.asked for share in self.between_state), ZERO)
        return Share("", sum((share.amount for share in self.between_state), ZERO), asked)

    def canonical(self) -> str:
        return canonical(self)

    @classmethod
    def thaw(cls, text: str) -> "DecisionDocument":
        return thaw(cls, text)


def build_document(decision: Decision) -> DecisionDocument:
    """The document of a decision as it stands; of a decided one, as it stands for ever."""
    page, today = Comparison(decision), clock.today()
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
        dated=decision.decided_on or decision.submitted_on or _begun_on(decision),
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
        conditions=tuple(Numbered(row.condition.number, row.text) for row in _wordings(page, today)),
        assignments=tuple(_task(assignment) for assignment in decision.assignments.select_related("role", "report_to")),
        recipients=tuple(str(recipient) for recipient in page.recipients),
        departures=tuple(
            Departure(row.condition.number, row.condition.name, row.waived, row.reason) for row in page.departures
        ),
        plans=page.plans,
        notice=notice_sentence(decision),
        participants=decision.participants,
        existing_resources=decision.existing_resources,
        wordings=tuple(Wording(row.name, row.before, row.after) for row in page.wordings),
        outcome=_outcome(decision),
        basis=basis_sentence(decision, today) if decision.is_open else "",
        reversals=tuple(_reversal(row) for row in page.corrected_movements),
        relations=tuple(str(relation) for relation in own_relations(decision)),
        bases=tuple(_basis(document) for document in page.documents if _is_about(document, decision)),
    )


def points_as_data(decision: Decision) -> tuple[Point, ...]:
    return tuple(Point(point.number, point.text, point.proposed_text) for point in decision.points.all())


def _begun_on(decision: Decision) -> datetime.date:
    first = decision.events.first()
    return first.on if first else decision.created_at.date()


def _wordings(page: Comparison, on: datetime.date) -> list[ConditionWording]:
    """The conditions that it carries, or will carry if it is handed in as it is."""
    return wordings_to_carry(page.decision, on) if page.decision.is_editable else page.carried


def _outcome(decision: Decision) -> str:
    """What has become of a proposal that is not decided, by whom and why; "" while nothing has."""
    event = decision.turned_down()
    return event.outcome if event else ""


def _name(thing: object | None) -> str:
    return str(thing) if thing is not None else ""


def allotted_shares(page: Comparison) -> tuple[Share, ...]:
    return tuple(Share(str(part.fund), part.change, part.altered_from) for part in page.allotted)


def area_tables(page: Comparison) -> tuple[AreaTable, ...]:
    tables = []
    for area in page.areas:
        rows, pool = page.rows_in(area), page.pool_beside(area)
        if rows or pool:
            before = sum((row.before for row in rows), pool.before if pool else ZERO)
            change = sum((row.change for row in rows), pool.change if pool else ZERO)
            lines, left = tuple(_line(row) for row in rows), _pool(pool) if pool else None
            tables.append(
                AreaTable(area.number, area.name, area.reallocation_rule, lines, before, change, before + change, left)
            )
    return tuple(tables)


def _pool(pool: Pool) -> PoolLine:
    return PoolLine(pool.before, pool.change, pool.after, pool.proposed)


def _reversal(row: CorrectedMovement) -> Reversal:
    fund = str(row.movement.source.fund)
    return Reversal(row.booking, fund, row.movement.amount.amount, row.amount.amount, _name(row.activity))


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
    return Task(_name(assignment.role), assignment.text, due, _name(assignment.report_to))


def _is_about(document: Document, decision: Decision) -> bool:
    """Whether the document is what this decision rests on. A memo proposes; it is a handling of its own."""
    bases = {Document.Kind.BASIS, Document.Kind.DELEGATED}
    return document.kind in bases and DocumentSource(document).decision == decision


def _basis(document: Document) -> Basis:
    parts = tuple(
        Part(part.number, part.heading, part.level, str(part.html).strip()) for part in document_parts(document)
    )
    return Basis(document.get_kind_display(), document.title, document.dated, parts)
