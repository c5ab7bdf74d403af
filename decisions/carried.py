"""Which followed-up conditions the drafts of new money carry, before their wordings are attached."""

import datetime
from collections.abc import Sequence

from decisions.models import Condition, ConditionChoice, ConditionWording, Decision
from decisions.models.decisions import Kind

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
