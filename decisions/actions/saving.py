"""A proposal of any kind, written and, if asked for, handed in at once: when that is refused, nothing is saved."""

import datetime
from typing import Protocol

from django.db import transaction

from decisions.actions.common import (
    DecisionRefused,
    draft_of,
    next_number,
    note,
    note_edit,
    refuse_outsider,
    refuse_proposal_outside,
    require,
)
from decisions.actions.drafts import open_case
from decisions.actions.verdicts import submit
from decisions.authority import bodies
from decisions.edits import Picture, picture
from decisions.models import Case, Decision, Event
from decisions.models.kinds import WITHIN_AN_AREA, Body, Kind
from grants.models import Agreement, DevelopmentArea
from people.abilities import Ability
from people.models import User


class Content(Protocol):
    """What a proposal of one kind says."""

    @property
    def kind(self) -> Kind: ...
    @property
    def areas(self) -> set[DevelopmentArea]:
        """Those whose money it moves: for kinds within an area, where the writer must have a part."""

    @property
    def title(self) -> str: ...
    def body(self, agreement: Agreement | None, on: datetime.date) -> Body:
        """Who decides it."""

    def write(self, decision: Decision, by: User) -> None:
        """Replaces the lines of the draft, and what else belongs to the kind. Raises DecisionRefused."""


@transaction.atomic
def save_proposal(
    decision: Decision | None,
    content: Content,
    *,
    agreement: Agreement | None,
    reason: str,
    by: User,
    on: datetime.date,
    version: int | None = None,
    to_board: bool = False,
    hand_in: bool = False,
    is_example: bool = False,
    case: Case | None = None,
) -> Decision:
    """A new draft (`decision` is None), in `case` or the one that has the agreement's diary number; or a revised one.

    `to_board`: the board decides it although a mandate covers it. Raises Stale if someone saved since `version`,
    DecisionRefused, and what `submit` raises.
    """
    _refuse_writer(content, by, on)
    body = Body.BOARD if to_board and Body.BOARD in bodies(content.kind) else content.body(agreement, on)
    before: Picture | None = None
    if decision is None:
        decision = _create(content, agreement, case, body, by=by, on=on, is_example=is_example)
    else:
        decision = draft_of(decision, version=version)
        refuse_outsider(decision, by, on)
        if decision.kind != content.kind:
            raise DecisionRefused(f"{decision} är ett förslag av ett annat slag. Gör ett nytt förslag.", "other_kind")
        decision.version += 1
        before = picture(decision)
    decision.title, decision.reason, decision.body = content.title, reason.strip(), body
    content.write(decision, by)
    decision.save()
    if before is None:
        note(decision, Event.What.CREATED, by=by, on=on)
    else:
        note_edit(decision, before, by=by, on=on)
    return submit(decision, by=by, on=on) if hand_in else decision


def _refuse_writer(content: Content, by: User, on: datetime.date) -> None:
    if content.kind in WITHIN_AN_AREA:
        require(by, Ability.PROPOSE)
        refuse_proposal_outside(content.areas, by, on)
    else:
        require(by, Ability.ALLOCATE)


def _create(
    content: Content,
    agreement: Agreement | None,
    case: Case | None,
    body: Body,
    *,
    by: User,
    on: datetime.date,
    is_example: bool,
) -> Decision:
    if case is None:
        if agreement is None:
            raise DecisionRefused("Ange ärendet.", "no_case")
        number = agreement.registry_number
        case = open_case(registry_number=number, title=agreement.name, agreement=agreement, by=by, on=on)
    return Decision.objects.create(
        number=next_number(on),
        case=case,
        agreement=agreement,
        kind=content.kind,
        body=body,
        title=content.title,
        created_by=by,
        is_example=is_example,
    )
