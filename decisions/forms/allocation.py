"""The grid as somebody filled it in: one form of many cells, read in one pass.

Names of the fields: `c-<row>-<fund>` an amount, `l-<row>` the lock, `n-<row>` the note, where the row is an activity's
id, or `ny<place>` for the row of a new activity, whose name is `namn-<place>` and whose roles are `roll-<place>`. A
place is the area's id, and `<area>_2`, `<area>_3` … for further new rows. After a conflict `val-<field>` says whose
value counts. What was typed is kept to the letter, whatever is wrong with it.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.forms import CharField
from django.http import QueryDict

from decisions.actions import GridRow, NewActivity
from decisions.grid import AreaGrid, Grid, Row
from grants.figures import ZERO
from grants.kronor import LARGEST, KronorError, format_kronor, format_plain, parse_kronor
from grants.models import Activity, DevelopmentArea
from people.models import Role

BELOW_ZERO = "Ett belopp i en fördelning kan inte vara mindre än noll."
TOO_MUCH = "Radens summa är större än vad som går att spara."
LOCK_WITHOUT_MONEY = "Raden har inget belopp. Skriv ett belopp eller ta bort låset."
NOTE_WITHOUT_MONEY = "Raden har inget belopp. Skriv ett belopp eller ta bort anmärkningen."
NAME_MISSING = "Skriv vad den nya aktiviteten heter."
NAME_TAKEN = "Området har redan en aktivitet som heter så."
ROLE_MISSING = "Välj vem som ansvarar för den nya aktiviteten."
LOCK, NOTE = "Lås", "Anmärkning"

FURTHER_PLACE = re.compile(r"(?:namn-|roll-|c-ny)(?P<area>\d{1,18})_(?P<serial>[2-9]|[1-9]\d{1,2})(?:-\d+)?", re.ASCII)

NOTE_FIELD = CharField(max_length=500, required=False)
NAME_FIELD = CharField(max_length=240, required=False)


def cell_key(row: int | str, fund_id: int) -> str:
    return f"c-{row}-{fund_id}"


def new_row(place: int | str) -> str:
    return f"ny{place}"


def new_name(area: AreaGrid, place: str) -> str:
    """What the screen calls the row of a new activity."""
    _, _, serial = place.partition("_")
    return f"Ny aktivitet{f' {serial}' if serial else ''} i område {area.number}"


def places(grid: Grid, fields: Iterable[str]) -> dict[int, list[str]]:
    """Where new activities are written, by area: one place always, further ones as far as they are among the fields."""
    serials: dict[int, set[int]] = {area.area_id: set() for area in grid.areas}
    for field in fields:
        further = FURTHER_PLACE.fullmatch(field)
        if further and int(further["area"]) in serials:
            serials[int(further["area"])].add(int(further["serial"]))
    return {area: [str(area), *(f"{area}_{serial}" for serial in sorted(found))] for area, found in serials.items()}


def values(grid: Grid) -> dict[str, str]:
    """Every value of the grid that is not empty, in one canonical form, by the name of its field."""
    found = {}
    for _, row in grid.rows():
        for fund_id, amount in row.amounts.items():
            found[cell_key(row.activity_id, fund_id)] = format_plain(amount)
        if row.locks:
            found[f"l-{row.activity_id}"] = "1"
        if row.note:
            found[f"n-{row.activity_id}"] = row.note
    return found


@dataclass(frozen=True)
class Difference:
    """One field that somebody else saved otherwise: both values as they are read, and who changed it. `typed` is what
    stands in the field: a choice of the saved value holds only until the field is written in again."""

    key: str
    row: str
    column: str
    saved: str
    mine: str
    i_changed: bool
    they_changed: bool
    typed: str = ""


class GridForm:
    """`grid` is what is saved; with `data` also what was sent. `filled` is the grid as it would be saved."""

    def __init__(self, grid: Grid, data: QueryDict | None = None) -> None:
        self.grid = grid
        self.is_bound = data is not None
        self.data = data if data is not None else QueryDict()
        self.texts: dict[str, str] = {}
        self.errors: dict[str, str] = {}
        self.refusal = ""
        self.places = places(grid, self.data)
        self.new: dict[str, Row] = {}
        self.filled = grid.with_rows(dict(self._read_rows())) if self.is_bound else grid
        if self.is_bound:
            for area in grid.areas:
                self._read_new(area)

    @property
    def is_valid(self) -> bool:
        return self.is_bound and not self.errors

    @property
    def version(self) -> int:
        """The version that the sender had before the eyes; 0, which no draft has, if it says none."""
        text = self.data.get("version", "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

    # ---- reading ----------------------------------------------------------------------------------------------------

    def _sent(self, key: str) -> str | None:
        """What was sent in a field; None if it was not there, or if the value saved by somebody else was chosen."""
        return None if self._chose_saved(key) else self.data.get(key)

    def _chose_saved(self, key: str) -> bool:
        """The choice counts only if the field stands as it did: who writes in it afterwards means what is written."""
        return self.data.get(f"val-{key}") == f"saved:{self.data.get(key, '')}"

    def _read_rows(self) -> Iterator[tuple[int, Row]]:
        for area in self.grid.areas:
            for row in area.rows:
                if any(cell_key(row.activity_id, column.fund_id) in self.data for column in area.columns):
                    yield row.activity_id, self._read_row(area, row)

    def _read_row(self, area: AreaGrid, row: Row) -> Row:
        row_id = row.activity_id
        lock, note = f"l-{row_id}", f"n-{row_id}"
        read = replace(
            row,
            amounts=self._read_amounts(area, row_id, row.amounts),
            locks=row.locks if self._chose_saved(lock) else self.data.get(lock) == "1",
            note=self._read_text(note, NOTE_FIELD, row.note),
        )
        if not read.amounts and not self._has_errors(area, row_id):
            if read.locks and not row.locked:
                self.errors[lock] = LOCK_WITHOUT_MONEY
            if read.note:
                self.errors[note] = NOTE_WITHOUT_MONEY
        return read

    def _has_errors(self, area: AreaGrid, row: int | str) -> bool:
        return any(cell_key(row, column.fund_id) in self.errors for column in area.columns)

    def _read_amounts(
        self, area: AreaGrid, row: int | str, saved: Mapping[int, Decimal] | None = None
    ) -> dict[int, Decimal]:
        amounts = {}
        for column in area.columns:
            key = cell_key(row, column.fund_id)
            text = self._sent(key)
            if text is None:
                amount = (saved or {}).get(column.fund_id, ZERO)
            else:
                self.texts[key] = text
                amount = self._read_amount(key, text)
            if amount:
                amounts[column.fund_id] = amount
        if sum(amounts.values(), ZERO) > LARGEST:
            self.errors[cell_key(row, max(amounts, key=lambda fund_id: amounts[fund_id]))] = TOO_MUCH
        return amounts

    def _read_amount(self, key: str, text: str) -> Decimal:
        """Kronor of a cell; zero if it is empty, or if it cannot be read, which becomes an error of the cell."""
        if not text or text.isspace():
            return ZERO
        try:
            amount = parse_kronor(text)
        except KronorError as error:
            self.errors[key] = str(error)
            return ZERO
        if amount < 0:
            self.errors[key] = BELOW_ZERO
            return ZERO
        return amount

    def _read_text(self, key: str, field: CharField, saved: str = "") -> str:
        text = self._sent(key)
        if text is None:
            return saved
        if not text:
            return ""
        self.texts[key] = text
        try:
            return field.clean(text)
        except ValidationError as error:
            self.errors[key] = error.messages[0]
            return ""

    def _read_new(self, area: AreaGrid) -> None:
        taken = {existing.name.casefold() for existing in area.rows}
        for place in self.places[area.area_id]:
            self._read_place(area, place, taken)

    def _read_place(self, area: AreaGrid, place: str, taken: set[str]) -> None:
        """The row of a new activity, if something is written in it: then it needs a name of its own and a role."""
        name_key, role_key, row = f"namn-{place}", f"roll-{place}", new_row(place)
        name = " ".join(self._read_text(name_key, NAME_FIELD).split())
        amounts = self._read_amounts(area, row)
        roles = list(filter(None, self.data.getlist(role_key)))
        if not (name or amounts or roles or self._has_errors(area, row) or name_key in self.errors):
            return
        if not name:
            self.errors.setdefault(name_key, NAME_MISSING)
        elif name.casefold() in taken:
            self.errors[name_key] = NAME_TAKEN
        if not roles:
            self.errors[role_key] = ROLE_MISSING
        taken.add(name.casefold())
        self.new[place] = Row(0, name, amounts=amounts)

    def chosen_roles(self, place: str) -> list[str]:
        return self.data.getlist(f"roll-{place}")

    def new_rows(self, area_id: int) -> dict[str, Row]:
        """The rows of new activities in an area, by place."""
        return {place: self.new[place] for place in self.places[area_id] if place in self.new}

    def whole(self) -> Grid:
        """The filled grid with the rows of new activities, for its sums."""
        return Grid(
            tuple(replace(area, rows=(*area.rows, *self.new_rows(area.area_id).values())) for area in self.filled.areas)
        )

    # ---- what comes of it -------------------------------------------------------------------------------------------

    def rows(self) -> list[GridRow]:
        """Every row, in the order of the page, new activities last in their area; four queries at most."""
        areas = DevelopmentArea.objects.in_bulk([area.area_id for area in self.filled.areas])
        activities = Activity.objects.in_bulk([row.activity_id for _, row in self.filled.rows()])
        roles = {str(role.pk): role for role in Role.objects.all()} if self.new else {}
        rows = []
        for area in self.filled.areas:
            for row in area.rows:
                activity = activities[row.activity_id]
                activity.area = areas[area.area_id]
                rows.append(GridRow(activity, row.amounts, locks=row.locks, note=row.note))
            for place, new in self.new_rows(area.area_id).items():
                chosen = [roles[pk] for pk in self.chosen_roles(place) if pk in roles]
                rows.append(GridRow(NewActivity(areas[area.area_id], new.name, chosen), new.amounts))
        return rows

    def error_list(self) -> list[tuple[str, str]]:
        """Every error with its row and column, and the field it stands beside; what is wrong as a whole comes first."""
        named = self._labels()
        whole = [("", self.refusal)] if self.refusal else []
        return whole + [(key, f"{', '.join(named[key])}: {text}") for key, text in self.errors.items()]

    def _labels(self) -> dict[str, tuple[str, str]]:
        """Row and column of every field, as the screen calls them."""
        labels = {}
        for area in self.grid.areas:
            named = [(str(row.activity_id), row.name) for row in area.rows]
            for place in self.places[area.area_id]:
                added = new_name(area, place)
                labels[f"namn-{place}"] = (added, "namn")
                labels[f"roll-{place}"] = (added, "ansvarig funktion")
                named.append((new_row(place), added))
            for row_id, name in named:
                labels |= {cell_key(row_id, column.fund_id): (name, column.name) for column in area.columns}
                labels |= {f"l-{row_id}": (name, LOCK), f"n-{row_id}": (name, NOTE)}
        return labels

    def base(self) -> str:
        """What was saved when the page was drawn, to be sent back: it tells who changed what when two have saved."""
        return json.dumps(values(self.grid), separators=(",", ":"))

    def differences(self) -> list[Difference]:
        """Where what was sent differs from what somebody else has saved meanwhile."""
        mine, saved, base = values(self.filled), values(self.grid), self._sent_base()
        return [
            Difference(
                key,
                *label,
                saved=_shown(key, saved.get(key, "")),
                mine=_shown(key, mine.get(key, "")),
                i_changed=base is None or mine.get(key) != base.get(key),
                they_changed=base is None or saved.get(key) != base.get(key),
                typed=self.data.get(key, ""),
            )
            for key, label in self._labels().items()
            if mine.get(key) != saved.get(key)
        ]

    def _sent_base(self) -> dict[str, str] | None:
        try:
            base = json.loads(self.data.get("base", ""))
        except ValueError:
            return None
        return base if isinstance(base, dict) else None


def _shown(key: str, value: str) -> str:
    """A canonical value as people read it."""
    if key.startswith("l-"):
        return "låst" if value else "inte låst"
    if not value:
        return "tomt"
    return format_kronor(Decimal(value)) if key.startswith("c-") else value
