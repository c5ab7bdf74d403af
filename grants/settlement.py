"""The arithmetic of a settlement (avräkning): what the grant bears of an outcome, and what becomes of what is left.

Pure: kronor in, kronor out. `decisions.settlement` reads the figures and puts the answers together.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from grants.figures import ZERO, Book
from grants.models import Agreement, Fund


@dataclass(frozen=True)
class Held:
    """Kronor of one fund that are booked on one activity; never below zero (a hard rule of the ledger)."""

    booked: Decimal
    earmarked: bool


@dataclass(frozen=True)
class Charge:
    """`charged`: kronor out of each `Held`, in the order they were given. `own_financing`: what no fund bears."""

    charged: tuple[Decimal, ...]
    own_financing: Decimal


def charge(outcome: Decimal, held: Sequence[Held], *, earmarked_first: bool) -> Charge:
    """Charged = min(outcome, booked): earmarked funds first, or last if the agreement says so, else in their order.

    What is charged and what is own financing always make the outcome. An outcome below zero (more credited than spent)
    charges nothing: it stands as own financing with a minus, since it is no grant that comes back.
    """
    left = max(outcome, ZERO)
    charged = [ZERO] * len(held)
    for index in sorted(range(len(held)), key=lambda index: held[index].earmarked != earmarked_first):
        charged[index] = min(left, held[index].booked)
        left -= charged[index]
    return Charge(tuple(charged), left if outcome >= 0 else outcome)


class Fate(StrEnum):
    """What becomes of what is left of a fund on a day."""

    RELEASABLE = "releasable"  # back to the pool, for others in the area
    BOUND = "bound"  # earmarked: for its own purpose while the fund may be used
    REPAYABLE = "repayable"  # to the state


RULE = (
    "Det som är kvar av en öronmärkt tilldelning används till sitt ändamål så länge tiden räcker och återbetalas "
    "sedan; "
    "annat som är kvar på en aktivitet kan återföras så länge tilldelningen får användas, och återbetalas därefter."
)


def fate(*, earmarked: bool, usable_until: datetime.date, as_of: datetime.date) -> Fate:
    """The rule that `RULE` says in words.

    On the fund's last day what is left of an earmarked fund has nothing more to be used for, but other money may still
    be moved to an activity of the area that has spent more than it has. The day after, everything is to be repaid.
    """
    if earmarked:
        return Fate.BOUND if as_of < usable_until else Fate.REPAYABLE
    return Fate.RELEASABLE if as_of <= usable_until else Fate.REPAYABLE


def last_day_of(fund: Fund, agreement: Agreement) -> datetime.date:
    """The last day on which the fund may be used: its own, else the agreement's; never after it is to be repaid."""
    last = fund.usable_until or agreement.ends_on
    return min(last, fund.repay_by) if fund.repay_by else last


def unused_by_fund(book: Book, funds: Iterable[Fund], *, earmarked_first: bool) -> dict[int, Decimal]:
    """Kronor of each fund that no outcome has charged: in the pool and left on activities."""
    known = {fund.pk: fund for fund in sorted(funds, key=lambda fund: (fund.position, fund.pk))}
    unused = {pk: book.pool[pk] for pk in known}
    for activity_id, balances in book.accounts.items():
        ids = [pk for pk in known if pk in balances]
        held = [Held(balances[pk], known[pk].earmarked) for pk in ids]
        charges = charge(book.outcome[activity_id], held, earmarked_first=earmarked_first)
        for pk, one, charged in zip(ids, held, charges.charged, strict=True):
            unused[pk] += one.booked - charged
    return unused
