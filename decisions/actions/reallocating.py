"""A reallocation written and handed in at once: when handing in is refused, nothing is saved."""

import datetime
from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction

from decisions.actions.drafts import open_case, propose_reallocation, revise_reallocation
from decisions.actions.verdicts import submit
from decisions.authority import deciding_body
from decisions.models import Decision
from decisions.models.kinds import Body, Kind
from grants.models import Activity, Agreement
from people.models import User


@transaction.atomic
def save_reallocation(
    decision: Decision | None,
    *,
    agreement: Agreement,
    changes: Mapping[Activity, Decimal],
    reason: str,
    version: int,
    hand_in: bool,
    to_board: bool = False,
    by: User,
    on: datetime.date,
) -> Decision:
    """A new draft (`decision` is None), in the case that has the agreement's diary number, or a revised one. The board
    decides it where no mandate lets the director, and where it is asked to (`to_board`).

    Raises what `propose_reallocation`, `revise_reallocation` and `submit` raise.
    """
    body = Body.BOARD if to_board else deciding_body(Kind.REALLOCATION, agreement, on)
    if decision is None:
        number = agreement.registry_number
        case = open_case(registry_number=number, title=agreement.name, agreement=agreement, by=by, on=on)
        decision = propose_reallocation(
            agreement=agreement, case=case, changes=changes, reason=reason, body=body, by=by, on=on
        )
    else:
        decision = revise_reallocation(
            decision, changes=changes, reason=reason, body=body, version=version, by=by, on=on
        )
    return submit(decision, by=by, on=on) if hand_in else decision
