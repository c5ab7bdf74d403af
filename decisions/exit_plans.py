"""Which new activities of a draft lack a plan for when the grant ends (doc 002 § 2.1.5, condition 6)."""

import datetime
from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Exists, OuterRef

from decisions.models import ConditionChoice, ConditionWording, Decision, DecisionLine, ExitPlan
from decisions.models.conditions import Condition
from decisions.models.decisions import Kind, Status
from grants.models import Activity


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
