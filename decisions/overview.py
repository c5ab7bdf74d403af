"""The key figures of many agreements at once, in four queries however many they are.

The same definitions as `decisions.figures`, summed by agreement; a test holds the two together.
"""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum

from decisions.figures import Figures
from decisions.models import DecisionLine
from decisions.models.kinds import BUDGETING, Status
from grants.figures import ZERO
from grants.models import Account, Activity, Movement, Outcome, OutcomeCorrection
from people.models import Role


def totals_by_agreement() -> dict[int, Figures]:
    """The key row of every agreement, by its id: everything decided, booked and imported so far."""
    return _together(*_balances("area__agreement_id"), _sum_by(_decided(None), "decision__agreement_id"), _outcome())


def totals_by_area(role: Role | None = None) -> dict[int, Figures]:
    """The key row of every area of every agreement, by its id; with a role, of the role's activities alone.

    Decided, booked and spent are its activities', whichever area's fund their money comes from. Allotted and
    unallocated are its funds', and left out with a role: a fund belongs to none.
    """
    activities = Activity.objects.filter(responsibilities__role=role) if role else None
    allotted, pool, booked = _balances("area_id", activities)
    funds = (allotted, pool) if role is None else ({}, {})
    decided = _sum_by(_decided(activities), "activity__area_id")
    return _together(*funds, booked, decided, _outcome_by_area(activities))


Sums = Mapping[int, Decimal]


def _together(allotted: Sums, pool: Sums, booked: Sums, decided: Sums, outcome: Sums) -> dict[int, Figures]:
    return defaultdict(
        Figures,
        {
            pk: Figures(
                allotted=allotted.get(pk, ZERO),
                decided=decided.get(pk, ZERO),
                allocated=booked.get(pk, ZERO),
                unallocated=pool.get(pk, ZERO),
                outcome=outcome.get(pk, ZERO),
            )
            for pk in {*allotted, *pool, *booked, *decided, *outcome}
        },
    )


def _decided(activities: QuerySet[Activity] | None) -> QuerySet[Any]:
    lines = DecisionLine.objects.filter(
        decision__status=Status.DECIDED,
        decision__kind__in=BUDGETING,
        activity__isnull=False,
    )
    return lines if activities is None else lines.filter(activity__in=activities)


def _sum_by(rows: QuerySet[Any], field: str) -> dict[int, Decimal]:
    return dict(rows.order_by().values_list(field).annotate(total=Sum("amount")))


def _outcome() -> dict[int, Decimal]:
    """What the files say and what has been corrected since, in one query."""
    imported = Outcome.objects.in_force().filter(activity__isnull=False).order_by()
    corrected = OutcomeCorrection.objects.in_force().of_activities().order_by()
    sums: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for agreement_id, total in (
        imported.values_list("source__agreement_id")
        .annotate(total=Sum("amount"))
        .union(corrected.values_list("activity__area__agreement_id").annotate(total=Sum("amount")), all=True)
    ):
        sums[agreement_id] += total
    return sums


def _outcome_by_area(activities: QuerySet[Activity] | None) -> dict[int, Decimal]:
    """Summed by activity by the database, from the index alone, and put together here: a million rows joined with their
    areas first would take twice the time."""
    chosen = Activity.objects.all() if activities is None else activities
    areas = dict(chosen.order_by().values_list("pk", "area_id"))
    sums: dict[int, Decimal] = defaultdict(lambda: ZERO)
    imported = Outcome.objects.in_force().filter(activity__isnull=False).order_by()
    corrected = OutcomeCorrection.objects.in_force().of_activities().order_by()
    if activities is not None:
        imported, corrected = imported.filter(activity__in=activities), corrected.filter(activity__in=activities)
    for activity_id, total in (
        imported.values_list("activity_id")
        .annotate(total=Sum("amount"))
        .union(corrected.values_list("activity_id").annotate(total=Sum("amount")), all=True)
    ):
        sums[areas[activity_id]] += total
    return sums


def _balances(
    path: str, activities: QuerySet[Activity] | None = None
) -> tuple[dict[int, Decimal], dict[int, Decimal], dict[int, Decimal]]:
    """Allotted, in the pool, on activities: kronor by what `path` of a fund or an activity leads to."""
    allotted: dict[int, Decimal] = defaultdict(lambda: ZERO)
    pool: dict[int, Decimal] = defaultdict(lambda: ZERO)
    booked: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for side, sign in (("target", 1), ("source", -1)):
        rows = Movement.objects.order_by()
        if activities is not None:
            rows = rows.filter(**{f"{side}__activity__in": activities})
        places = (f"{side}__fund__{path}", f"{side}__activity__{path}", f"{side}__kind")
        sums = rows.values_list(*places).annotate(total=Sum("amount"), repaid=Sum("amount", filter=_repayment()))
        for of_fund, of_activity, kind, total, repaid in sums:
            if kind == Account.Kind.STATE:
                allotted[of_fund] -= sign * (total - (repaid or ZERO))
            elif kind == Account.Kind.POOL:
                pool[of_fund] += sign * total
            else:
                booked[of_activity] += sign * total
    return allotted, pool, booked


def _repayment() -> Q:
    """Repayments and their reversals: they lower what is left, not what was allotted."""
    kind = Movement.Kind.REPAYMENT
    return Q(kind=kind) | Q(reverses__kind=kind)
