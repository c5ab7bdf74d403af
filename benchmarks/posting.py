"""Deciding a reallocation of 1, 10 and 100 movements: authority, checks, locks, ledger, triggers, trail."""

from collections.abc import Iterator
from decimal import Decimal

from django.db import transaction

from benchmarks import data
from benchmarks.balances import bare_insert
from benchmarks.harness import Job, Result, compare, statement
from decisions import actions
from decisions.models import Decision
from people.models import User
from tests import creators

ACTIVITIES = 404


def run(quick: bool) -> Iterator[Result]:
    sized = data.sized_agreement("omfordelning", ACTIVITIES)
    board = data.decided(sized)
    director = creators.director()
    creators.mandate(sized.agreement, board)
    statement("CREATE TABLE bare_movement (LIKE grants_movement INCLUDING DEFAULTS INCLUDING IDENTITY)")
    for takers in (1, 10, 100):
        yield _deciding(sized, director, takers, pairs=3 if quick else 9)


def _deciding(sized: data.Sized, director: User, takers: int, *, pairs: int) -> Result:
    """One activity gives, `takers` others of its area take: as many movements, one line more."""
    return compare(
        "posting",
        f"besluta en omfördelning med {takers} bokningar",
        Job(lambda waiting: _decide(*waiting, director), lambda: _waiting(sized, takers)),
        Job(lambda _: _bare(director, takers)),
        pairs=pairs,
        lines=str(takers + 1),
    )


def _waiting(sized: data.Sized, takers: int) -> tuple[Decision, str]:
    """A submitted proposal, and the token of the figures that the director has seen."""
    giver, *others = [activity for activity in sized.activities if activity.area_id == sized.activities[0].area_id]
    changes = {giver: Decimal(-takers)} | {taker: Decimal(1) for taker in others[:takers]}
    draft = actions.propose_reallocation(
        agreement=sized.agreement,
        case=creators.case(sized.agreement),
        changes=changes,
        reason="Behov.",
        by=sized.officer,
        on=data.TODAY,
    )
    decision = actions.submit(draft, by=sized.officer, on=data.TODAY)
    return decision, actions.seen_token(decision)


def _decide(decision: Decision, seen: str, director: User) -> None:
    actions.decide(decision, by=director, on=data.TODAY, seen=seen)


@transaction.atomic
def _bare(by: User, rows: int) -> None:
    for serial in range(rows):
        bare_insert(serial, serial + 1, by.pk)
