"""Plans for when the grant ends (doc 002 § 2.1.5, condition 6): what they say, and which new activities lack one."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef

from decisions.models import ConditionChoice, ConditionWording, Decision, DecisionLine, ExitPlan
from decisions.models.conditions import Condition
from decisions.models.decisions import Kind, Status
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


def lacking_exit_plan(decisions: Sequence[Decision], on: datetime.date) -> dict[int, list[Activity]]:
    """By the id of each allocation or new activity that carries the condition: its activities that nothing was decided
    about before and that have no plan. A decision that has waived the condition is not there. Three queries, however
    many."""
    allocations = [decision for decision in decisions if decision.kind in {Kind.ALLOCATION, Kind.ACTIVITY}]
    condition = _condition_in_force(on) if allocations else None
    if condition is None:
        return {}
    choices = ConditionChoice.objects.filter(decision__in=allocations, condition=condition)
    waived = {choice.decision_id: choice.waived for choice in choices}
    carrying = [decision for decision in allocations if not waived.get(decision.pk, not condition.standard)]
    found: dict[int, list[Activity]] = defaultdict(list)
    for line in _new_and_unplanned(carrying):
        if line.activity is not None:
            found[line.decision_id].append(line.activity)
    return found


def _condition_in_force(on: datetime.date) -> Condition | None:
    wordings = ConditionWording.objects.filter(condition__code=Condition.Code.EXIT_PLAN).in_force(on)
    wording = wordings.select_related("condition").first()
    return wording.condition if wording else None


def _new_and_unplanned(decisions: Sequence[Decision]) -> list[DecisionLine]:
    decided = DecisionLine.objects.filter(activity=OuterRef("activity"), decision__status=Status.DECIDED)
    planned = ExitPlan.objects.current().filter(activity=OuterRef("activity"))
    rows = DecisionLine.objects.filter(~Exists(decided), ~Exists(planned), decision__in=decisions)
    return list(rows.select_related("activity"))
