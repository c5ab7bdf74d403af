"""A preview of a pasted block as its page shows it: every figure written out."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from decisions.forms.pasting import PasteForm
from decisions.grid import Grid
from decisions.pasting import Change, NewRow, Preview
from grants.kronor import format_kronor

SHOWN = 200


def places(grid: Grid) -> list[dict[str, Any]]:
    """Where a block without headings may begin: the rows and the columns of each area."""
    return [
        {
            "name": f"{area.number}. {area.name}",
            "rows": [(row.activity_id, row.name) for row in area.rows],
            "columns": [(column.fund_id, column.name) for column in area.columns],
        }
        for area in grid.areas
    ]


def drawn(preview: Preview, pasted: PasteForm) -> dict[str, Any]:
    """The preview for its template; without bad cells also what to apply."""
    counted = {
        "preview": preview,
        "sentence": sentence(preview),
        "bad": preview.bad[:SHOWN],
        "changes": [_change(change) for change in preview.changes[:SHOWN]],
        "new": [_new(row) for row in preview.new[:SHOWN]],
        "remarks": [str(remark) for remark in preview.remarks[:SHOWN]],
        "ignored": [str(remark) for remark in preview.ignored[:SHOWN]],
        "shown": SHOWN,
    }
    if preview.bad:
        return counted
    funds = list(_funds(preview, pasted))
    return counted | {"funds": funds, "apply": pasted.to_apply(preview), "fields": pasted.fields(preview)}


def sentence(preview: Preview) -> str:
    """What the block does, in a sentence: the heading of the preview."""
    if preview.bad:
        cells = "1 cell går" if len(preview.bad) == 1 else f"{len(preview.bad)} celler går"
        return f"Inget är ändrat: {cells} inte att läsa"
    if not preview.does_something:
        return "Blocket ändrar ingenting"
    parts = []
    if count := len(preview.changes):
        parts.append("1 ändring" if count == 1 else f"{count} ändringar")
    if count := len(preview.new):
        parts.append("1 ny aktivitet" if count == 1 else f"{count} nya aktiviteter")
    return " och ".join(parts)


def _change(change: Change) -> dict[str, Any]:
    return {
        "row": change.row,
        "column": change.column,
        "before": shown(change.key, change.before),
        "after": shown(change.key, change.after),
        "is_amount": change.fund_id is not None,
        "locked": change.locked,
    }


def shown(key: str, value: Decimal | str) -> str:
    """A value as people read it."""
    if key.startswith("l-"):
        return "låst" if value else "inte låst"
    if not value:
        return "tomt"
    return value if isinstance(value, str) else format_kronor(value, unit=False)


def _new(row: NewRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "area": row.area,
        "roles": ", ".join(row.role_names),
        "unknown": ", ".join(row.unknown_roles),
        "total": format_kronor(row.total, unit=False),
    }


def _funds(preview: Preview, pasted: PasteForm) -> Iterator[dict[str, Any]]:
    """What is left of every fund whose planned kronor the block changes."""
    before, after = pasted.form.whole(), preview.applied(pasted.form.whole())
    for area, was, now in zip(after.areas, before.areas, after.areas, strict=True):
        then = was.by_fund()
        for column, (fund_id, sums) in zip(area.columns, now.by_fund().items(), strict=True):
            if sums.planned != then[fund_id].planned:
                yield {
                    "name": column.name,
                    "area": area.number,
                    "before": format_kronor(then[fund_id].planned, unit=False),
                    "after": format_kronor(sums.planned, unit=False),
                    "left": format_kronor(sums.left, unit=False),
                    "over": sums.over > 0,
                }
