"""What a block is held against: the names of functions, and the place where it is put down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from decisions.pasting.cells import folded, plain


@dataclass(frozen=True)
class Roles:
    """The functions by every name they have, folded: (id, name)."""

    by_name: Mapping[str, tuple[int, str]] = field(default_factory=dict)

    def read(self, text: str) -> tuple[list[tuple[int, str]], list[str]]:
        """The functions that a cell names, and the names that are none. A name may itself have a comma in it."""
        if folded(text) in self.by_name:
            return [self.by_name[folded(text)]], []
        known, unknown = [], []
        for part in text.replace("\n", ";").replace(",", ";").replace(" och ", ";").replace("/", ";").split(";"):
            if name := plain(part):
                found = self.by_name.get(folded(name))
                known.append(found) if found else unknown.append(name)
        return list(dict.fromkeys(known)), unknown


@dataclass(frozen=True)
class Place:
    """Where the block is put: the name of a field, and the rows of its area from top to bottom as the page shows them.
    Rows that do not exist yet (`ny…`) are written with `texts`, what their fields hold."""

    anchor: str = ""
    order: Sequence[str] = ()

    @property
    def row_id(self) -> str:
        return self.anchor.split("-")[1] if self.anchor.count("-") else ""
