"""Which mandate a decision can rest on, and why none will do: the end of the sentence beside every draft."""

import datetime
from collections.abc import Sequence

from decisions.links import corrected
from decisions.models import Decision, DecisionLine, Mandate
from decisions.models.kinds import CORRECTING, Kind
from decisions.models.mandates import Reach
from grants.printed import listing


def power(decision: Decision) -> str:
    """The kind that a mandate must name for this decision. A correction rests on what let the corrected one be made."""
    while decision.kind in CORRECTING:
        earlier = corrected(decision)
        if earlier is None:
            break
        decision = earlier
    return decision.kind


def lines_of(decision: Decision) -> list[DecisionLine]:
    """The decision's lines with their areas; none for one that is not saved yet."""
    return DecisionLine.objects.for_reach([decision])[decision.pk] if decision.pk else []


def pick(
    covering: Sequence[Mandate], decision: Decision, lines: Sequence[DecisionLine] | None = None
) -> Mandate | None:
    """The first mandate that reaches as far as the decision goes; failing that the first, so that it can be said what
    it lacks. `lines` are read only when a mandate has limits."""
    if not any(mandate.is_limited for mandate in covering):
        return covering[0] if covering else None
    reach = Reach.of(lines_of(decision) if lines is None else lines)
    return next((mandate for mandate in covering if not mandate.lacks(reach)), covering[0])


def why_no_mandate(decision: Decision, mandate: Mandate | None, on: datetime.date) -> str:
    """Why the board must decide, as the end of a sentence; "" when `mandate`, the one picked, is enough."""
    lines = lines_of(decision)
    if decision.kind == Kind.REALLOCATION and (hindrance := _hindrance(lines)):
        return hindrance
    if mandate is not None:
        return mandate.lacks(Reach.of(lines))
    known = Mandate.objects.for_kind(decision.agreement, power(decision)).select_related("source__case")
    outside = [text for each in known.order_by("-valid_from") if (text := each.outside(on))]
    where = f" i {decision.agreement}" if decision.agreement else ""
    return outside[0] if outside else f"inget mandat för {decision.get_kind_display()}{where} gäller {on}"


def _hindrance(lines: Sequence[DecisionLine]) -> str:
    """What no mandate lets an official do: money between areas, from or to what the board has locked or kept."""
    activities = [line.activity for line in lines if line.activity]
    areas = {activity.area.number: activity.area for activity in activities}
    if len(areas) > 1:
        return f"pengar flyttas mellan område {listing([str(number) for number in sorted(areas)])}"
    if locked := [activity for activity in activities if activity.locked]:
        return f"{locked[0]} är låst genom {locked[0].lock_reference}"
    if kept := [area for area in areas.values() if not area.reallocation_allowed]:
        return f"den inte har medgett omfördelning i område {kept[0].number}"
    return ""
