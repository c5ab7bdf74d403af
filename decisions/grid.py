"""The grid of a draft allocation as data: activities down, their area's funds across. Pure arithmetic, no database.

Kronor as Decimal. A cell that is empty holds nothing: an amount is either above zero or left out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from grants.figures import ZERO


@dataclass(frozen=True, slots=True)
class Column:
    """A fund of the area. `free` is what lies unallocated in its pool before this draft."""

    fund_id: int
    name: str
    earmarked: bool
    free: Decimal


@dataclass(frozen=True, slots=True)
class Row:
    """An activity and its planned kronor per fund. `locked` is how the activity is, `locks` what the draft would do."""

    activity_id: int
    name: str
    roles: str = ""
    amounts: Mapping[int, Decimal] = field(default_factory=dict)
    locks: bool = False
    note: str = ""
    locked: bool = False
    decided: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        return sum(self.amounts.values(), ZERO)


@dataclass(frozen=True, slots=True)
class Sums:
    """What is free, what the draft plans of it, what is left; below zero when the draft plans too much."""

    free: Decimal = ZERO
    planned: Decimal = ZERO
    over: Decimal = ZERO

    @property
    def left(self) -> Decimal:
        return self.free - self.planned

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(self.free + other.free, self.planned + other.planned, self.over + other.over)


@dataclass(frozen=True, slots=True)
class AreaGrid:
    area_id: int
    number: int
    name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    coordinator: str = ""

    def by_fund(self) -> dict[int, Sums]:
        """The sums of each fund, in the order of the columns. What one fund lacks (`over`) no other makes up for."""
        planned = dict.fromkeys((column.fund_id for column in self.columns), ZERO)
        for row in self.rows:
            for fund_id, amount in row.amounts.items():
                planned[fund_id] += amount
        return {
            column.fund_id: Sums(column.free, planned[column.fund_id], max(planned[column.fund_id] - column.free, ZERO))
            for column in self.columns
        }

    def sums(self) -> Sums:
        return sum(self.by_fund().values(), Sums())


@dataclass(frozen=True, slots=True)
class Grid:
    areas: tuple[AreaGrid, ...]

    def sums(self) -> Sums:
        return sum((area.sums() for area in self.areas), Sums())

    def rows(self) -> Iterator[tuple[AreaGrid, Row]]:
        return ((area, row) for area in self.areas for row in area.rows)

    def with_rows(self, rows: Mapping[int, Row]) -> "Grid":
        """The same grid with these rows in place of those with the same activity."""
        return Grid(
            tuple(replace(area, rows=tuple(rows.get(row.activity_id, row) for row in area.rows)) for area in self.areas)
        )
