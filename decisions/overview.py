"""The key figures of many agreements at once, in four queries however many they are.

The same definitions as `decisions.figures`, summed by agreement; a test holds the two together.
"""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum

from decisions.figures import Figures
from decisions.models import DecisionLine
from decisions.models.decisions import BUDGETING, Status
from grants.figures import ZERO
from grants.models import Account, Movement, Outcome, OutcomeCorrection


def totals_by_agreement() -> dict[int, Figures]:
    """The key row of every agreement, by its id: everything decided, booked and imported so far."""
    allotted, pool, activities = _balances()
    decided = _sum_by(
        DecisionLine.objects.filter(
            decision__status=Status.DECIDED,
            decision__kind__in=BUDGETING,
            activity__isnull=False,
        ),
        "decision__agreement_id",
    )
    outcome = _outcome()
    return defaultdict(
        Figures,
        {
            agreement_id: Figures(
                allotted=allotted[agreement_id],
                decided=decided.get(agreement_id, ZERO),
                allocated=activities[agreement_id],
                unallocated=pool[agreement_id],
                outcome=outcome.get(agreement_id, ZERO),
            )
            for agreement_id in {*allotted, *pool, *activities, *decided, *outcome}
        },
    )


def _sum_by(rows: QuerySet[Any], field: str) -> dict[int, Decimal]:
    return dict(rows.order_by().values_list(field).annotate(total=Sum("amount")))


def _outcome() -> dict[int, Decimal]:
    """What the files say and what has been corrected since, in one query."""
    imported = Outcome.objects.in_force().filter(activity__isnull=False).order_by()
    corrected = OutcomeCorrection.objects.order_by()
    sums: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for agreement_id, total in (
        imported.values_list("source__agreement_id")
        .annotate(total=Sum("amount"))
        .union(corrected.values_list("activity__area__agreement_id").annotate(total=Sum("amount")), all=True)
    ):
        sums[agreement_id] += total
    return sums


def _balances() -> tuple[dict[int, Decimal], dict[int, Decimal], dict[int, Decimal]]:
    allotted: dict[int, Decimal] = defaultdict(lambda: ZERO)
    pool: dict[int, Decimal] = defaultdict(lambda: ZERO)
    activities: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for side, sign in (("target", 1), ("source", -1)):
        rows = (
            Movement.objects.order_by()
            .values_list(f"{side}__fund__area__agreement_id", f"{side}__kind")
            .annotate(total=Sum("amount"), repaid=Sum("amount", filter=_repayment()))
        )
        for agreement_id, kind, total, repaid in rows:
            if kind == Account.Kind.STATE:
                allotted[agreement_id] -= sign * (total - (repaid or ZERO))
            else:
                (pool if kind == Account.Kind.POOL else activities)[agreement_id] += sign * total
    return allotted, pool, activities


def _repayment() -> Q:
    """Repayments and their reversals: they lower what is left, not what was allotted."""
    kind = Movement.Kind.REPAYMENT
    return Q(kind=kind) | Q(reverses__kind=kind)
