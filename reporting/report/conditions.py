"""The conditions of the money, and how the activities meet them."""

import datetime

from decisions.fulfilment import Cell, Fulfilment, State
from decisions.models import DecisionCondition
from grants.models import Agreement
from reporting.report import shape


def conditions(agreement: Agreement, as_of: datetime.date) -> tuple[shape.ConditionText, ...]:
    """The wordings that the decisions carry, frozen with them; of two wordings the later. Each with how it is met."""
    rows = (
        DecisionCondition.objects.filter(
            decision__agreement=agreement, decision__status="decided", decision__decided_on__lte=as_of
        )
        .select_related("wording__condition")
        .order_by("wording__condition__number", "wording__valid_from")
    )
    latest = {row.wording.condition: row.wording for row in rows}
    found = Fulfilment(agreement, as_of)
    return tuple(
        _condition(condition.number, condition.name, wording.text, _carried(found, condition.pk))
        for condition, wording in latest.items()
    )


def _carried(found: Fulfilment, condition_id: int) -> list[Cell]:
    wanted = [condition for condition in found.conditions if condition.pk == condition_id]
    cells = [found.cell(activity, condition) for condition in wanted for activity in found.activities]
    return [cell for cell in cells if cell.carried]


def _condition(number: int, name: str, text: str, cells: list[Cell]) -> shape.ConditionText:
    def count(state: State) -> int:
        return len([cell for cell in cells if cell.state == state])

    return shape.ConditionText(
        number=number,
        name=name,
        text=text,
        met=count(State.MET),
        not_met=count(State.NOT_MET),
        not_applicable=count(State.NOT_APPLICABLE),
        unknown=count(State.UNKNOWN),
        unmet=tuple(
            shape.Unmet(cell.activity.name, cell.ground.evidence) for cell in cells if cell.state == State.NOT_MET
        ),
    )
