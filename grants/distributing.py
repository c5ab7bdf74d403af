"""What each provider's part is, by a key or by prices, and how much of an activity's money is left to share."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.db.models import Q, Sum

from grants.figures import ZERO
from grants.models import Activity, Distribution, Movement, PayoutRow, PriceItem
from grants.splitting import split


def by_key(amount: Decimal, weights: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Kronor by name, summing to `amount` exactly: the largest remainder, equal remainders in the order of the names,
    so that the order of a file does not matter. Who weighs more never gets less. Raises SplitError."""
    names = sorted(weights, key=lambda name: (name.casefold(), name))
    return dict(zip(names, split(amount, [weights[name] for name in names]), strict=True))


def by_prices(quantities: Mapping[int, int], items: Sequence[PriceItem]) -> Decimal:
    """Kronor for the quantities of the items, by the item's id: 800 visits of which 275 with a supplement are
    800 × 800 + 275 × 600."""
    return sum((item.price.amount * quantities.get(item.pk, 0) for item in items), ZERO)


def booked(activity: Activity) -> Decimal:
    """Kronor booked on the activity, of all its funds."""
    touching = Movement.objects.filter(Q(target__activity=activity) | Q(source__activity=activity))
    sums = touching.aggregate(
        came=Sum("amount", filter=Q(target__activity=activity)), went=Sum("amount", filter=Q(source__activity=activity))
    )
    return (sums["came"] or ZERO) - (sums["went"] or ZERO)


def distributed(activity: Activity, *, besides: uuid.UUID | None = None) -> Decimal:
    """Kronor fixed to providers out of the activity; `besides` leaves out one distribution in all its versions."""
    rows = Distribution.objects.in_force().filter(activity=activity)
    if besides is not None:
        rows = rows.exclude(series=besides)
    return rows.aggregate(total=Sum("amount"))["total"] or ZERO


def room(activity: Activity, *, besides: uuid.UUID | None = None) -> Decimal:
    """Kronor of the activity that are not shared yet. Below zero if money has moved away since."""
    return booked(activity) - distributed(activity, besides=besides)


def paid(distribution: Distribution) -> dict[int, Decimal]:
    """Kronor noted as paid out of the distribution in all its versions, by the provider's id."""
    rows = PayoutRow.objects.filter(payout__distribution__series=distribution.series, payout__withdrawn_on__isnull=True)
    return dict(rows.order_by().values_list("provider").annotate(total=Sum("amount")))


def to_pay(distribution: Distribution) -> dict[int, Decimal]:
    """Kronor that private providers are still to get of a fixed distribution, by their ids; below zero what they are to
    pay back, as when a newer version gives them less or nothing. Who has got all of it is left out."""
    due = {row.provider_id: row.decided.amount for row in distribution.rows.all() if row.is_private}
    got = paid(distribution)
    left = {pk: due.get(pk, ZERO) - got.get(pk, ZERO) for pk in (*due, *(pk for pk in got if pk not in due))}
    return {pk: amount for pk, amount in left.items() if amount}


def total(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)
