"""Plans for when the grant ends (doc 002 § 2.1.5, condition 6): what they say, and which new activities lack one."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef

from decisions.models import Decision, DecisionLine, ExitPlan
from decisions.models.kinds import Status
from grants.models import Activity


@dataclass(frozen=True)
class PlanYear:
    """Kronor that the activity costs that year in the unit's own budget."""

    year: int
    amount: Decimal


@dataclass(frozen=True)
class PlanText:
    """What a plan says, for pages and documents."""

    activity: str
    kind: str
    text: str
    planned_on: datetime.date
    by: str
    years: tuple[PlanYear, ...]


def plan_text(plan: ExitPlan) -> PlanText:
    years = tuple(PlanYear(row.year, row.amount.amount) for row in plan.years.all())
    kind, by = plan.get_kind_display(), str(plan.by)
    return PlanText(plan.activity.name, kind, plan.text, plan.planned_on, by, years)


def plans_of(activities: Iterable[int], on: datetime.date | None = None) -> tuple[PlanText, ...]:
    """The plans of these activities (by their ids) as they stood that day, or stand now. Two queries."""
    standing = ExitPlan.objects.current() if on is None else ExitPlan.objects.standing(on)
    rows = standing.filter(activity__in=list(activities))
    rows = rows.select_related("activity", "by").prefetch_related("years")
    return tuple(plan_text(plan) for plan in rows.order_by("activity__area__number", "activity__position", "pk"))


def lacking_exit_plan(carrying: Sequence[Decision]) -> dict[int, list[Activity]]:
    """By the id of each of the decisions that carry the condition: its activities that nothing was decided about before
    and that have no plan. One query."""
    found: dict[int, list[Activity]] = defaultdict(list)
    for line in _new_and_unplanned(carrying) if carrying else ():
        if line.activity is not None:
            found[line.decision_id].append(line.activity)
    return found


def _new_and_unplanned(decisions: Sequence[Decision]) -> list[DecisionLine]:
    decided = DecisionLine.objects.filter(activity=OuterRef("activity"), decision__status=Status.DECIDED)
    planned = ExitPlan.objects.current().filter(activity=OuterRef("activity"))
    rows = DecisionLine.objects.filter(~Exists(decided), ~Exists(planned), decision__in=decisions)
    return list(rows.select_related("activity"))
