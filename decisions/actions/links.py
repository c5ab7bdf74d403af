"""Saying how a draft stands to another decision."""

import datetime

from django.db import transaction

from config.refused import NotNow
from decisions.actions.common import DecisionRefused, draft_of, locked, note, note_edit, refuse_outsider
from decisions.edits import Picture, picture
from decisions.models import Decision, DecisionLink, Event
from decisions.models.kinds import FINAL, Status
from people.abilities import Ability, may
from people.models import User

Kind = DecisionLink.Kind


@transaction.atomic
def link(
    decision: Decision,
    *,
    kind: DecisionLink.Kind,
    by: User,
    on: datetime.date,
    other: Decision | None = None,
    body: str = "",
    section_number: str = "",
    decided_on: datetime.date | None = None,
) -> DecisionLink:
    """Say that a draft extends, amends, replaces or corrects `other`: by who may write it. Or that a decision not yet
    made was recommended by `other` or by a decision of another `body`, named in words: by who records it too.

    The same link twice is one. Raises DecisionRefused.
    """
    decision = locked(decision)
    if kind != Kind.RECOMMENDED_BY or not may(by, Ability.RECORD):
        refuse_outsider(decision, by, on)
    _refuse_state(decision, kind)
    _refuse_target(decision, kind, other, body)
    before = picture(decision)
    made, is_new = DecisionLink.objects.get_or_create(
        decision=decision,
        kind=kind,
        other=other,
        body=body.strip(),
        section_number=section_number.strip(),
        decided_on=decided_on,
    )
    if is_new and kind == Kind.RECOMMENDED_BY:
        # Not an edit of the proposal: who records what another body said may record the decision too.
        note(decision, Event.What.LINKED, by=by, on=on, text=f"{made.get_kind_display().capitalize()} {made.target}")
    elif is_new:
        _edited(decision, before, by=by, on=on)
    return made


@transaction.atomic
def unlink(made: DecisionLink, *, by: User, on: datetime.date) -> None:
    """Take back what a draft says of an earlier decision; not what a correction corrects. Raises DecisionRefused."""
    decision = draft_of(made.decision, version=None)
    refuse_outsider(decision, by, on)
    if made.kind == Kind.CORRECTS:
        raise DecisionRefused("En rättelse hör till det beslut som den rättar.", "corrects")
    before = picture(decision)
    DecisionLink.objects.filter(pk=made.pk).delete()
    _edited(decision, before, by=by, on=on)


def _edited(decision: Decision, before: Picture, *, by: User, on: datetime.date) -> None:
    """Another version: nobody hands in or decides what they have not seen."""
    decision.version += 1
    decision.save(update_fields=["version"])
    note_edit(decision, before, by=by, on=on)


def _refuse_state(decision: Decision, kind: DecisionLink.Kind) -> None:
    open_to = decision.status not in FINAL if kind == Kind.RECOMMENDED_BY else decision.is_editable
    if not open_to:
        raise NotNow(f"{decision} är {decision.get_status_display()} och kan inte ändras.", "not_open")


def _refuse_target(decision: Decision, kind: DecisionLink.Kind, other: Decision | None, body: str) -> None:
    if (other is None) == (not body.strip()):
        raise DecisionRefused("Ange antingen ett beslut eller ett annat organs beslut.", "no_target")
    if other is not None and other.status != Status.DECIDED:
        raise DecisionRefused(f"{other} är inte beslutad.", "not_decided")
    if other is None and kind != Kind.RECOMMENDED_BY:
        raise DecisionRefused("Ange beslutet som det gäller.", "no_target")
    if other is not None and other.pk == decision.pk:
        raise DecisionRefused("Ett beslut kan inte hänvisa till sig självt.", "itself")
