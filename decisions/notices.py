"""Anmälan av delegationsbeslut as data: what the board is to be told at its next meeting, and what it has been told."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from decisions.models import BoardNotice, Decision, DecisionLine, NoticedDecision
from decisions.models.kinds import Body, Status


@dataclass(frozen=True)
class NoticeRow:
    """A delegated decision. `total` is what its lines give, kronor; None for one without amounts."""

    pk: int
    number: str
    registry_number: str
    title: str
    agreement: str
    decided_on: datetime.date | None
    decided_by: str
    basis: str
    total: Decimal | None


@dataclass(frozen=True)
class NoticeList:
    """The list for a meeting: page and PDF. `section` and `note` are empty until it has been reported."""

    meeting_on: datetime.date
    reported: bool
    section: str
    note: str
    rows: tuple[NoticeRow, ...]

    template = "pdf/notice.html"

    @property
    def heading(self) -> str:
        return f"Anmälan av delegationsbeslut, regionstyrelsen {self.meeting_on}"

    @property
    def subject(self) -> str:
        what = "anmäldes" if self.reported else "anmäls"
        return f"Delegationsbeslut som {what} {self.meeting_on} {self.section}".strip()

    @property
    def dated(self) -> datetime.date:
        return self.meeting_on

    @property
    def file_name(self) -> str:
        return f"anmalan-{self.meeting_on}.pdf"


def waiting_list(meeting_on: datetime.date) -> NoticeList:
    """What has been decided on the board's behalf until that day and not yet been reported."""
    decisions = Decision.objects.unreported(until=meeting_on).for_page()
    return NoticeList(meeting_on, False, "", "", _rows(decisions))


def waiting_later(shown: NoticeList) -> int:
    """How many more wait that were decided after the day of the list."""
    return Decision.objects.unreported().count() - len(shown.rows)


def notice_list(notice: BoardNotice) -> NoticeList:
    """What was reported at the meeting."""
    decisions = Decision.objects.filter(noticed__notice=notice).for_page().order_by("decided_on", "pk")
    return NoticeList(notice.meeting_on, True, notice.section_number, notice.note, _rows(decisions))


def _rows(decisions: Iterable[Decision]) -> tuple[NoticeRow, ...]:
    decisions = list(decisions)
    lines = DecisionLine.objects.by_decision(decisions)
    return tuple(_row(decision, Decision.moved(lines[decision.pk])) for decision in decisions)


def _row(decision: Decision, total: Decimal) -> NoticeRow:
    persons = [str(decision.decided_by or ""), str(decision.role or ""), decision.on_behalf_of]
    mandate = decision.mandate
    return NoticeRow(
        pk=decision.pk,
        number=decision.number,
        registry_number=decision.case.registry_number,
        title=decision.title,
        agreement=str(decision.agreement or ""),
        decided_on=decision.decided_on,
        decided_by=", ".join(filter(None, persons)),
        basis=mandate.basis if mandate else "",
        total=total or None,
    )


def notice_sentence(decision: Decision) -> str:
    """ "Anmäld till regionstyrelsen 2020-06-15, § 12", "Anmäls till regionstyrelsen", or "" where it need not be."""
    if decision.body != Body.DIRECTOR or decision.status != Status.DECIDED:
        return ""
    noticed = NoticedDecision.objects.filter(decision=decision).select_related("notice").first()
    if noticed is None:
        return "Anmäls till regionstyrelsen"
    return f"Anmäld till regionstyrelsen {noticed.notice.meeting}"
