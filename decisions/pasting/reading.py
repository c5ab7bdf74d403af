"""The rows of a block held against the grid: which activity each is about."""

import difflib
from collections.abc import Iterator

from decisions.grid import AreaGrid, Grid, Row
from decisions.pasting.block import Block, PasteRefused
from decisions.pasting.cells import folded, plain, why_no_text
from decisions.pasting.columns import OTHER_UNIT, Column, Holds, Layout, by_headings, by_place
from decisions.pasting.places import Place, Roles
from decisions.pasting.preview import Bad, NewRow, Preview, Remark
from decisions.pasting.rows import RowReader
from grants.figures import ZERO

LONGEST_NAME = 240
TOTALS = {"summa", "totalt", "total", "delsumma", "summa totalt", "fördelas i förslaget", "summa kr", "s:a"}
LEFTOVERS = {"ofördelat", "ofördelat nu", "kvar", "kvar att fördela", "återstår", "ej fördelat"}
NO_PLACE = (
    "Det går inte att se vart beloppen ska. Ta med rubrikraden och aktiviteternas namn när du kopierar, eller välj den "
    "cell i tabellen där blockets övre vänstra hörn ska hamna."
)
NAME_MISSING = "Raden har belopp men inget namn. Är cellen sammanfogad med den ovanför? Dela upp den och kopiera igen."
WHICH_AREA = "Flera områden passar. Skriv områdets nummer i en kolumn med rubriken Område."
UNKNOWN_AREA = "Det finns inget område med det numret."
RENAMED = "Raden hör till aktiviteten {name}, vars namn inte ändras här. Skriv tillbaka det."
TOO_LONG = "Blocket är längre än tabellen. Ta med aktiviteternas namn i blockets första kolumn om raderna är nya."


def read_paste(block: Block, grid: Grid, *, place: Place, roles: Roles) -> Preview:
    """What the block would change in the grid. Raises PasteRefused when it cannot be told where it belongs."""
    return _Reading(block, grid, place, roles).preview()


class _Reading(RowReader):
    def __init__(self, block: Block, grid: Grid, place: Place, roles: Roles) -> None:
        self.grid, self.roles, self.place = grid, roles, place
        self.areas = {area.area_id: area for area in grid.areas}
        self.known = {str(row.activity_id): (area, row) for area, row in grid.rows()}
        self.here = self._area_of(place.row_id)
        super().__init__(self._layout(block))
        self.rows = [each for each in block.rows if each[0] > self.layout.heading]
        self.new: list[NewRow] = []
        self.remarks: list[Remark] = []
        self.ignored: list[Remark] = []

    # ---- where it belongs --------------------------------------------------------------------------------------------

    def _area_of(self, row_id: str) -> AreaGrid | None:
        if row_id in self.known:
            return self.known[row_id][0]
        number = row_id.removeprefix("ny").split("_")[0] if row_id.startswith("ny") else ""
        return self.areas.get(int(number)) if number.isdigit() and len(number) < 18 else None

    def _layout(self, block: Block) -> Layout:
        fund = self.place.anchor.rpartition("-")[2] if self.place.anchor.startswith("c-") else ""
        only = self.here or (self.grid.areas[0] if len(self.grid.areas) == 1 else None)
        here: dict[int, int] = {}
        if only:
            ids = {str(column.fund_id): column.fund_id for column in only.columns}
            one = next(iter(ids.values())) if len(ids) == 1 else None
            if chosen := ids.get(fund, one):
                here = {only.area_id: chosen}
        layout = by_headings(block.rows, self.grid, here)
        if layout and (layout.has_names or layout.one(Holds.KEY)):
            return layout
        if self.here is None:
            raise PasteRefused(NO_PLACE, "no_place")
        # Headings without names: the columns are told by the headings, the rows by where the block is put.
        return layout or by_place(block.rows, self.here, self.place.anchor)

    # ---- the whole ---------------------------------------------------------------------------------------------------

    def preview(self) -> Preview:
        if self.layout.unit:
            title, unit = self.layout.unit
            self.bad.append(Bad(self.layout.heading, title, unit, OTHER_UNIT.format(unit=unit)))
        if self.layout.has_names or self.layout.one(Holds.KEY):
            self._skip_above()
            for number, cells in self.rows:
                self._named_row(number, cells)
        else:
            self._placed_rows()
        self._remark_emptied()
        return Preview(self.changes, self.new, self.bad, self.remarks, self.ignored, self._unread(), len(self.rows))

    def _skip_above(self) -> None:
        if self.layout.heading > 1:
            self.ignored.append(Remark(0, f"Det som står ovanför rubrikraden på rad {self.layout.heading} läses inte."))

    def _remark_emptied(self) -> None:
        if emptied := len([change for change in self.changes if change.after in ("", ZERO) and change.before]):
            cells = "1 cell töms" if emptied == 1 else f"{emptied} celler töms"
            self.remarks.append(Remark(0, f"{cells}, eftersom de är tomma i det du klistrade in."))

    def _unread(self) -> list[str]:
        return [column.title.removeprefix("kolumnen ") for column in self.layout.columns if self._is_unread(column)]

    def _is_unread(self, column: Column) -> bool:
        has_title = column.title.startswith("kolumnen ")
        return column.holds is Holds.UNREAD and has_title

    # ---- rows by where they are put ----------------------------------------------------------------------------------

    def _placed_rows(self) -> None:
        area = self.here
        if area is None:  # the layout has refused already
            return
        order = [row for row in self.place.order if self._area_of(row) is area]
        order = order or [str(row.activity_id) for row in area.rows]
        begins = order.index(self.place.row_id) if self.place.row_id in order else 0
        targets = iter(order[begins:])
        for number, cells in self.rows:
            self._placed_row(number, cells, targets, area)

    def _placed_row(self, number: int, cells: list[str], targets: Iterator[str], area: AreaGrid) -> None:
        if not any(cell.strip() for cell in cells):
            next(targets, None)
            self.ignored.append(Remark(number, "Tom rad. Raden i tabellen lämnas som den är."))
            return
        is_total = self._equals_sums(cells)
        target = next(targets, None)
        if target is None:
            if is_total:
                self.ignored.append(Remark(number, "Summarad: lika med summan av raderna ovanför."))
            elif not any(bad.why == TOO_LONG for bad in self.bad):
                self.bad.append(Bad(number, "", "", TOO_LONG))
            return
        if is_total:
            self.remarks.append(
                Remark(number, "Raden är lika med summan av raderna ovanför. Är det en summarad ska den inte vara med.")
            )
        row = self.known[target][1] if target in self.known else Row(0, f"Ny aktivitet i område {area.number}")
        self._read_row(number, cells, area, row, target)

    # ---- rows by name ------------------------------------------------------------------------------------------------

    def _named_row(self, number: int, cells: list[str]) -> None:
        name = self._cell(cells, self.layout.one(Holds.NAME))
        if why := self._why_ignored(cells, folded(name)):
            self.ignored.append(Remark(number, why))
            return
        if not plain(name):
            if self._equals_sums(cells):
                self.ignored.append(Remark(number, "Summarad: lika med summan av raderna ovanför."))
            elif self._has_amounts(cells):
                self._wrong(number, self.layout.one(Holds.NAME), "", NAME_MISSING)
            return
        if why := why_no_text(name):
            self._wrong(number, self.layout.one(Holds.NAME), name.strip(), why)
            return
        area_column = self.layout.one(Holds.AREA)
        wanted = self._cell(cells, area_column).strip()
        if wanted and not self._areas_called(wanted):
            self._wrong(number, area_column, wanted, UNKNOWN_AREA, plain(name))
            return
        found = self._existing(number, cells, name, wanted)
        if found is None:
            self._new_row(number, cells, plain(name), wanted)
        elif found:
            area, row = found[0]
            self._read_row(number, cells, area, row, str(row.activity_id))

    def _why_ignored(self, cells: list[str], name: str) -> str:
        if not any(cell.strip() for cell in cells):
            return "Tom rad."
        if self.layout.head and [folded(cell) for cell in cells][: len(self.layout.head)] == list(self.layout.head):
            return "Rubrikraden igen."
        word = name.rstrip(":").strip()
        first = next(folded(cell) for cell in cells if cell.strip()).rstrip(":").strip()
        if word in TOTALS or (not word and first in TOTALS) or word.startswith(("summa ", "totalt ")):
            return "Summarad."
        if word in LEFTOVERS or (not word and first in LEFTOVERS):
            return "Ofördelat är ingen aktivitet utan det som blir kvar."
        if name and not self._has_amounts(cells) and self._is_area(name):
            return "Områdets rubrik."
        return ""

    def _is_area(self, name: str) -> bool:
        return any(name in (folded(area.name), folded(f"{area.number}. {area.name}")) for area in self.grid.areas)

    def _areas_called(self, text: str) -> list[AreaGrid]:
        word = folded(text).removeprefix("område").strip().rstrip(".")
        return [area for area in self.grid.areas if word == str(area.number) or word == folded(area.name)]

    def _existing(self, number: int, cells: list[str], name: str, wanted: str) -> list[tuple[AreaGrid, Row]] | None:
        """The activity that the row is about; None if it is a new one, an empty list if that cannot be told."""
        named = [(area, row) for area, row in self.known.values() if folded(row.name) == folded(name)]
        if wanted:
            named = [each for each in named if each[0] in self._areas_called(wanted)]
        elif len(named) > 1 and self.here:
            named = [each for each in named if each[0] is self.here] or named
        if len(named) > 1:
            self._wrong(number, self.layout.one(Holds.NAME), plain(name), WHICH_AREA)
            return []
        if named:
            return named
        keyed = self.known.get(self._cell(cells, self.layout.one(Holds.KEY)).strip())
        if keyed and not self._stands_elsewhere(keyed[1]):
            self._wrong(number, self.layout.one(Holds.NAME), plain(name), RENAMED.format(name=keyed[1].name))
            return []
        return None

    def _stands_elsewhere(self, row: Row) -> bool:
        """Whether a row bears the activity's own name: then a copy of its hidden key means nothing."""
        column = self.layout.one(Holds.NAME)
        return any(folded(self._cell(cells, column)) == folded(row.name) for _, cells in self.rows)

    def _new_row(self, number: int, cells: list[str], name: str, wanted: str) -> None:
        role_cell = self._cell(cells, self.layout.one(Holds.ROLE))
        if not self._has_amounts(cells) and not plain(role_cell):
            self.ignored.append(Remark(number, f"”{name}” är ingen aktivitet i förslaget, och raden har inga belopp."))
            return
        column = self.layout.one(Holds.NAME)
        area = self._area_of_new(number, cells, name, wanted)
        if area is None or not self._first_time(number, area, name):
            return
        if len(name) > LONGEST_NAME:
            self._wrong(number, column, name, f"Namnet är längre än {LONGEST_NAME} tecken.")
            return
        known, unknown = self.roles.read(role_cell)
        amounts = {fund_id: amount for fund_id, amount, _ in self._amounts(number, cells, area, name) if amount}
        ids, names = tuple(pk for pk, _ in known), tuple(shown for _, shown in known)
        self.new.append(NewRow(number, area.area_id, area.number, name, ids, names, tuple(unknown), amounts))
        self._remark_likeness(number, name, area)

    def _remark_likeness(self, number: int, name: str, area: AreaGrid) -> None:
        """A name that is almost another one is more often a slip of the pen than a new activity."""
        names = {folded(row.name): row.name for row in area.rows}
        if close := difflib.get_close_matches(folded(name), names, n=1, cutoff=0.85):
            text = f"”{name}” blir en ny aktivitet, men liknar {names[close[0]]}. Är det samma, rätta namnet i Excel."
            self.remarks.append(Remark(number, text))

    def _area_of_new(self, number: int, cells: list[str], name: str, wanted: str) -> AreaGrid | None:
        if wanted:
            return self._areas_called(wanted)[0]
        if self.here or len(self.grid.areas) == 1:
            return self.here or self.grid.areas[0]
        filled = [set(column.funds) for column in self.layout.amounts() if self._cell(cells, column).strip()]
        common = set.intersection(*filled) if filled else set()
        if len(common) == 1:
            return self.areas[common.pop()]
        self._wrong(number, self.layout.one(Holds.NAME), name, WHICH_AREA)
        return None
