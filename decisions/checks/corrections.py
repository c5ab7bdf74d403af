"""Checks of corrections."""

from collections.abc import Iterator

from decisions.checks.draft import Draft
from decisions.checks.register import check_of, error
from decisions.models.decisions import Kind
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
