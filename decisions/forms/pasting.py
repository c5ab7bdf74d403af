"""A pasted block and the grid that it is put into, as they were sent; what comes of both is the grid's own form again.

Fields besides those of `decisions.forms.allocation`: `text`, what was on the clipboard; `anchor`, the field where its
upper left cell lands; `rows`, the rows of that area from top to bottom as the page shows them, space-separated. A page
without script sends `row` and `column` instead of `anchor`.
"""

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict

from decisions.forms.allocation import GridForm, cell_key, new_row, values
from decisions.grid import Grid
from decisions.grid_upload import LARGEST_FILE, TOO_LARGE
from decisions.pasting import NewRow, Place, Preview, Roles, read_block, read_paste
from decisions.pasting.cells import folded
from grants.kronor import NBSP, format_kronor
from people.models import Role

OWN = {"csrfmiddlewaretoken", "text", "anchor", "rows", "row", "column", "version", "base"}


def role_names() -> Roles:
    """The functions by name and by alias: two queries."""
    names: dict[str, tuple[int, str]] = {}
    for role in Role.objects.prefetch_related("aliases"):
        names |= {folded(alias.name): (role.pk, role.name) for alias in role.aliases.all()}
        names[folded(role.name)] = (role.pk, role.name)
    return Roles(names)


class PasteForm:
    """`grid` is what is saved, `data` the page with what is not saved yet, and the block to put into it."""

    def __init__(self, grid: Grid, data: QueryDict) -> None:
        self.grid, self.data = grid, data
        self.form = GridForm(grid, data)
        self.text = data.get("text", "")
        self.place = Place(self._anchor(), data.get("rows", "").split())

    @classmethod
    def of_text(cls, grid: Grid, text: str, version: int) -> "PasteForm":
        """A block that comes by itself, to be put into what is saved."""
        data = QueryDict(mutable=True)
        data.update({"text": text, "version": str(version)})
        return cls(grid, data)

    def _anchor(self) -> str:
        if anchor := self.data.get("anchor", ""):
            return anchor
        row, column = self.data.get("row", ""), self.data.get("column", "")
        return f"c-{row}-{column}" if row and column else f"a-{row}" if row else ""

    def preview(self) -> Preview:
        """What the block would change in the page as it stands. Raises PasteRefused."""
        return read_paste(read_block(self.text), self.form.filled, place=self.place, roles=role_names())

    def to_apply(self, preview: Preview) -> str:
        """The JSON that the page's script puts into the fields (docs/grid.md)."""
        return json.dumps(
            {
                "version": self.form.version,
                "cells": {change.key: written(change.after) for change in preview.changes},
                "rows": [
                    {
                        "area": str(new.area_id),
                        "name": new.name,
                        "roles": [str(role) for role in new.roles],
                        "amounts": {str(fund): written(amount) for fund, amount in new.amounts.items()},
                    }
                    for new in preview.new
                ],
            },
            ensure_ascii=False,
        )

    def fields(self, preview: Preview) -> list[tuple[str, str]]:
        """The fields of the grid as they would be sent with the block put in: what a page without script saves."""
        data = self.data.copy()
        for name in OWN.intersection(data):
            del data[name]
        for row_id in {change.row_id for change in preview.changes}:
            self._complete(data, row_id)
        for change in preview.changes:
            data[change.key] = written(change.after)
        for new, place in self._placed(preview.new):
            data[f"namn-{place}"] = new.name
            data.setlist(f"roll-{place}", [str(role) for role in new.roles])
            for fund_id, amount in new.amounts.items():
                data[cell_key(new_row(place), fund_id)] = written(amount)
        sent = [(name, value) for name, found in data.lists() for value in found]
        base = self.data.get("base") or json.dumps(values(self.grid))
        return [*sent, ("version", str(self.form.version)), ("base", base)]

    def _complete(self, data: QueryDict, row_id: str) -> None:
        """A row that was not on the page is sent whole: a row with one cell alone would lose its lock."""
        for area, row in self.form.filled.rows():
            keys = [cell_key(row_id, column.fund_id) for column in area.columns]
            if str(row.activity_id) != row_id or any(key in data for key in keys):
                continue
            for key, column in zip(keys, area.columns, strict=True):
                data[key] = written(row.amounts.get(column.fund_id, Decimal(0)))
            data[f"l-{row_id}"] = "1" if row.locks else ""
            data[f"n-{row_id}"] = row.note

    def _placed(self, new: Sequence[NewRow]) -> Iterator[tuple[NewRow, str]]:
        """Each new activity with a place of its own, after those that are written in already."""
        taken = {area: len(places) if self.form.new_rows(area) else 0 for area, places in self.form.places.items()}
        for row in new:
            taken[row.area_id] += 1
            serial = taken[row.area_id]
            yield row, str(row.area_id) if serial == 1 else f"{row.area_id}_{serial}"


class UploadForm(forms.Form):
    file = forms.FileField(
        label="Arbetsbok",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": "Välj en fil.", "empty": "Filen är tom.", "invalid": "Välj en fil."},
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_FILE:
            raise ValidationError(TOO_LARGE)
        return file

    @property
    def first_error(self) -> str:
        return next((str(error) for errors in self.errors.values() for error in errors), "")

    @property
    def content(self) -> bytes:
        return self.cleaned_data["file"].read()


def written(value: Decimal | str) -> str:
    """What a field holds: an amount as a Swede writes it, nothing for zero."""
    if isinstance(value, str):
        return value
    return format_kronor(value, unit=False).replace(NBSP, " ") if value else ""
