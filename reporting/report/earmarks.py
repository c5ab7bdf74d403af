"""Earmarked money: used for its purpose, or for something else?

An activity's outcome is charged to its earmarked money first or last, as the agreement says
(`charges_earmarked_first`), so what is used of the earmark is min(outcome, balance), or what
outcome is left once the other money is used.
"""

from collections import defaultdict
from decimal import Decimal

from decisions.figures import ActivityFigures, AgreementFigures, FundFigures
from decisions.models import LineShare
from decisions.models.decisions import Kind, Status
from grants.figures import ZERO
from reporting.report import shape


def earmarks(figures: AgreementFigures) -> tuple[shape.Earmark, ...]:
    """Every earmarked fund, in the order of the agreement."""
    planned = _planned(figures)
    return tuple(
        _earmark(figures, area.area.number, row, planned[row.fund.pk])
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


def _earmark(figures: AgreementFigures, area_number: int, row: FundFigures, planned: set[int]) -> shape.Earmark:
    first = figures.agreement.charges_earmarked_first
    uses = tuple(
        shape.EarmarkUse(
            activity=holder.activity.name,
            booked=balance,
            used=_used(holder, balance, first=first),
            planned=holder.activity.pk in planned,
        )
        for holder in figures.activities.values()
        for fund, balance in holder.accounts
        if fund.pk == row.fund.pk
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


def _used(holder: ActivityFigures, balance: Decimal, *, first: bool) -> Decimal:
    outcome = max(holder.figures.outcome, ZERO)
    others = ZERO if first else holder.figures.allocated - balance
    return min(balance, max(outcome - others, ZERO))
