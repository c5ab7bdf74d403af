"""Mandates from the board, and clauses of the delegation order: given and ended. Never rewritten."""

import datetime
from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction

from decisions.actions.common import DecisionRefused, require
from decisions.models import Decision, Mandate
from decisions.models.kinds import Kind, Status
from grants.models import Agreement
from people.abilities import Ability
from people.models import Role, User


@transaction.atomic
def give_mandate(
    *,
    name: str,
    role: Role,
    kinds: Sequence[Kind],
    valid_from: datetime.date,
    by: User,
    agreement: Agreement | None = None,
    area_numbers: Sequence[int] = (),
    valid_until: datetime.date | None = None,
    source: Decision | None = None,
    source_point: int | None = None,
    clause: str = "",
    text: str = "",
    ceiling: Decimal | None = None,
) -> Mandate:
    """Register a mandate that the board has given, by a decided decision or by a clause of the delegation order.

    `area_numbers`: the areas of the agreement that it is for; none: all of them. `ceiling` in kronor per decision.
    Raises DecisionRefused.
    """
    require(by, Ability.RECORD)
    _refuse_basis(source, clause, valid_from)
    _refuse_scope(kinds, agreement, area_numbers, valid_from, valid_until)
    return Mandate.objects.create(
        name=name,
        role=role,
        agreement=agreement,
        area_numbers=sorted(set(area_numbers)),
        kinds=list(kinds),
        ceiling=ceiling,
        valid_from=valid_from,
        valid_until=valid_until,
        source=source,
        source_point=source_point,
        clause=clause.strip(),
        text=text,
        given_by=by,
    )


def _refuse_basis(source: Decision | None, clause: str, valid_from: datetime.date) -> None:
    if source is not None and source.status != Status.DECIDED:
        raise DecisionRefused("Ett mandat vilar på ett fattat beslut.", "not_decided")
    if source is None and not clause.strip():
        raise DecisionRefused("Ange det beslut eller den delegationsbestämmelse som mandatet vilar på.", "no_basis")
    if source is not None and source.decided_on is not None and valid_from < source.decided_on:
        raise DecisionRefused(
            f"Mandatet kan inte gälla före {source.decided_on}, då beslutet fattades.", "before_its_decision"
        )


def _refuse_scope(
    kinds: Sequence[Kind],
    agreement: Agreement | None,
    area_numbers: Sequence[int],
    valid_from: datetime.date,
    valid_until: datetime.date | None,
) -> None:
    if not kinds:
        raise DecisionRefused("Ange minst ett slag av beslut.", "no_kind")
    if area_numbers and agreement is None:
        raise DecisionRefused("Områden hör till en överenskommelse: välj den först.", "no_agreement")
    known = set(agreement.areas.values_list("number", flat=True)) if agreement else set()
    if agreement and set(area_numbers) - known:
        raise DecisionRefused(f"Ett av områdena finns inte i {agreement}.", "no_such_area")
    if valid_until is not None and valid_until < valid_from:
        raise DecisionRefused("Mandatet kan inte sluta innan det börjar.", "ends_too_early")


@transaction.atomic
def end_mandate(mandate: Mandate, *, last_day: datetime.date, reason: str, by: User) -> Mandate:
    """End a mandate, once: `last_day` is the last that it is in force. Another scope or wording is a new mandate.

    Raises DecisionRefused for a day before it began, after it ends anyway, or before a decision that rests on it.
    """
    require(by, Ability.RECORD)
    mandate = Mandate.objects.select_for_update(of=("self",)).get(pk=mandate.pk)
    if mandate.ended_by_id is not None:
        raise DecisionRefused(f"Mandatet är redan avslutat, till och med {mandate.valid_until}.", "ended")
    if not reason.strip():
        raise DecisionRefused("Skriv varför mandatet upphör, till exempel vilket beslut som ersätter det.", "no_reason")
    if last_day < mandate.valid_from:
        raise DecisionRefused(f"Mandatet gäller från och med {mandate.valid_from}.", "ends_too_early")
    if mandate.valid_until is not None and last_day > mandate.valid_until:
        raise DecisionRefused(f"Mandatet gäller bara till och med {mandate.valid_until}.", "ends_too_late")
    latest = mandate.decisions.decided().order_by("decided_on").last()
    if latest is not None and latest.decided_on is not None and latest.decided_on > last_day:
        raise DecisionRefused(
            f"{latest} fattades {latest.decided_on} med stöd av mandatet. Det kan inte upphöra tidigare.", "in_use"
        )
    mandate.valid_until, mandate.ended_by, mandate.end_reason = last_day, by, reason.strip()[:300]
    mandate.save(update_fields=["valid_until", "ended_by", "end_reason"])
    return mandate
