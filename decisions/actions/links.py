"""Saying how a draft stands to another decision."""

import datetime

from django.db import transaction

from decisions.actions.common import DecisionRefused, locked, refuse_outsider
from decisions.models import Decision, DecisionLink
from decisions.models.decisions import FINAL, Status
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
    """Say that a decision not yet made extends, amends or corrects `other`, or was recommended by `other` or by a
    decision of another `body`, named in words. By who may write the draft, or who records it.

    The same link twice is one. Raises DecisionRefused.
    """
    decision = locked(decision)
    if not may(by, Ability.RECORD):
        refuse_outsider(decision, by, on)
    if decision.status in FINAL:
        raise DecisionRefused(f"{decision} är {decision.get_status_display()} och kan inte ändras.", "not_open")
    if (other is None) == (not body.strip()):
        raise DecisionRefused("Ange antingen ett beslut eller ett annat organs beslut.", "no_target")
    if other is not None and other.status != Status.DECIDED:
        raise DecisionRefused(f"{other} är inte beslutad.", "not_decided")
    if other is None and kind != Kind.RECOMMENDED_BY:
        raise DecisionRefused("Ange beslutet som det gäller.", "no_target")
    if other is not None and other.pk == decision.pk:
        raise DecisionRefused("Ett beslut kan inte hänvisa till sig självt.", "itself")
    made, _ = DecisionLink.objects.get_or_create(
        decision=decision,
        kind=kind,
        other=other,
        body=body.strip(),
        section_number=section_number.strip(),
        decided_on=decided_on,
    )
    return made
