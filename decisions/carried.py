"""Which conditions a draft carries, before their wordings are attached."""

import datetime
from collections.abc import Sequence

from decisions.models import Condition, ConditionChoice, ConditionWording, Decision, DecisionCondition
from decisions.models.kinds import Kind

Code = Condition.Code
FOLLOWED = (Code.EXISTING_RESOURCES, Code.EXIT_PLAN)


def carrying(decisions: Sequence[Decision], on: datetime.date) -> dict[str, list[Decision]]:
    """By the condition's code: the allocations and new activities that carry it, those that have waived it left out.
    Two queries, however many; none when there is no such decision."""
    drafts = [decision for decision in decisions if decision.kind in {Kind.ALLOCATION, Kind.ACTIVITY}]
    if not drafts:
        return {}
    wordings = ConditionWording.objects.filter(condition__code__in=FOLLOWED).in_force(on).select_related("condition")
    conditions = [wording.condition for wording in wordings]
    choices = ConditionChoice.objects.filter(decision__in=drafts, condition__in=conditions)
    waived = {(choice.decision_id, choice.condition_id): choice.waived for choice in choices}
    return {
        condition.code: [draft for draft in drafts if not waived.get((draft.pk, condition.pk), not condition.standard)]
        for condition in conditions
    }


def wordings_to_carry(decision: Decision, on: datetime.date) -> list[ConditionWording]:
    """The wordings in force that day that follow the decision: the standard ones that are not waived, and those added.
    An allotment is the state's and carries none."""
    return _to_carry(decision, _in_force(on), list(decision.condition_choices.all()))


def reworded_since(decisions: Sequence[Decision], on: datetime.date) -> dict[int, list[ConditionWording]]:
    """By the id of each of what is handed in: the wordings that would follow it if it were handed in that day, and
    that it does not carry. Three queries, however many; none when there is no such decision."""
    in_force = _in_force(on) if decisions else []
    if not in_force:
        return {}
    choices = list(ConditionChoice.objects.filter(decision__in=decisions))
    carried = set(DecisionCondition.objects.filter(decision__in=decisions).values_list("decision_id", "wording_id"))
    return {
        each.pk: [row for row in _to_carry(each, in_force, choices) if (each.pk, row.pk) not in carried]
        for each in decisions
    }


def _in_force(on: datetime.date) -> list[ConditionWording]:
    return list(ConditionWording.objects.in_force(on).select_related("condition"))


def _to_carry(
    decision: Decision, in_force: Sequence[ConditionWording], choices: Sequence[ConditionChoice]
) -> list[ConditionWording]:
    if decision.kind == Kind.ALLOTMENT:
        return []
    mine = {choice.condition_id: choice for choice in choices if choice.decision_id == decision.pk}
    return [row for row in in_force if _follows(row.condition, mine.get(row.condition_id))]


def _follows(condition: Condition, choice: ConditionChoice | None) -> bool:
    return condition.standard if choice is None else not choice.waived
