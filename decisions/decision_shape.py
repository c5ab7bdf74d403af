"""The parts of a decision's document, as data: what stands in its tables and lists. Kronor as Decimal."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from grants.figures import ZERO


@dataclass(frozen=True)
class Letterhead:
    name: str
    postal_address: str
    web: str


@dataclass(frozen=True)
class Share:
    fund: str
    amount: Decimal
    proposed: Decimal | None = None

    @property
    def asked(self) -> Decimal:
        """What was proposed, whatever was decided."""
        return self.amount if self.proposed is None else self.proposed


@dataclass(frozen=True)
class Line:
    """One activity: kronor before, the change and after; `proposed` only where the body decided something else."""

    activity: str
    roles: str
    before: Decimal
    change: Decimal
    after: Decimal
    proposed: Decimal | None
    locks: bool
    note: str
    shares: tuple[Share, ...]

    @property
    def asked(self) -> Decimal:
        """What was proposed, whatever was decided."""
        return self.change if self.proposed is None else self.proposed


@dataclass(frozen=True)
class PoolLine:
    """What is unallocated in an area that gives or takes. `proposed`: the change that was asked for; None where only
    what was decided is kept."""

    before: Decimal
    change: Decimal
    after: Decimal
    proposed: Decimal | None


@dataclass(frozen=True)
class AreaTable:
    """The lines of an area and what is unallocated there; the sums are of both."""

    number: int
    name: str
    reallocation_rule: str
    lines: tuple[Line, ...]
    before: Decimal
    change: Decimal
    after: Decimal
    pool: PoolLine | None = None

    @property
    def asked(self) -> Decimal | None:
        lines = sum((line.asked for line in self.lines), ZERO)
        if self.pool is None:
            return lines
        return None if self.pool.proposed is None else lines + self.pool.proposed


@dataclass(frozen=True)
class Numbered:
    number: int
    text: str


@dataclass(frozen=True)
class Point:
    """A numbered point; `proposed` where the body decided other words, "" where it added the point."""

    number: int
    text: str
    proposed: str | None = None


@dataclass(frozen=True)
class Departure:
    """A standard condition that is waived, or another one that is added, and why."""

    number: int
    name: str
    waived: bool
    reason: str


@dataclass(frozen=True)
class Wording:
    """Words of the corrected decision, before and after."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Reversal:
    """A booking that is reversed, and the kronor that are booked in its place, `to` another activity or the same."""

    booking: str
    fund: str
    amount: Decimal
    instead: Decimal
    to: str


@dataclass(frozen=True)
class Task:
    role: str
    text: str
    due: str
    to: str = ""


@dataclass(frozen=True)
class Part:
    """A section of the document that the decision rests on; `html` is cleaned prose and drawn tables."""

    number: str
    heading: str
    level: int
    html: str


@dataclass(frozen=True)
class Basis:
    kind: str
    title: str
    dated: datetime.date | None
    parts: tuple[Part, ...]
