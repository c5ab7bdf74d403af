"""Submit, withdraw, return, reject, decide. Deciding reads the accounts again, under lock."""

import datetime
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from config.refused import NotAllowed, NotNow
from decisions.actions.booking import book_allocation, book_whole
from decisions.actions.common import READ_AGAIN, DecisionRefused, locked, note, refuse_outsider
from decisions.actions.conditions import attach_conditions
from decisions.actions.questions import Questions, ask, asked, refuse_unanswered
from decisions.actions.seeing import confirm_seen
from decisions.authority import Verdict, basis_sentence, bodies, may_decide, may_withdraw
from decisions.checks import blocks, findings
from decisions.grounds import lines_of
from decisions.models import Decision, Event, Mandate
from decisions.models.kinds import BOOKED_WHOLE, CORRECTING, REASONED, Body, Kind, Status
from decisions.models.mandates import Reach
from grants.findings import Finding, Severity
from people.models import User


class Blocked(DecisionRefused):
    """Named findings stand in the way."""

    code = "blocked"

    def __init__(self, found: list[Finding]) -> None:
        super().__init__(" ".join(f"{finding.text} {finding.way_out}" for finding in found))
        self.findings = found


class Unacknowledged(Blocked):
    """Warnings that want a reason from the one who decides."""

    code = "unacknowledged"


@transaction.atomic
def submit(
    decision: Decision,
    *,
    by: User,
    on: datetime.date,
    decided_elsewhere: bool = False,
    version: int | None = None,
) -> Decision:
    """Hand in a draft. Raises Blocked when a check finds an error in a decision that will be made here, and Stale if
    someone has saved since `version` was read: nobody hands in what they have not seen.

    `decided_elsewhere`: it is already decided, on paper, and will be recorded. Registration is never refused for what
    the checks find; `record` wants their errors acknowledged with a reason instead.
    """
    decision = locked(decision, version=version, redo=READ_AGAIN)
    refuse_outsider(decision, by, on)
    if not decision.is_editable:
        raise NotNow(f"{decision} är redan {decision.get_status_display()}.", "not_a_draft")
    refuse_unanswered(decision)
    if decision.kind in REASONED and not decision.reason:
        raise DecisionRefused("Skriv ett skäl till förslaget.", "no_reason")
    refuse_without_words(decision)
    if not decided_elsewhere and (stops := blocks(decision, findings(decision, on))):
        raise Blocked(stops)
    attach_conditions(decision, on)
    decision.on_paper = decided_elsewhere and decision.body == Body.DIRECTOR
    decision.status = Status.SUBMITTED
    decision.submitted_by, decision.submitted_at, decision.submitted_on = by, timezone.now(), on
    decision.version += 1
    decision.save()
    note(decision, Event.What.SUBMITTED, by=by, on=on)
    return decision


@transaction.atomic
def submit_made_on_paper(decision: Decision, *, by: User, on: datetime.date, version: int | None = None) -> Decision:
    """Hand in what the director has decided on paper under a mandate, to be recorded: whether the mandate held is asked
    then, of the day of the decision. Raises NotNow for a kind that only another body decides, and Stale."""
    decision = locked(decision, version=version, redo=READ_AGAIN)
    refuse_outsider(decision, by, on)
    if decision.kind not in CORRECTING and Body.DIRECTOR in bodies(Kind(decision.kind)) and decision.is_editable:
        decision.body = Body.DIRECTOR
        decision.save(update_fields=["body"])
    if decision.body != Body.DIRECTOR:
        raise NotNow(f"Detta beslutas av {decision.get_body_display()}, aldrig med mandat.", "no_mandate")
    return submit(decision, by=by, on=on, decided_elsewhere=True)


def refuse_without_words(decision: Decision) -> None:
    """A decision without money says what it decides in its points. The database holds the same."""
    if decision.kind == Kind.OTHER and not decision.points.exists():
        raise DecisionRefused("Skriv minst en beslutspunkt innan förslaget lämnas in.", "no_points")


@transaction.atomic
def withdraw(decision: Decision, *, by: User, on: datetime.date) -> Decision:
    """The author takes the proposal back for good (`authority.may_withdraw`: who else, when the author has left)."""
    decision = locked(decision)
    if not (verdict := may_withdraw(by, decision, on)).allowed:
        raise NotAllowed(verdict.reason, "not_the_author")
    if decision.status not in {Status.DRAFT, Status.RETURNED, Status.SUBMITTED}:
        raise NotNow(f"{decision} är {decision.get_status_display()} och kan inte återtas.", "not_open")
    return _end(decision, Status.WITHDRAWN, Event.What.WITHDRAWN, by=by, on=on).decision


@transaction.atomic
def return_to_author(
    decision: Decision, *, reason: str, by: User, on: datetime.date, questions: Questions | None = None
) -> Decision:
    """Back to the author with a reason, or with questions on lines that must be answered before it is handed in again.

    The director returns, never edits.
    """
    decision, verdict = _to_be_judged(decision, by, on)
    to_answer = asked(questions or {})
    text = f"{reason.strip()} {_counted(to_answer)}".strip() if to_answer else _given(reason)
    returned = _end(decision, Status.RETURNED, Event.What.RETURNED, by=by, on=on, reason=text, verdict=verdict)
    ask(returned, to_answer, by=by, on=on)
    return returned.decision


def _counted(questions: Questions) -> str:
    return "En fråga att svara på." if len(questions) == 1 else f"{len(questions)} frågor att svara på."


@transaction.atomic
def reject(decision: Decision, *, reason: str, by: User, on: datetime.date) -> Decision:
    """No, for good, with a reason."""
    decision, verdict = _to_be_judged(decision, by, on)
    text = _given(reason)
    return _end(decision, Status.REJECTED, Event.What.REJECTED, by=by, on=on, reason=text, verdict=verdict).decision


def _given(reason: str) -> str:
    if not reason.strip():
        raise DecisionRefused("Skriv ett skäl, så att förslagsställaren vet varför.", "no_reason")
    return reason.strip()


def _to_be_judged(decision: Decision, by: User, on: datetime.date) -> tuple[Decision, Verdict]:
    decision = locked(decision)
    verdict = may_decide(by, decision, on)
    if not verdict.allowed:
        raise verdict.refusal(verdict.reason)
    return decision, verdict


def _end(
    decision: Decision,
    status: Status,
    what: Event.What,
    *,
    by: User,
    on: datetime.date,
    reason: str = "",
    verdict: Verdict | None = None,
) -> Event:
    decision.status, decision.tabled_on, decision.tabled_until = status, None, None
    decision.decided_on = on if status == Status.REJECTED else None
    decision.version += 1
    decision.save()
    behalf = verdict.on_behalf_of if verdict else ""
    return note(decision, what, by=by, on=on, text=reason, on_behalf_of=behalf)


@transaction.atomic
def decide(
    decision: Decision,
    *,
    by: User,
    on: datetime.date,
    seen: str | None = None,
    acknowledgements: Mapping[str, str] | None = None,
    presenter: str = "",
    participants: str = "",
) -> Decision:
    """Decide a submitted decision and book it, in one transaction: whole or not at all.

    `seen` is the token of the figures that the decider had before the eyes (`seen_token`); `acknowledgements` maps the
    key of each warning to a reason. `presenter`: föredragande, else who handed it in; `participants`: who else took
    part without deciding. Raises NotAllowed (who, by what right, own work), NotNow, Blocked, Unacknowledged,
    FiguresChanged, or LedgerRefusal.
    """
    decision, verdict = _to_be_judged(decision, by, on)
    confirm_seen(decision, seen, "beslutat")
    found = findings(decision, on)
    if stops := blocks(decision, found):
        raise Blocked(stops)
    _acknowledge(decision, found, acknowledgements or {}, by=by, on=on)
    mandate = _within_ceiling(decision, verdict)
    decision.decided_on = on
    _book(decision, on=on, by=by)
    decision.status = Status.DECIDED
    decision.decided_by, decision.decided_at = by, timezone.now()
    decision.role, decision.mandate, decision.on_behalf_of = mandate.role, mandate, verdict.on_behalf_of
    decision.presenter = presenter.strip() or decision.proposed_presenter(on)
    decision.participants = participants.strip()
    decision.version += 1
    decision.save()
    note(decision, Event.What.DECIDED, by=by, on=on, on_behalf_of=verdict.on_behalf_of)
    return decision


def _book(decision: Decision, *, on: datetime.date, by: User) -> None:
    if decision.kind in BOOKED_WHOLE:
        book_whole(decision, booked_on=on, by=by)
    elif decision.kind == Kind.ALLOCATION:
        book_allocation(decision, booked_on=on, by=by)


def _acknowledge(
    decision: Decision, found: list[Finding], reasons: Mapping[str, str], *, by: User, on: datetime.date
) -> None:
    warnings = [finding for finding in found if finding.severity == Severity.WARNING]
    if missing := [finding for finding in warnings if not reasons.get(finding.key, "").strip()]:
        raise Unacknowledged(missing)
    for finding in warnings:
        text = f"{finding.text} Skäl: {reasons[finding.key].strip()}"
        note(decision, Event.What.ACKNOWLEDGED, by=by, on=on, text=text)


def _within_ceiling(decision: Decision, verdict: Verdict) -> Mandate:
    """The mandate that the decision rests on. The check says it first; this holds even where a check is missing."""
    mandate = verdict.mandate
    if mandate is None:
        raise DecisionRefused(basis_sentence(decision, decision.submitted_on or datetime.date.min), "no_mandate")
    if short := mandate.lacks(Reach.of(lines_of(decision))):
        raise DecisionRefused(f"Måste beslutas av regionstyrelsen, eftersom {short}.", "ceiling")
    return mandate
