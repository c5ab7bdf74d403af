"""The follow-up of providers as data: what page, spreadsheet, CSV, JSON and PDF are drawn from. Kronor as Decimal."""

import dataclasses
import datetime
from dataclasses import dataclass
from decimal import Decimal

from grants.figures import ZERO


@dataclass(frozen=True)
class ProviderAmounts:
    """`fixed` is what the versions in force give: to private providers, who are paid, and to the region's own units.
    `to_pay` is what is left to pay the private ones; below zero they are to pay back. `replaced` are the estimates that
    `actual` has taken the place of, `difference` how much more the actual is. `left` is `fixed` less what the provider
    has accounted for."""

    fixed: Decimal = ZERO
    private: Decimal = ZERO
    own: Decimal = ZERO
    paid: Decimal = ZERO
    to_pay: Decimal = ZERO
    estimated: Decimal = ZERO
    actual: Decimal = ZERO
    replaced: Decimal = ZERO
    difference: Decimal = ZERO
    reported: Decimal = ZERO
    left: Decimal = ZERO

    def __add__(self, other: "ProviderAmounts") -> "ProviderAmounts":
        return ProviderAmounts(*(getattr(self, name) + getattr(other, name) for name in AMOUNTS))


AMOUNTS = tuple(field.name for field in dataclasses.fields(ProviderAmounts))


@dataclass(frozen=True)
class PartLine:
    """A provider's part of one distribution. `handling`: paid, an approved variance, or transferred; `basis`: estimated
    or actual; `report` says how far its own account has come."""

    distribution: int
    agreement: str
    area: int
    activity: str
    title: str
    version: int
    fixed_on: datetime.date
    handling: str
    basis: str
    report: str
    report_kind: str
    amounts: ProviderAmounts


@dataclass(frozen=True)
class ProviderLine:
    id: int
    name: str
    organisation_number: str
    amounts: ProviderAmounts
    parts: tuple[PartLine, ...]


@dataclass(frozen=True)
class OwnershipLines:
    """The private providers, or the region's own."""

    ownership: str
    name: str
    amounts: ProviderAmounts
    providers: tuple[ProviderLine, ...]


@dataclass(frozen=True)
class ProviderFollowUp:
    """`selection` says in words what is left out; empty when nothing is."""

    as_of: datetime.date
    selection: tuple[str, ...]
    totals: ProviderAmounts
    groups: tuple[OwnershipLines, ...]

    template = "pdf/provider_follow_up.html"
    heading = "Uppföljning av utförare"

    @property
    def subject(self) -> str:
        return "; ".join(("Fördelningar till utförare", *self.selection))

    @property
    def dated(self) -> datetime.date:
        return self.as_of

    @property
    def providers(self) -> tuple[ProviderLine, ...]:
        return tuple(row for group in self.groups for row in group.providers)

    @property
    def parts(self) -> tuple[tuple[ProviderLine, PartLine], ...]:
        return tuple((row, part) for row in self.providers for part in row.parts)

    def file_name(self, ending: str) -> str:
        return f"utforare-{self.as_of}{'-urval' if self.selection else ''}.{ending}"
