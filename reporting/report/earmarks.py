"""Earmarked money: used for its purpose, or for something else?

What is used of an earmark is what the settlement charges it with (`grants.settlement.charge`).
"""

from collections import defaultdict

from decisions.figures import AgreementFigures, FundFigures
from decisions.models import LineShare
from decisions.models.kinds import Kind, Status
from decisions.settlement import Settlement
from grants.figures import ZERO
from reporting.report import shape


def earmarks(figures: AgreementFigures, settlement: Settlement) -> tuple[shape.Earmark, ...]:
    """Every earmarked fund, in the order of the agreement."""
    planned = _planned(figures)
    return tuple(
        _earmark(settlement, area.area.number, row, planned[row.fund.pk])
        for area in figures.areas
        for row in area.funds
        if row.fund.earmarked
    )


def _planned(figures: AgreementFigures) -> defaultdict[int, set[int]]:
    """By fund: the activities that a decision has given its money to."""
    shares = LineShare.objects.filter(
        fund__earmarked=True,
        line__decision__agreement=figures.agreement,
        line__decision__status=Status.DECIDED,
        line__decision__kind=Kind.ALLOCATION,
    )
    if figures.as_of is not None:
        shares = shares.filter(line__decision__decided_on__lte=figures.as_of)
    planned: defaultdict[int, set[int]] = defaultdict(set)
    for fund_id, activity_id in shares.values_list("fund_id", "line__activity_id"):
        planned[fund_id].add(activity_id)
    return planned


def _earmark(settlement: Settlement, area_number: int, row: FundFigures, planned: set[int]) -> shape.Earmark:
    uses = tuple(
        shape.EarmarkUse(
            activity=activity.name, booked=share.booked, used=share.charged, planned=activity.id in planned
        )
        for activity in settlement.activities
        for share in activity.shares
        if share.fund_id == row.fund.pk
    )
    used = sum((use.used for use in uses), ZERO)
    return shape.Earmark(
        fund=row.fund.name,
        area_number=area_number,
        allotted=row.allotted,
        unallocated=row.unallocated,
        used=used,
        unused=row.allotted - row.repaid - used,
        kept=all(use.planned for use in uses),
        uses=uses,
    )
