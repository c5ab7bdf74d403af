"""Proposals to the board that move no money themselves: goals, extensions, assignments."""

import datetime

from django.db import transaction

from decisions.actions.common import next_number, note, require
from decisions.models import Case, Decision, Event
from decisions.models.decisions import Body, Kind
from people.abilities import Ability
from people.models import User


@transaction.atomic
def draft_proposal(*, case: Case, title: str, by: User, on: datetime.date, reason: str = "") -> Decision:
    """An empty draft of another decision by the board. Raises DecisionRefused without the ability."""
    require(by, Ability.ALLOCATE)
    decision = Decision.objects.create(
        number=next_number(on),
        case=case,
        agreement=case.agreement,
        kind=Kind.OTHER,
        body=Body.BOARD,
        title=title,
        reason=reason,
        created_by=by,
    )
    note(decision, Event.What.CREATED, by=by, on=on)
    return decision
