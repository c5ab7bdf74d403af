"""What each column of a block holds: told by its headings, or by where in the grid it was put."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from decisions.grid import AreaGrid, Grid
from decisions.pasting.cells import folded, is_amount


class Holds(Enum):
    KEY = auto()
    AREA = auto()
    NAME = auto()
    ROLE = auto()
    FUND = auto()
    TOTAL = auto()
    LOCK = auto()
    NOTE = auto()
    UNREAD = auto()


HEADINGS = {
    Holds.KEY: {"nyckel"},
    Holds.AREA: {"område", "utvecklingsområde"},
    Holds.NAME: {"aktivitet", "aktiviteter", "aktivitet, ansvarig funktion", "insats"},
    Holds.ROLE: {"ansvarig funktion", "ansvarig", "ansvar", "ansvarig roll", "funktion"},
    Holds.TOTAL: {"summa", "totalt", "total"},
    Holds.LOCK: {"lås", "låst", "låses"},
    Holds.NOTE: {"anmärkning", "anmärkningar", "kommentar"},
}
AMOUNT = {"belopp", "kronor", "kr", "fördelas"}
"""Headings of a column of amounts that does not say of which fund."""

OTHER_UNIT = "Rubriken säger {unit}. Räkna om beloppen till kronor och skriv kr i rubriken."

_UNIT = re.compile(r"[\s,;(\[]*\b(kr|kronor|tkr|mkr|mnkr|sek)\b[)\]]?$")
_SEARCHED = 15


@dataclass
class Column:
    """A column: its place from 0, what it is called in messages, what it holds; `funds` maps area to fund."""

    place: int
    title: str
    holds: Holds
    funds: Mapping[int, int] = field(default_factory=dict)


@dataclass
class Layout:
    """`heading` is the row of headings, 0 if there is none; `unit` names a heading in another unit than kronor."""

    columns: list[Column]
    heading: int = 0
    head: Sequence[str] = ()
    unit: tuple[str, str] | None = None

    def one(self, holds: Holds) -> Column | None:
        return next((column for column in self.columns if column.holds is holds), None)

    def amounts(self) -> list[Column]:
        return [column for column in self.columns if column.holds is Holds.FUND]

    @property
    def has_names(self) -> bool:
        return self.one(Holds.NAME) is not None


def titled(place: int) -> str:
    return f"kolumn {place + 1}"


def fund_headings(grid: Grid) -> dict[str, dict[int, int]]:
    """Every heading that means a fund: its name, and its name with the area's number. Heading → area → fund."""
    found: dict[str, dict[int, int]] = {}
    for area in grid.areas:
        for column in area.columns:
            for name in (column.name, f"{column.name} (område {area.number})"):
                found.setdefault(folded(name), {})[area.area_id] = column.fund_id
    return found


def by_headings(rows: Sequence[tuple[int, list[str]]], grid: Grid, here: Mapping[int, int]) -> Layout | None:
    """The layout that the first row of headings tells, or None if no row is one. `here` is the area and fund where the
    block is put: what a column means that only says "belopp"."""
    funds = fund_headings(grid)
    for number, cells in rows[:_SEARCHED]:
        columns = [_headed(place, cell, funds, here) for place, cell in enumerate(cells)]
        known = [column for column in columns if column.holds is not Holds.UNREAD]
        if known and not any(is_amount(cell) for cell in cells) and _is_heading(known):
            return Layout(_each_once(columns), number, [folded(cell) for cell in cells], _other_unit(cells, columns))
    return None


def _is_heading(known: list[Column]) -> bool:
    holds = {column.holds for column in known}
    return Holds.FUND in holds or {Holds.NAME, Holds.ROLE} <= holds or {Holds.KEY, Holds.NAME} <= holds


def _headed(place: int, cell: str, funds: Mapping[str, Mapping[int, int]], here: Mapping[int, int]) -> Column:
    word = folded(cell)
    bare = _UNIT.sub("", word.removesuffix("öronmärkt").strip()).strip()
    title = f"kolumnen {' '.join(cell.split())}" if word else titled(place)
    for each in (word, bare):
        if each in funds:
            return Column(place, title, Holds.FUND, funds[each])
    if word and (word in AMOUNT or bare in AMOUNT or not bare) and here:
        return Column(place, title, Holds.FUND, here)
    return Column(place, title, _held(word, bare))


def _held(word: str, bare: str) -> Holds:
    if word.startswith("nyckel"):
        return Holds.KEY
    if word.startswith("beslutat tidigare"):
        return Holds.TOTAL
    return next((holds for holds, words in HEADINGS.items() if bare and bare in words), Holds.UNREAD)


def _each_once(columns: list[Column]) -> list[Column]:
    """A second column of names, roles … is not read; which it is follows from the order."""
    seen: set[Holds] = set()
    for column in columns:
        if column.holds in seen and column.holds not in (Holds.FUND, Holds.TOTAL):
            column.holds = Holds.UNREAD
        seen.add(column.holds)
    return columns


def _other_unit(cells: Sequence[str], columns: Sequence[Column]) -> tuple[str, str] | None:
    for cell, column in zip(cells, columns, strict=True):
        unit = _UNIT.search(folded(cell))
        if column.holds is Holds.FUND and unit and unit[1] in ("tkr", "mkr", "mnkr"):
            return column.title, unit[1]
    return None


def by_place(rows: Sequence[tuple[int, list[str]]], area: AreaGrid, field_name: str) -> Layout:
    """The layout of a block without headings, put down in a cell of the grid: `c-<row>-<fund>`, `n-<row>`, `l-<row>`
    or `a-<row>`. Names to the left of the amounts, and who answers for them, are known by what they look like."""
    screen = _screen(area)
    width = max((len(cells) for _, cells in rows), default=0)
    begins = next((at for at, (_, name) in enumerate(screen) if name == _column_name(field_name)), 1)
    texts = _texts_before_amounts(rows, width) if begins <= len(area.columns) else 0
    columns = [
        Column(place, titled(place), holds)
        for place, holds in enumerate([Holds.NAME, Holds.ROLE, *[Holds.UNREAD] * width][:texts])
    ]
    begins = max(begins, 1) if texts else begins
    for place in range(texts, width):
        at = begins + place - texts
        column = Column(place, titled(place), Holds.UNREAD) if at >= len(screen) else _on_screen(place, *screen[at])
        columns.append(column)
    return Layout(columns)


def _screen(area: AreaGrid) -> list[tuple[Column, str]]:
    """The columns of an area as they stand on the screen, each with what its fields are called."""
    funds = [
        (Column(0, f"kolumnen {column.name}", Holds.FUND, {area.area_id: column.fund_id}), str(column.fund_id))
        for column in area.columns
    ]
    return [
        (Column(0, "kolumnen Aktivitet", Holds.NAME), "a"),
        *funds,
        (Column(0, "kolumnen Summa", Holds.TOTAL), "sum"),
        (Column(0, "kolumnen Lås", Holds.LOCK), "l"),
        (Column(0, "kolumnen Anmärkning", Holds.NOTE), "n"),
    ]


def _on_screen(place: int, column: Column, _: str) -> Column:
    return Column(place, column.title, column.holds, column.funds)


def _column_name(field_name: str) -> str:
    kind, _, rest = field_name.partition("-")
    return rest.rpartition("-")[2] if kind == "c" else kind


def _texts_before_amounts(rows: Sequence[tuple[int, list[str]]], width: int) -> int:
    """How many columns at the left hold words and no amount: names, and maybe roles. None if all do."""
    texts = 0
    for place in range(min(width, 2)):
        cells = [cells[place] for _, cells in rows if place < len(cells) and cells[place].strip()]
        words = [cell for cell in cells if any(letter.isalpha() for letter in cell) and not is_amount(cell)]
        if not cells or len(words) < len(cells) or len(words) * 2 <= len(rows) - 1:
            break
        texts += 1
    return texts if texts < width else 0
