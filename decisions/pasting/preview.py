"""What a pasted block would do, as data: the page that shows it, the browser and the action all read this."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from decisions.grid import AreaGrid, Grid, Row
from grants.figures import ZERO

LONGEST_SHOWN = 60


@dataclass(frozen=True)
class Change:
    """A field of the grid that gets another value. `amount` is the kronor of an amount; `text` what a field of text, or
    of a lock (`1`), would hold."""

    key: str
    row_id: str
    row: str
    column: str
    fund_id: int | None = None
    before: Decimal | str = ""
    after: Decimal | str = ""
    locked: bool = False


@dataclass(frozen=True)
class NewRow:
    """An activity that no name matches. Without `roles` it cannot be saved: `unknown_roles` is what stood there."""

    number: int
    area_id: int
    area: int
    name: str
    roles: tuple[int, ...] = ()
    role_names: tuple[str, ...] = ()
    unknown_roles: tuple[str, ...] = ()
    amounts: Mapping[int, Decimal] = field(default_factory=dict)

    @property
    def total(self) -> Decimal:
        return sum(self.amounts.values(), ZERO)


@dataclass(frozen=True)
class Bad:
    """A cell that cannot be read: `number` is its row in the block (0: the block as a whole), `stood` what it said."""

    number: int
    column: str
    stood: str
    why: str
    row: str = ""

    @property
    def where(self) -> str:
        row = f"Rad {self.number}" + (f" ({self.row})" if self.row else "")
        return f"{row}, {self.column}" if self.column else row

    def __str__(self) -> str:
        shown = self.stood if len(self.stood) <= LONGEST_SHOWN else f"{self.stood[:LONGEST_SHOWN]} …"
        stood = f" Där står ”{shown}”." if shown else ""
        return f"{self.where}:{stood} {self.why}"


@dataclass(frozen=True)
class Remark:
    """What is said of a row, or of all (0), and stops nothing: a row that is left out and why, a likely mistake."""

    number: int
    text: str

    def __str__(self) -> str:
        return f"Rad {self.number}: {self.text}" if self.number else self.text


@dataclass(frozen=True)
class Preview:
    changes: Sequence[Change] = ()
    new: Sequence[NewRow] = ()
    bad: Sequence[Bad] = ()
    remarks: Sequence[Remark] = ()
    ignored: Sequence[Remark] = ()
    unread: Sequence[str] = ()
    rows: int = 0

    @property
    def does_something(self) -> bool:
        return bool(self.changes or self.new)

    @property
    def lacks_role(self) -> list[NewRow]:
        return [row for row in self.new if not row.roles]

    def amounts(self) -> dict[str, dict[int, Decimal]]:
        """The changed kronor per row and fund; zero is an amount that goes away."""
        found: dict[str, dict[int, Decimal]] = {}
        for change in self.changes:
            if change.fund_id is not None and isinstance(change.after, Decimal):
                found.setdefault(change.row_id, {})[change.fund_id] = change.after
        return found

    def applied(self, grid: Grid) -> Grid:
        """The grid as it would be, new activities last in their area, for its sums."""
        changed = self.amounts()
        return Grid(tuple(self._area(area, changed) for area in grid.areas))

    def _area(self, area: AreaGrid, changed: Mapping[str, Mapping[int, Decimal]]) -> AreaGrid:
        kept = [replace(row, amounts=merged(row.amounts, changed.get(str(row.activity_id), {}))) for row in area.rows]
        added = [Row(0, new.name, amounts=new.amounts) for new in self.new if new.area_id == area.area_id]
        return replace(area, rows=(*kept, *added))


def merged(amounts: Mapping[int, Decimal], changes: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """Amounts with these in their place; what becomes zero is left out."""
    return {fund_id: amount for fund_id, amount in {**amounts, **changes}.items() if amount}
