"""What every write of a decision shares: numbers, events, the lock on the row, the version."""

import datetime
from collections.abc import Iterable, Sequence

from django.db import transaction

from config.refused import NotAllowed, NotNow, Refused, Stale
from decisions.actions.telling import tell
from decisions.authority import may_propose, may_write
from decisions.edits import Edit, Picture, differences, picture
from decisions.models import Decision, Event, NumberSeries
from grants.models import DevelopmentArea
from people.abilities import Ability, may, refusal
from people.models import User


class DecisionRefused(Refused):
    """A rule about decisions refuses. Nothing has changed."""

    code = "decision"


def next_number(on: datetime.date) -> str:
    """The next running number of the year, such as "2020:14". The row is locked: none is given twice, none skipped."""
    NumberSeries.objects.get_or_create(year=on.year)
    series = NumberSeries.objects.select_for_update().get(year=on.year)
    series.last += 1
    series.save(update_fields=["last"])
    return f"{series.year}:{series.last}"


def require(user: User, ability: Ability) -> None:
    if not may(user, ability):
        raise NotAllowed(refusal(ability))


def refuse_proposal_outside(areas: Iterable[DevelopmentArea], user: User, on: datetime.date) -> None:
    """Raises NotAllowed if the user may not propose in one of the areas."""
    for area in areas:
        verdict = may_propose(user, area, on)
        if not verdict.allowed:
            raise NotAllowed(verdict.reason)


def refuse_outsider(decision: Decision, user: User, on: datetime.date) -> None:
    """Raises NotAllowed for who may not write this draft."""
    verdict = may_write(user, decision, on)
    if not verdict.allowed:
        raise NotAllowed(verdict.reason)


def refuse_unless_draft(decision: Decision) -> None:
    """Raises NotNow for what has been handed in, or is final."""
    if not decision.is_editable:
        raise NotNow(f"{decision} är {decision.get_status_display()} och kan inte ändras.", "not_a_draft")


COMPARE = "Jämför värdena nedan och spara igen."
READ_AGAIN = "Läs det som gäller nu och lämna sedan in."


def locked(decision: Decision, *, version: int | None = None, redo: str = COMPARE) -> Decision:
    """The decision's row as it is now, locked until the transaction ends. Raises Stale if it is no longer `version`;
    `redo` says what to do then."""
    fresh = Decision.objects.select_for_update(of=("self",)).select_related("agreement", "case").get(pk=decision.pk)
    if version is not None and fresh.version != version:
        last = fresh.events.select_related("by").last()
        who = f" av {last.by}" if last else ""
        raise Stale(f"{fresh} har ändrats{who} sedan du öppnade sidan. Inget av ditt har sparats. {redo}")
    return fresh


def draft_of(decision: Decision, *, version: int | None) -> Decision:
    """The same, of one that may still be written. Raises NotNow for what is submitted or decided."""
    fresh = locked(decision, version=version)
    refuse_unless_draft(fresh)
    return fresh


@transaction.atomic
def note(
    decision: Decision,
    what: Event.What,
    *,
    by: User,
    on: datetime.date,
    text: str = "",
    on_behalf_of: str = "",
    edits: Sequence[Edit] = (),
    meeting_on: datetime.date | None = None,
    section_number: str = "",
) -> Event:
    """Writes down what happened, what it changed from what to what and, if somebody is to be told of it, whom: in the
    same transaction. `meeting_on` and `section_number`: where it happened, when it is recorded afterwards."""
    event = Event.objects.create(
        decision=decision,
        what=what,
        by=by,
        on=on,
        text=text,
        on_behalf_of=on_behalf_of,
        edits=[edit.kept() for edit in edits],
        meeting_on=meeting_on,
        section_number=section_number.strip(),
    )
    tell(event)
    return event


@transaction.atomic
def note_edit(decision: Decision, before: Picture, *, by: User, on: datetime.date) -> Event:
    """Writes down that a draft was edited, against its picture from before. Called when everything is saved."""
    return note(decision, Event.What.EDITED, by=by, on=on, edits=differences(before, picture(decision)))
