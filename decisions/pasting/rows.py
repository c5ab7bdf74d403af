"""The cells of one row held against its activity: what changes, and what is wrong."""

from decimal import Decimal

from decisions.grid import AreaGrid, Row
from decisions.pasting.cells import CellError, as_amount, as_text, as_yes_or_no, folded, plain
from decisions.pasting.columns import Column, Holds, Layout
from decisions.pasting.preview import Bad, Change
from grants.figures import ZERO
from grants.kronor import LARGEST, format_kronor

LONGEST_NOTE = 500
ROW_ENDS = "Raden slutar före den kolumnen. Kopiera hela blocket igen."
TWICE = "Aktiviteten står redan på rad {number}. Slå ihop raderna."
OTHER_AREA = "Tilldelningen hör till ett annat område än aktiviteten."
TOO_MUCH = "Radens summa är större än vad som går att spara."
TOO_WIDE = "Blocket är bredare än tabellen. Kopiera färre kolumner, eller ta med rubrikraden."
NO_HEADING = "Kolumnen har belopp men ingen rubrik. Är rubriken sammanfogad med den bredvid?"


class RowReader:
    """Reads rows one after another and keeps what they change, what is wrong, and the sums of what came before."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.changes: list[Change] = []
        self.bad: list[Bad] = []
        self.seen: dict[tuple[int, str], int] = {}
        self.sums: dict[int, Decimal] = {}
        self.summed = 0
        self.wide: set[int] = set()

    def _first_time(self, number: int, area: AreaGrid, name: str) -> bool:
        first = self.seen.setdefault((area.area_id, folded(name)), number)
        if first != number:
            self._wrong(number, self.layout.one(Holds.NAME), name, TWICE.format(number=first))
        return first == number

    def _read_row(self, number: int, cells: list[str], area: AreaGrid, row: Row, row_id: str) -> None:
        if row.activity_id and not self._first_time(number, area, row.name):
            return
        wrong = len(self.bad)
        for fund_id, amount, _ in self._amounts(number, cells, area, row.name):
            before = row.amounts.get(fund_id, ZERO)
            if amount != before:
                fund = next(each.name for each in area.columns if each.fund_id == fund_id)
                self._change(
                    Change(f"c-{row_id}-{fund_id}", row_id, row.name, fund, fund_id, before, amount, row.locked)
                )
        if row.activity_id:
            self._read_words(number, cells, row, row_id)
        if len(self.bad) > wrong:
            self.changes = [change for change in self.changes if change.row_id != row_id]

    def _change(self, change: Change) -> None:
        self.changes.append(change)

    def _read_words(self, number: int, cells: list[str], row: Row, row_id: str) -> None:
        lock, note = self.layout.one(Holds.LOCK), self.layout.one(Holds.NOTE)
        try:
            if note and note.place < len(cells):
                text = as_text(cells[note.place], most=LONGEST_NOTE)
                if text != plain(row.note):
                    self._change(Change(f"n-{row_id}", row_id, row.name, "Anmärkning", None, row.note, text))
        except CellError as error:
            self._wrong(number, note, cells[note.place] if note else "", str(error), row.name)
        try:
            if lock and lock.place < len(cells) and not row.locked:
                locks = as_yes_or_no(cells[lock.place])
                if locks != row.locks:
                    before, after = ("1" if row.locks else ""), ("1" if locks else "")
                    self._change(Change(f"l-{row_id}", row_id, row.name, "Lås", None, before, after))
        except CellError as error:
            self._wrong(number, lock, cells[lock.place] if lock else "", str(error), row.name)

    def _amounts(self, number: int, cells: list[str], area: AreaGrid, name: str) -> list[tuple[int, Decimal, Column]]:
        """The kronor of each fund of the area that the row says something of; what is wrong is noted."""
        found = []
        for column in self.layout.columns:
            text = self._cell(cells, column)
            fund_id = column.funds.get(area.area_id)
            if column.holds is Holds.UNREAD:
                self._refuse_lost(number, column, text, name)
            if column.holds is not Holds.FUND:
                continue
            if fund_id is None:
                if text.strip() and self._amount(number, column, text, name):
                    self._wrong(number, column, text.strip(), OTHER_AREA, name)
            elif column.place >= len(cells):
                self._wrong(number, column, "", ROW_ENDS, name)
            elif (amount := self._amount(number, column, text, name)) is not None:
                found.append((fund_id, amount, column))
                self.sums[column.place] = self.sums.get(column.place, ZERO) + amount
        self.summed += 1
        total = sum((amount for _, amount, _ in found), ZERO)
        self._refuse_other_total(number, cells, total, name)
        if total > LARGEST:
            self._wrong(number, found[0][2], format_kronor(found[0][1], unit=False), TOO_MUCH, name)
        return found

    def _refuse_lost(self, number: int, column: Column, text: str, name: str) -> None:
        """Amounts that would get lost: under no heading, or to the right of the grid. Said once a column."""
        if column.title.startswith("kolumnen ") or column.place in self.wide or not text.strip():
            return
        try:
            as_amount(text)
        except CellError:
            return
        self.wide.add(column.place)
        self._wrong(number, column, text.strip(), NO_HEADING if self.layout.heading else TOO_WIDE, name)

    def _refuse_other_total(self, number: int, cells: list[str], total: Decimal, name: str) -> None:
        """Without headings, what stands to the right of the funds is their sum or the block is too wide."""
        column = self.layout.one(Holds.TOTAL)
        text = self._cell(cells, column)
        if self.layout.heading or column is None or not text.strip():
            return
        try:
            same = as_amount(text) == total
        except CellError:
            same = False
        if not same:
            self._wrong(number, column, text.strip(), TOO_WIDE, name)

    def _amount(self, number: int, column: Column, text: str, name: str) -> Decimal | None:
        try:
            return as_amount(text)
        except CellError as error:
            self._wrong(number, column, text.strip(), str(error), name)
            return None

    def _cell(self, cells: list[str], column: Column | None) -> str:
        return cells[column.place] if column and column.place < len(cells) else ""

    def _has_amounts(self, cells: list[str]) -> bool:
        return any(self._cell(cells, column).strip() for column in self.layout.amounts())

    def _equals_sums(self, cells: list[str]) -> bool:
        """Whether every amount is the sum of those above it, of two rows or more: a row of totals."""
        if self.summed < 2:
            return False
        told = []
        for column in self.layout.amounts():
            try:
                told.append((as_amount(self._cell(cells, column)), self.sums.get(column.place, ZERO)))
            except CellError:
                return False
        return any(amount for amount, _ in told) and all(amount == total for amount, total in told)

    def _wrong(self, number: int, column: Column | None, stood: str, why: str, row: str = "") -> None:
        self.bad.append(Bad(number, column.title if column else "", stood, why, row))
