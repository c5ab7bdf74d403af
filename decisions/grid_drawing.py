"""The grid as its page shows it: every figure written out in Python, since Django's templates write figures slowly."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import mark_safe

from decisions.forms.allocation import GridForm, cell_key, new_name, new_row
from decisions.grid import AreaGrid, Column, Grid, Row, Sums
from decisions.questions import Threads
from grants.kronor import format_kronor
from people.models import Role

NO_QUESTIONS = Threads()


def kronor(amount: Decimal) -> str:
    """A finished, safe text of digits: Django need not escape it again."""
    return mark_safe(format_kronor(amount, unit=False))  # noqa: S308


def ore(amount: Decimal) -> str:
    """Whole öre, for the script's exact sums."""
    return str(int(amount.scaleb(2)))


def keys(grid: Grid) -> list[dict[str, Any]]:
    """The draft in four figures."""
    sums = grid.sums()
    return [
        _figure("free", "Ofördelat nu", sums.free, unit="kr"),
        _figure("planned", "Fördelas i förslaget", sums.planned),
        _figure("left", "Kvar att fördela", sums.left, alarm=sums.left < 0),
        _figure("over", "Mer än tilldelningen har", sums.over, alarm=sums.over > 0),
    ]


def _figure(name: str, label: str, amount: Decimal, *, unit: str = "", alarm: bool = False) -> dict[str, Any]:
    return {
        "name": name,
        "label": label,
        "value": kronor(amount),
        "ore": ore(amount),
        "unit": unit,
        "alarm": alarm,
    }


def areas(form: GridForm, roles: Sequence[Role] = (), threads: Threads = NO_QUESTIONS) -> Iterator[dict[str, Any]]:
    """Each area's table. `roles` are those to choose from for a new activity; without them nothing is written in.
    `threads`: what was asked about the lines."""
    shows_decided = any(row.decided for _, row in form.filled.rows())
    for saved, area, whole in zip(form.grid.areas, form.filled.areas, form.whole().areas, strict=True):
        rows = zip(saved.rows, area.rows, strict=True)
        yield {
            "id": str(area.area_id),
            "number": area.number,
            "name": area.name,
            "coordinator": area.coordinator,
            "columns": [_column(column) for column in area.columns],
            "shows_decided": shows_decided,
            "rows": [
                *(_row(form, area, before, row) | {"questions": threads.at(row.activity_id)} for before, row in rows),
                *_new(form, area, roles),
            ],
            "sums": _sums(whole),
        }


def _column(column: Column) -> dict[str, Any]:
    return {"id": str(column.fund_id), "name": column.name, "earmarked": column.earmarked}


def _row(form: GridForm, area: AreaGrid, saved: Row, row: Row) -> dict[str, Any]:
    return {
        "id": str(row.activity_id),
        "name": row.name,
        "path": f"/aktiviteter/{row.activity_id}/",
        "roles": row.roles,
        "decided": kronor(row.decided),
        "cells": [
            _cell(form, column, row.activity_id, saved.amounts.get(column.fund_id), row.amounts.get(column.fund_id))
            for column in area.columns
        ],
        "total": kronor(row.total),
        "locked": row.locked,
        "lock": _lock(form, row, saved),
        "note": _note(form, row, saved),
    }


def _lock(form: GridForm, row: Row, saved: Row) -> dict[str, Any]:
    key = f"l-{row.activity_id}"
    error = form.errors.get(key)
    changed = row.locks != saved.locks or error
    attributes = _attributes(key, "1" if saved.locks else "", error) if changed else ""
    return {"key": key, "on": row.locks, "error": error, "attributes": attributes}


def _note(form: GridForm, row: Row, saved: Row) -> dict[str, Any]:
    key = f"n-{row.activity_id}"
    text, error = form.texts.get(key, row.note), form.errors.get(key)
    attributes = _attributes(key, saved.note, error) if text != saved.note or error else ""
    return {"key": key, "text": text, "error": error, "attributes": attributes}


def _cell(
    form: GridForm, column: Column, row: int | str, saved: Decimal | None = None, amount: Decimal | None = None
) -> dict[str, Any]:
    key = cell_key(row, column.fund_id)
    error = form.errors.get(key)
    changed = saved != amount or error is not None
    return {
        "key": mark_safe(key),  # noqa: S308 - made of numbers here
        "fund": str(column.fund_id),
        "column": column.name,
        "text": form.texts.get(key, _written(amount)),
        "error": error,
        "kind": " invalid" if error else " changed" if changed else "",
        "attributes": _attributes(key, _written(saved), error) if changed else "",
    }


def _attributes(key: str, saved: str, error: str | None) -> str:
    """What only a cell carries that shows something else than what is saved."""
    wrong = format_html(' aria-invalid="true" aria-describedby="e-{}"', key) if error else ""
    return format_html(' data-saved="{}"{}', saved, wrong)


def _written(amount: Decimal | None) -> str:
    return kronor(amount) if amount else ""


def _new(form: GridForm, area: AreaGrid, roles: Sequence[Role]) -> Iterator[dict[str, Any]]:
    """The row in which an activity that does not exist yet is written, if there are roles to choose from."""
    if not roles:
        return
    for place in form.places[area.area_id]:
        yield _new_row(form, area, roles, place)


def _new_row(form: GridForm, area: AreaGrid, roles: Sequence[Role], place: str) -> dict[str, Any]:
    name, role, row = f"namn-{place}", f"roll-{place}", form.new.get(place)
    chosen = [*form.chosen_roles(place), "", ""]
    return {
        "id": new_row(place),
        "new": {
            "label": new_name(area, place),
            "name": {"key": name, "text": form.texts.get(name, ""), "error": form.errors.get(name)},
            "role": {"key": role, "error": form.errors.get(role)},
            "choices": [[(role.pk, role.name, str(role.pk) == chosen[nth]) for role in roles] for nth in (0, 1)],
            "open": row is not None,
        },
        "decided": "",
        "cells": [
            _cell(form, column, new_row(place), None, row.amounts.get(column.fund_id) if row else None)
            for column in area.columns
        ],
        "total": kronor(row.total if row else Decimal(0)),
    }


def _sums(area: AreaGrid) -> dict[str, Any]:
    by_fund = area.by_fund()
    return {
        "funds": [
            _sum(by_fund[column.fund_id]) | {"fund": str(column.fund_id), "name": column.name}
            for column in area.columns
        ],
        "all": _sum(area.sums()),
    }


def _sum(sums: Sums) -> dict[str, Any]:
    return {
        "planned": kronor(sums.planned),
        "free": kronor(sums.free),
        "left": kronor(sums.left),
        "free_ore": ore(sums.free),
        "over": kronor(sums.over) if sums.over else "",
    }
