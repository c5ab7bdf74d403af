"""What a workbook says, read and checked, before anything is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Fields = dict[str, Any]
"""The values of a row by the names of its columns' fields; empty cells are left out."""


@dataclass(frozen=True)
class Row:
    """A row of a sheet: its number there, and its fields."""

    number: int
    fields: Fields


@dataclass(frozen=True)
class Plan:
    """`new_roles` are names in the workbook that no role or alias has: they come into being with the agreement."""

    agreement: Fields
    areas: Sequence[Row]
    keys: Sequence[Row]
    funds: Sequence[Row]
    activities: Sequence[Row]
    payments: Sequence[Row]
    new_roles: Sequence[str] = ()

    @property
    def allotted(self) -> Decimal:
        """Kronor in all."""
        return sum((row.fields["allotted"] for row in self.funds if "allotted" in row.fields), Decimal(0))

    @property
    def unknown(self) -> list[str]:
        """The funds without an allotted amount."""
        return [row.fields["name"] for row in self.funds if "allotted" not in row.fields]

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many of each, as they are named on the screen."""
        return [
            ("områden", len(self.areas)),
            ("tilldelningar", len(self.funds)),
            ("aktiviteter", len(self.activities)),
            ("utbetalningar", len(self.payments)),
        ]
