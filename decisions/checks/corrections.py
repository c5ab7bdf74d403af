"""Checks of corrections."""

from collections.abc import Iterator

from decisions.checks.draft import Draft
from decisions.checks.register import check_of, error
from decisions.models.kinds import Kind
from grants.findings import Finding


@check_of(Kind.CORRECTION)
def nothing_is_reversed_twice(draft: Draft) -> Iterator[Finding]:
    rows = draft.decision.corrected_movements.filter(movement__reversed_by__isnull=False)
    for row in rows.select_related("movement__reversed_by"):
        yield error(
            "E023",
            row.movement_id,
            f"Bokning {row.movement_id} är redan rättad genom {row.movement.reversed_by.reference}.",
            "Rätta i stället rättelsen.",
            row.movement.amount.amount,
        )


@check_of(Kind.CORRECTION)
def it_goes_nowhere_that_only_the_board_may_send_it(draft: Draft) -> Iterator[Finding]:
    """A correction rests on the corrected decision's ground, which reaches neither other areas nor what is locked."""
    if not draft.made_here:
        return
    rows = draft.decision.corrected_movements.select_related(
        "activity__area", "movement__source__fund", "movement__target"
    )
    for row in rows:
        to = row.activity
        moved = to is not None and to.pk != row.movement.target.activity_id
        if to is not None and moved and (to.locked or to.area_id != row.movement.source.fund.area_id):
            yield error(
                "E024",
                row.movement_id,
                f"{to} är låst, eller hör till ett annat område än tilldelningen. "
                "Dit flyttar bara regionstyrelsen pengar.",
                "Rätta till noll här, och lägg fram den nya placeringen för regionstyrelsen.",
                activity_id=to.pk,
            )
