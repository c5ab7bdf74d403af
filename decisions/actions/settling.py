"""A settlement's proposals as drafts: what activities no longer need back to the pool, what is to be repaid."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from decisions.actions.common import DecisionRefused
from decisions.actions.moving import Move, Repayment, Taken
from decisions.actions.saving import save_proposal
from decisions.models import Decision
from decisions.models.kinds import Kind
from decisions.places import payment_numbers
from decisions.settlement import Settlement, settlement
from grants.figures import ZERO, Book, read_book
from grants.kronor import format_kronor
from grants.models import Activity, Agreement, Fund
from grants.payments import repayment_day
from grants.printed import listing
from grants.settlement import Fate
from people.models import User


@dataclass(frozen=True)
class Proposed:
    """The draft; `is_new` is false when there was one about the same money already."""

    decision: Decision
    is_new: bool


@transaction.atomic
def propose_release(
    agreement: Agreement, activities: Iterable[Activity], *, as_of: datetime.date, by: User, on: datetime.date
) -> Proposed:
    """A draft that releases what the settlement leaves on these activities, of one area; what is bound stays.

    An open release of one of them is given back instead: the same money is not proposed twice. Raises DecisionRefused
    when nothing is left, the areas are several, or the user has no part in the area.
    """
    agreement = _alone(agreement)
    chosen = list(activities)
    if len({activity.area_id for activity in chosen}) > 1:
        raise DecisionRefused("En återföring gäller ett utvecklingsområde i taget.", "several_areas")
    found = settlement(agreement, as_of)
    taken = _left_on(found, settlement(agreement, on), chosen, read_book(agreement))
    if not taken:
        raise DecisionRefused("Det finns inget att återföra här. Pengarna kan ha flyttats sedan dess.", "nothing_left")
    moved = [each.activity.pk for each in taken if each.activity]
    waiting = Decision.objects.open_about(Kind.RELEASE, activities=moved).first()
    if waiting is not None:
        return Proposed(waiting, is_new=False)
    move = Move(Kind.RELEASE, taken)
    locked = any(each.activity.locked for each in taken if each.activity)
    reason = _why_released(found, move)
    # What the board has locked only the board releases.
    made = save_proposal(None, move, agreement=agreement, reason=reason, by=by, on=on, to_board=locked)
    return Proposed(made, is_new=True)


def _left_on(found: Settlement, today: Settlement, activities: list[Activity], book: Book) -> list[Taken]:
    """What the settlement says is left and may go; of that, what lies there today when what is charged stays: by the
    month that was settled, and by today, since more may have been spent after it."""
    funds = Fund.objects.select_related("area").in_bulk([fund.id for fund in found.funds])
    spent = {(row.id, share.fund_id): share.charged for row in today.activities for share in row.shares}
    rows = [
        (
            activity,
            share,
            book.accounts.get(activity.pk, {}).get(share.fund_id, ZERO)
            - max(share.charged, spent.get((activity.pk, share.fund_id), ZERO)),
        )
        for activity in activities
        for share in found.activity(activity.pk).shares
        if share.fate != Fate.BOUND
    ]
    return [
        Taken(funds[share.fund_id], activity, min(share.left, free))
        for activity, share, free in rows
        if min(share.left, free) > 0
    ]


def _why_released(found: Settlement, move: Move) -> str:
    repaid = sum((each.amount for each in move.taken if found.fund(each.fund.pk).fate == Fate.REPAYABLE), ZERO)
    after = f" Av det ska {format_kronor(repaid)} sedan återbetalas till staten." if repaid else ""
    return f"{found.name}: {format_kronor(move.total)} är kvar när utfallet är avräknat.{after}"


@transaction.atomic
def propose_repayment(agreement: Agreement, *, as_of: datetime.date, by: User, on: datetime.date) -> Proposed:
    """A draft that repays what the settlement says is to be repaid and lies unallocated.

    An open repayment of one of the funds is given back instead. Raises DecisionRefused without the ability, when
    nothing lies there, and when neither fund nor payment says by which day.
    """
    agreement = _alone(agreement)
    found = settlement(agreement, as_of)
    taken = _to_repay(found, read_book(agreement))
    if not taken:
        raise DecisionRefused("Inget ofördelat ska återbetalas. Återför först det som ligger kvar.", "nothing_left")
    waiting = Decision.objects.open_about(Kind.REPAYMENT, funds=[each.fund.pk for each in taken]).first()
    if waiting is not None:
        return Proposed(waiting, is_new=False)
    move = Move(Kind.REPAYMENT, taken, None, _facts(agreement, taken))
    reason = f"{found.name}: {format_kronor(move.total)} kan inte användas till sitt ändamål och återbetalas."
    return Proposed(save_proposal(None, move, agreement=agreement, reason=reason, by=by, on=on), is_new=True)


def _to_repay(found: Settlement, book: Book) -> list[Taken]:
    funds = Fund.objects.select_related("area").in_bulk([fund.id for fund in found.funds])
    rows = [(fund, min(fund.repayable_at_once, book.pool[fund.id])) for fund in found.funds]
    return [Taken(funds[fund.id], None, amount) for fund, amount in rows if amount > 0]


def _facts(agreement: Agreement, taken: list[Taken]) -> Repayment:
    payments = list(agreement.payments.paying([each.fund.pk for each in taken]))
    known = [day for each in taken if (day := repayment_day(each.fund, payments))]
    if not known:
        names = listing(each.fund for each in taken)
        raise DecisionRefused(
            f"Ange när pengarna ska vara återbetalade på {names}, eller på utbetalningen.", "no_repayment_day"
        )
    numbers = listing(dict.fromkeys(payment.registry_number for payment in payments)) or payment_numbers(agreement)
    return Repayment(agreement.registry_number, numbers, min(known))


def _alone(agreement: Agreement) -> Agreement:
    """Two clicks at once come one after the other, so that the second finds the draft of the first."""
    return Agreement.objects.select_for_update(no_key=True).get(pk=agreement.pk)
