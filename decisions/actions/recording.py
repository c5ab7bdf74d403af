"""Decisions made elsewhere, recorded here: the state's allotment, the board's, delegated decisions on paper."""

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.core.files.base import File
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from config.refused import NotNow
from decisions.actions.altering import alter
from decisions.actions.attachments import add_attachment
from decisions.actions.booking import book_allocation, book_whole
from decisions.actions.common import DecisionRefused, locked, next_number, note, require
from decisions.actions.seeing import confirm_seen
from decisions.authority import own_work
from decisions.checks import findings
from decisions.edits import Edit, differences, picture
from decisions.grounds import lines_of, power
from decisions.models import Case, Decision, DecisionLine, Event, LineShare, Mandate
from decisions.models.kinds import BOOKED_WHOLE, Body, Kind, Status
from decisions.models.mandates import Reach
from grants.actions import lock_activity, unlock_activity
from grants.models import Activity, Agreement, Fund
from people.abilities import Ability
from people.models import User


@transaction.atomic
def register_allotment(
    *,
    agreement: Agreement,
    case: Case,
    amounts: Mapping[Fund, Decimal],
    decided_on: datetime.date,
    by: User,
    title: str = "",
    note_text: str = "",
) -> Decision:
    """Record the state's decision to allot kronor per fund, and book it. Raises DecisionRefused or LedgerRefusal."""
    require(by, Ability.REGISTER_ALLOTMENT)
    amounts = {fund: amount for fund, amount in amounts.items() if amount}
    if not amounts:
        raise DecisionRefused("Ange minst ett tilldelat belopp.", "nothing_allotted")
    if any(fund.area.agreement_id != agreement.pk for fund in amounts):
        raise DecisionRefused(f"En av tilldelningarna hör inte till {agreement}.", "other_agreement")
    decision = Decision.objects.create(
        number=next_number(decided_on),
        case=case,
        agreement=agreement,
        kind=Kind.ALLOTMENT,
        body=Body.STATE,
        title=title or f"Statens tilldelning, {agreement}",
        reason=note_text,
        created_by=by,
    )
    line = DecisionLine.objects.create(
        decision=decision, amount=sum(amounts.values(), Decimal(0)), note=note_text[:300]
    )
    LineShare.objects.bulk_create(LineShare(line=line, fund=fund, amount=amount) for fund, amount in amounts.items())
    note(decision, Event.What.CREATED, by=by, on=decided_on)
    book_whole(decision, booked_on=decided_on, by=by)
    return _finish(decision, decided_on=decided_on, by=by, on=decided_on)


@transaction.atomic
def record(
    decision: Decision,
    *,
    decided_on: datetime.date,
    by: User,
    on: datetime.date,
    section_number: str = "",
    presenter: str = "",
    amounts: Mapping[int, Decimal] | None = None,
    repaid: Mapping[int, Decimal] | None = None,
    points: Mapping[int, str] | None = None,
    acknowledged: str = "",
    mandate: Mandate | None = None,
    extract: File | None = None,
    seen: str | None = None,
) -> Decision:
    """Record that a submitted decision was made, at a meeting (with its §) or on paper under a mandate, and book it.

    `amounts` maps a line's id, `repaid` (of a repayment) a fund's id to the decided amount where the body changed it,
    and `points` a number to the decided words: what was proposed is kept beside (`altering.alter`).
    Registration is never refused for what the checks find, since it was decided; but it wants `acknowledged`, a reason,
    when they find an error. Booking follows the ledger's rules: what a fund does not hold stays uncovered.
    `extract` is the file of the minutes, kept with the decision; without it the author does not record (internal
    control). `seen` is the token of the figures that stood on the recorder's page (`seen_token`).
    Raises DecisionRefused, FiguresChanged, AttachmentRefused or LedgerRefusal.
    """
    require(by, Ability.RECORD)
    decision = locked(decision)
    _refuse_recording(decision, section_number, decided_on, extract, by=by, on=on)
    if decision.body == Body.DIRECTOR:
        _refuse_mandate(decision, mandate, decided_on)
    confirm_seen(decision, seen, "registrerat")
    is_altered = bool(amounts or repaid or points)
    before = picture(decision) if is_altered else {}
    alter(decision, amounts=amounts or {}, repaid=repaid or {}, points=points or {})
    _refuse_beyond(decision, mandate)
    edits = differences(before, picture(decision)) if is_altered else []
    _acknowledge(decision, acknowledged, decided_on, by=by, on=on)
    decision.section_number, decision.presenter = section_number.strip(), presenter.strip()
    decision.decided_on, decision.mandate = decided_on, mandate
    decision.role = mandate.role if mandate else None
    _book_recorded(decision, booked_on=decided_on, by=by)
    decision = _finish(decision, decided_on=decided_on, by=by, on=on, edits=edits)
    _keep_extract(decision, extract, section_number, by=by, on=on)
    return decision


def _acknowledge(decision: Decision, reason: str, decided_on: datetime.date, *, by: User, on: datetime.date) -> None:
    """Errors that the checks find stand with the reason for which they were accepted."""
    found = [finding for finding in findings(decision, decided_on) if finding.severity == "error"]
    if found and not reason.strip():
        raise DecisionRefused(
            "Avstämningen visar avvikelser. Beslutet kan registreras, men skriv varför de godtas: "
            + " ".join(finding.text for finding in found),
            "unacknowledged",
        )
    for finding in found:
        note(decision, Event.What.ACKNOWLEDGED, by=by, on=on, text=f"{finding.text} Skäl: {reason.strip()}")


@transaction.atomic
def record_return(
    decision: Decision,
    *,
    decided_on: datetime.date,
    reason: str,
    by: User,
    on: datetime.date,
    section_number: str = "",
    extract: File | None = None,
) -> Decision:
    """Record that the body sent the proposal back (återremiss): the author may change it and submit it again.

    The meeting's day, § and reason stand in the event; the § of the decision itself comes when it is made.
    """
    require(by, Ability.RECORD)
    decision = locked(decision)
    _refuse_recording(decision, section_number, decided_on, extract, by=by, on=on)
    text = _words_of_the_minutes("Återremiss", decision, section_number, decided_on, reason)
    decision.status, decision.tabled_on, decision.tabled_until = Status.RETURNED, None, None
    decision.version += 1
    decision.save()
    note(decision, Event.What.RETURNED, by=by, on=on, text=text, meeting_on=decided_on, section_number=section_number)
    _keep_extract(decision, extract, section_number, by=by, on=on)
    return decision


@transaction.atomic
def record_tabling(
    decision: Decision,
    *,
    decided_on: datetime.date,
    reason: str,
    by: User,
    on: datetime.date,
    section_number: str = "",
    until: datetime.date | None = None,
    extract: File | None = None,
) -> Decision:
    """Record that the board put the matter off to a later meeting (bordläggning), on the day `until` if it said which:
    it goes on waiting, and is recorded again when the board takes it up. Raises DecisionRefused for what does not wait
    for the board, and for a day that is not later."""
    require(by, Ability.RECORD)
    decision = locked(decision)
    _refuse_recording(decision, section_number, decided_on, extract, by=by, on=on)
    if decision.body != Body.BOARD:
        raise NotNow("Bara det som regionstyrelsen beslutar kan bordläggas.", "not_the_boards")
    if until is not None and until <= decided_on:
        raise DecisionRefused("Det sammanträde som ärendet bordläggs till är en senare dag.", "not_later")
    put_off = f"Bordläggning till {until}" if until else "Bordläggning"
    text = _words_of_the_minutes(put_off, decision, section_number, decided_on, reason)
    decision.tabled_on, decision.tabled_until = decided_on, until
    decision.version += 1
    decision.save()
    note(decision, Event.What.TABLED, by=by, on=on, text=text, meeting_on=decided_on, section_number=section_number)
    _keep_extract(decision, extract, section_number, by=by, on=on)
    return decision


@transaction.atomic
def record_rejection(
    decision: Decision,
    *,
    decided_on: datetime.date,
    reason: str,
    by: User,
    on: datetime.date,
    section_number: str = "",
    presenter: str = "",
    extract: File | None = None,
) -> Decision:
    """Record that the body rejected the proposal (avslag), for good, with the § of the minutes."""
    require(by, Ability.RECORD)
    decision = locked(decision)
    _refuse_recording(decision, section_number, decided_on, extract, by=by, on=on)
    text = _words_of_the_minutes("Avslag", decision, section_number, decided_on, reason)
    decision.section_number, decision.presenter = section_number.strip(), presenter.strip()
    decision.status, decision.recorded_by, decision.decided_on = Status.REJECTED, by, decided_on
    decision.tabled_on = decision.tabled_until = None
    decision.version += 1
    decision.save()
    note(decision, Event.What.REJECTED, by=by, on=on, text=text, meeting_on=decided_on, section_number=section_number)
    _keep_extract(decision, extract, section_number, by=by, on=on)
    return decision


def _keep_extract(
    decision: Decision, extract: File | None, section_number: str, *, by: User, on: datetime.date
) -> None:
    if extract is not None:
        paper = "Delegationsbeslut" if decision.body == Body.DIRECTOR else "Protokollsutdrag"
        title = f"{paper} {section_number}".strip()
        add_attachment(decision.case, file=extract, title=title, decision=decision, by=by, on=on)


def _words_of_the_minutes(
    outcome: str, decision: Decision, section_number: str, decided_on: datetime.date, reason: str
) -> str:
    """ "Återremiss, regionstyrelsen 2020-03-24 § 35: Underlaget saknar …"."""
    if not reason.strip():
        raise DecisionRefused("Skriv skälet så som det står i protokollet.", "no_reason")
    meeting = " ".join(filter(None, [decision.get_body_display(), str(decided_on), section_number.strip()]))
    return f"{outcome}, {meeting}: {reason.strip()}"


def _refuse_recording(
    decision: Decision,
    section_number: str,
    decided_on: datetime.date,
    extract: File | None,
    *,
    by: User,
    on: datetime.date,
) -> None:
    if decided_on > on:
        raise DecisionRefused("Beslutsdagen kan inte ligga i framtiden.", "in_the_future")
    if decision.status != Status.SUBMITTED:
        raise NotNow(f"{decision} är {decision.get_status_display()}: bara en inlämnad kan registreras.", "not_open")
    if decision.tabled_on and decided_on < decision.tabled_on:
        raise DecisionRefused(
            f"{decision} bordlades {decision.tabled_on}. Det som hände sedan kan inte vara äldre.", "before_the_tabling"
        )
    if decision.body == Body.BOARD and not section_number.strip():
        raise DecisionRefused("Ange paragrafen i protokollet, till exempel § 35.", "no_section")
    if extract is None and own_work(decision, by):
        raise DecisionRefused(
            "Den som upprättat, ändrat eller lämnat in förslaget registrerar inte beslutet utan "
            f"{'det undertecknade beslutet' if decision.body == Body.DIRECTOR else 'protokollsutdrag'}. "
            f"Bifoga {'det' if decision.body == Body.DIRECTOR else 'utdraget'}, eller låt någon annan registrera.",
            "own_work",
        )


def _refuse_mandate(decision: Decision, mandate: Mandate | None, decided_on: datetime.date) -> None:
    if mandate is None:
        raise DecisionRefused("Ange det mandat som beslutet fattades med stöd av.", "no_mandate")
    covering = Mandate.objects.covering(agreement=decision.agreement, kind=power(decision), on=decided_on)
    if mandate not in covering:
        raise DecisionRefused(
            f"Mandatet {mandate} gällde inte {decision.get_kind_display()} i {decision.agreement} den {decided_on}.",
            "no_mandate",
        )


def _refuse_beyond(decision: Decision, mandate: Mandate | None) -> None:
    """A mandate is held against what was decided, which need not be what was proposed."""
    if mandate and (short := mandate.lacks(Reach.of(lines_of(decision)))):
        raise DecisionRefused(
            f"Beslutet kan inte vila på det mandatet, eftersom {short}. "
            "Välj ett mandat som räcker. Finns inget var det regionstyrelsens sak att besluta.",
            "ceiling",
        )


def _book_recorded(decision: Decision, *, booked_on: datetime.date, by: User) -> None:
    if decision.kind == Kind.ALLOCATION:
        book_allocation(decision, booked_on=booked_on, by=by)
    elif decision.kind in BOOKED_WHOLE:
        book_whole(decision, booked_on=booked_on, by=by)
    # Only the board locks: what a delegated decision says of it is a finding, acknowledged.
    locked = decision.lines.filter(locks=True) if decision.body == Body.BOARD else decision.lines.none()
    for activity in _activities_of(locked):
        lock_activity(activity, reference=decision.reference, by=by)
    if decision.kind == Kind.UNLOCK:
        for activity in _activities_of(decision.lines.all()):
            unlock_activity(activity, by=by)


def _activities_of(lines: QuerySet[DecisionLine]) -> list[Activity]:
    return [line.activity for line in lines.select_related("activity") if line.activity]


def _finish(
    decision: Decision, *, decided_on: datetime.date, by: User, on: datetime.date, edits: Sequence[Edit] = ()
) -> Decision:
    decision.status, decision.tabled_on, decision.tabled_until = Status.DECIDED, None, None
    decision.decided_on, decision.recorded_by = decided_on, by
    if decision.submitted_by_id is None:
        decision.submitted_by, decision.submitted_at, decision.submitted_on = by, timezone.now(), on
    decision.version += 1
    decision.save()
    text = decision.section_number
    note(
        decision, Event.What.RECORDED, by=by, on=on, text=text, edits=edits, meeting_on=decided_on, section_number=text
    )
    return decision
