"""What private providers have been paid out of a distribution: noted, and withdrawn when the note was wrong."""

import datetime

from django.db import transaction

from decisions.actions.common import DecisionRefused
from decisions.actions.distributions import may_distribute
from grants.distributing import to_pay
from grants.models import Distribution, Payout, PayoutRow
from people.models import User


@transaction.atomic
def note_payout(
    distribution: Distribution, *, paid_on: datetime.date, reference: str, by: User, on: datetime.date
) -> Payout:
    """Note that the private providers have got what was left to pay them. Raises DecisionRefused."""
    may_distribute(distribution.activity, by, on)
    _alone(distribution)
    if not Distribution.objects.in_force().filter(pk=distribution.pk).exists():
        raise DecisionRefused("Bara den fastställda version som gäller betalas ut.", "not_in_force")
    if not (distribution.fixed_on and distribution.fixed_on <= paid_on <= on):
        raise DecisionRefused(f"Dagen ska vara från {distribution.fixed_on} till i dag.", "paid_on")
    left = to_pay(distribution)
    if not left:
        raise DecisionRefused("De privata utförarna har redan fått det de ska ha.", "nothing_to_pay")
    made = Payout.objects.create(distribution=distribution, paid_on=paid_on, reference=reference.strip(), by=by)
    PayoutRow.objects.bulk_create(
        PayoutRow(payout=made, provider_id=provider, amount=amount) for provider, amount in left.items()
    )
    return made


@transaction.atomic
def withdraw_payout(payout: Payout, *, reason: str, by: User, on: datetime.date) -> Payout:
    """The note was wrong: what it says counts no more, and stays to be read. Raises DecisionRefused."""
    may_distribute(payout.distribution.activity, by, on)
    _alone(payout.distribution)
    fresh = Payout.objects.get(pk=payout.pk)
    if fresh.withdrawn_on is not None:
        raise DecisionRefused("Anteckningen är redan borttagen.", "withdrawn_already")
    if not reason.strip():
        raise DecisionRefused("Skriv varför anteckningen tas bort.", "no_reason")
    fresh.withdrawn_on, fresh.withdrawn_by, fresh.withdrawn_reason = on, by, reason.strip()[:300]
    fresh.save(update_fields=["withdrawn_on", "withdrawn_by", "withdrawn_reason"])
    return fresh


def _alone(distribution: Distribution) -> None:
    """Two who note the same payment come one after the other, so that the second finds nothing left to pay."""
    rows = Distribution.objects.select_for_update(no_key=True).filter(series=distribution.series)
    list(rows.order_by("pk").values_list("pk"))
