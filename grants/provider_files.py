"""Files about providers, CSV or XLSX: their weights (a listing), or how much they have done (performances).

Pure: what a file says, row by row, or everything that is wrong with it by row and column. A provider that the register
does not know must say in a column of its own whether it is private or run by the region.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from grants.keyfile import parse_weight
from grants.models import Ownership, PriceItem, Provider
from grants.outcome.cells import as_text
from grants.outcome.refusals import BadRows, OutcomeRefused, RowError
from grants.outcome.sheets import Cell, Sheet, read_sheet

Value = TypeVar("Value")

NAMES = ("namn", "name", "utförare")
WEIGHTS = ("vikt", "weight", "listade", "listade patienter", "befolkning", "andel", "antal")
OWNERSHIPS = ("ägarform", "ownership")
NUMBERS = ("organisationsnummer", "orgnr")
OWNERSHIP_WORDS = {
    "privat": Ownership.PRIVATE,
    "private": Ownership.PRIVATE,
    "regiondriven": Ownership.REGION,
    "region": Ownership.REGION,
}
LONGEST_NAME = 160
LARGEST = Decimal(10) ** 11
MOST_DECIMALS = 6


class ProviderFileRefused(OutcomeRefused):
    """The file about providers cannot be read. Nothing has changed."""

    code = "provider_file"


@dataclass(frozen=True)
class Named:
    """A provider as the file names it. `ownership` is what the register or the file says."""

    name: str
    ownership: str
    organisation_number: str = ""


@dataclass(frozen=True)
class Listed(Named):
    weight: Decimal = Decimal(0)


@dataclass(frozen=True)
class Performed(Named):
    """`quantities`: how many of each item of the price list, by the item's id."""

    quantities: Mapping[int, int] = field(default_factory=dict)


def read_listing(content: bytes, register: Mapping[str, Provider]) -> list[Listed]:
    """Weights by provider. `register` holds the providers by name without regard to case. Raises OutcomeRefused, and
    BadRows with every error."""
    reader = _Reader(read_sheet(content), register)
    column = reader.column(WEIGHTS, "vikt")
    rows = [
        Listed(**reader.named(number, cells), weight=reader.value(number, cells, column, as_weight, Decimal(0)))
        for number, cells in reader.sheet.rows
    ]
    reader.refuse_errors()
    return rows


def read_performances(content: bytes, register: Mapping[str, Provider], items: Sequence[PriceItem]) -> list[Performed]:
    """Quantities by provider: one column for each item of a price list, with its name as heading. A supplement's
    quantity is a part of its performance's. Raises OutcomeRefused, and BadRows with every error."""
    reader = _Reader(read_sheet(content), register)
    columns = {item: reader.column((_folded(item.name),), item.name) for item in items}
    rows = []
    for number, cells in reader.sheet.rows:
        counted = {item: reader.value(number, cells, column, as_quantity, 0) for item, column in columns.items()}
        reader.refuse_supplements(number, counted)
        quantities = {item.pk: count for item, count in counted.items()}
        rows.append(Performed(**reader.named(number, cells), quantities=quantities))
    reader.refuse_errors()
    return rows


def as_weight(cell: Cell) -> Decimal:
    """A weight, zero or more, with at most six decimals. Raises ValueError in Swedish."""
    text = as_text(cell, longest=40)
    if not text:
        raise ValueError("vikten saknas. Skriv 0 om utföraren inte ska ha något.")
    weight = parse_weight(text)
    if weight >= LARGEST or weight != round(weight, MOST_DECIMALS):
        raise ValueError(f"vikten ”{text}” är för stor eller har fler än {MOST_DECIMALS} decimaler.")
    return weight


def as_quantity(cell: Cell) -> int:
    """A whole number, zero or more. Raises ValueError in Swedish."""
    weight = as_weight(cell)
    if weight != weight.to_integral_value() or weight > 1_000_000:
        raise ValueError(f"antalet ”{as_text(cell, longest=40)}” är inget helt tal upp till en miljon.")
    return int(weight)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


class _Reader:
    """One sheet: finds columns by heading, reads cells, and gathers what is wrong."""

    def __init__(self, sheet: Sheet, register: Mapping[str, Provider]) -> None:
        self.sheet, self.register = sheet, register
        self.errors: list[RowError] = []
        self.seen: dict[str, int] = {}
        self.heads = [_folded(head) for head in sheet.head]
        self.name_column = self.column(NAMES, "namn")
        self.ownership_column = self._found(OWNERSHIPS)
        self.number_column = self._found(NUMBERS)

    def column(self, names: Iterable[str], wanted: str) -> int:
        """Where the column stands. Raises ProviderFileRefused."""
        found = self._found(names)
        if found is None:
            heads = ", ".join(head for head in self.sheet.head if head) or "inga"
            raise ProviderFileRefused(
                f"Kolumnen {wanted} saknas. Rubrikerna i filen är: {heads}. Skriv rubriken {wanted}.", "no_column"
            )
        return found

    def _found(self, names: Iterable[str]) -> int | None:
        wanted = set(names)
        places = [index for index, head in enumerate(self.heads) if head in wanted]
        if len(places) > 1:
            raise ProviderFileRefused(
                f"Rubriken {self.sheet.head[places[1]]} passar två kolumner. Ta bort den ena.", "two_columns"
            )
        return places[0] if places else None

    def value(
        self, number: int, cells: Sequence[Cell], column: int, read: Callable[[Cell], Value], otherwise: Value
    ) -> Value:
        """The cell as `read` understands it; `otherwise` after an error, which is remembered."""
        try:
            return read(cells[column] if column < len(cells) else None)
        except ValueError as error:
            self.errors.append(RowError(number, self.sheet.head[column], str(error)))
            return otherwise

    def named(self, number: int, cells: Sequence[Cell]) -> dict[str, str]:
        name = " ".join(self.value(number, cells, self.name_column, _as_name, "").split())
        given = self._optional(number, cells, self.ownership_column).casefold()
        known = self.register.get(name.casefold())
        if name:
            self._refuse_twin(number, name)
            self._refuse_stranger(number, name, known, given)
        ownership = known.ownership if known else OWNERSHIP_WORDS.get(given, "")
        return {
            "name": known.name if known else name,
            "ownership": ownership,
            "organisation_number": self._optional(number, cells, self.number_column),
        }

    def _optional(self, number: int, cells: Sequence[Cell], column: int | None) -> str:
        if column is None:
            return ""
        return self.value(number, cells, column, lambda cell: as_text(cell, longest=20), "")

    def _refuse_twin(self, number: int, name: str) -> None:
        first = self.seen.setdefault(name.casefold(), number)
        if first != number:
            self._wrong(number, self.name_column, f"”{name}” står redan på rad {first}. Slå ihop raderna.")

    def _refuse_stranger(self, number: int, name: str, known: Provider | None, given: str) -> None:
        if given and given not in OWNERSHIP_WORDS:
            self._wrong(number, self.ownership_column, f"”{given}” är ingen ägarform. Skriv privat eller regiondriven.")
        elif known is None and not given:
            self._wrong(
                number,
                self.name_column,
                f"”{name}” finns inte i registret. Lägg upp utföraren, eller lägg till kolumnen Ägarform "
                "med privat eller regiondriven.",
            )
        elif known and given and OWNERSHIP_WORDS[given] != known.ownership:
            self._wrong(number, self.ownership_column, f"”{name}” är {known.get_ownership_display()} enligt registret.")
        elif known and not known.active:
            self._wrong(number, self.name_column, f"”{name}” används inte längre enligt registret.")

    def refuse_supplements(self, number: int, counted: Mapping[PriceItem, int]) -> None:
        by_key = {item.pk: (item, count) for item, count in counted.items()}
        for item, count in counted.items():
            if item.supplement_to_id is None:
                continue
            whole, most = by_key[item.supplement_to_id]
            if count > most:
                text = f"{count} är fler än {whole.name}, {most}. Tillägget gäller en del av dem."
                self.errors.append(RowError(number, item.name, text))

    def _wrong(self, number: int, column: int | None, text: str) -> None:
        self.errors.append(RowError(number, "" if column is None else self.sheet.head[column], text))

    def refuse_errors(self) -> None:
        if self.errors:
            raise BadRows(sorted(self.errors, key=lambda error: error.row))


def _as_name(cell: Cell) -> str:
    name = as_text(cell, longest=LONGEST_NAME).strip()
    if not name:
        raise ValueError("namnet saknas.")
    return name
