"""Checks of what stays within an area, and of what crosses from one to another."""

from collections.abc import Iterator

from decisions.checks.draft import Draft
from decisions.checks.register import check_of, error
from decisions.models.kinds import Kind
from grants.findings import Finding


@check_of(Kind.ACTIVITY, Kind.RELEASE)
def the_money_stays_in_its_area(draft: Draft) -> Iterator[Finding]:
    areas = {activity.area_id for activity in draft.activities}
    for fund in draft.funds.values():
        if fund.area_id not in areas and draft.decision.kind == Kind.ACTIVITY:
            yield error(
                "E019",
                fund.pk,
                f"{fund} hör till område {fund.area.number}. Mandatet gäller inom ett utvecklingsområde.",
                "Pengar mellan områden beslutas av regionstyrelsen.",
                area_number=fund.area.number,
            )
    if len(areas) > 1:
        yield error(
            "E003",
            draft.decision.number,
            "Förslaget rör aktiviteter i flera områden. Mandatet gäller inom ett utvecklingsområde.",
            "Lämna ett förslag för varje område.",
        )


@check_of(Kind.ACTIVITY)
def the_area_allows_it_from_others(draft: Draft) -> Iterator[Finding]:
    """Money from other activities is a reallocation, which the board must have allowed there."""
    for activity, line in draft.moves:
        if line.amount.amount < 0 and not activity.area.reallocation_allowed:
            yield error(
                "E004",
                activity.area.number,
                f"I område {activity.area.number} har regionstyrelsen inte medgett omfördelning mellan aktiviteterna.",
                "Ta pengarna ur det ofördelade, eller lägg fram förslaget för regionstyrelsen.",
                area_number=activity.area.number,
            )
            return


@check_of(Kind.ACROSS)
def it_crosses_areas(draft: Draft) -> Iterator[Finding]:
    takers = {activity.area_id for activity, line in draft.moves if line.amount.amount > 0}
    if takers and takers >= {fund.area_id for fund in draft.funds.values()}:
        yield error(
            "E020",
            draft.decision.number,
            "Pengarna stannar i sitt område.",
            "Föreslå en omfördelning eller en ny aktivitet: det kan regiondirektören besluta.",
        )
