"""The figures that somebody had before the eyes, carried by the form as text, and what has changed since."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from decisions.models import Decision, DecisionLine
from decisions.models.kinds import Kind
from decisions.movements import Moved
from grants.figures import ZERO, Book

LABELS = ("Bokfört", "Ändring", "Utfall")


@dataclass(frozen=True)
class Part:
    """One of the amounts that differ. `then` is None for what was not in the proposal."""

    label: str
    then: Decimal | None
    now: Decimal


@dataclass(frozen=True)
class Figure:
    """Kronor of an activity (key: its id) or of a fund's pool ("f" and the fund's): booked, the change, the outcome."""

    key: str
    name: str
    booked: Decimal
    change: Decimal
    outcome: Decimal = ZERO

    @property
    def amounts(self) -> tuple[Decimal, Decimal, Decimal]:
        return self.booked, self.change, self.outcome

    def since(self, then: tuple[Decimal, Decimal, Decimal] | None) -> tuple[Part, ...]:
        """The amounts that are not what they were; all of them where there were none."""
        before = then or (None, None, None)
        rows = zip(LABELS, before, self.amounts, strict=True)
        return tuple(Part(label, was, now) for label, was, now in rows if was != now)


@dataclass(frozen=True)
class Changed:
    """An activity or a pool whose figures are not those that were seen."""

    name: str
    parts: tuple[Part, ...]


def figures_of(decision: Decision, lines: Sequence[DecisionLine], book: Book) -> list[Figure]:
    """What the decision builds on. `lines` with `activity` and `shares__fund` at hand."""
    rows = [
        Figure(
            str(line.activity_id),
            str(line.activity),
            book.allocated(line.activity_id),
            line.amount.amount,
            book.outcome.get(line.activity_id, ZERO),
        )
        for line in lines
        if line.activity_id is not None
    ]
    return rows + _pools(decision, Moved.by(lines), book)


def _pools(decision: Decision, moved: Moved, book: Book) -> list[Figure]:
    found = []
    for pk, fund in moved.funds.items():
        change = moved.pool_change(pk)
        if decision.kind == Kind.ALLOCATION:
            change = max(change, -book.pool[pk])  # What a fund does not hold stays uncovered.
        if change:
            found.append(Figure(f"f{pk}", f"Ofördelat i {fund}", book.pool[pk], change))
    return found


def as_text(figures: Iterable[Figure]) -> str:
    return ";".join(f"{each.key}={'/'.join(map(str, each.amounts))}" for each in figures)


def changed_since(seen: str, figures: Iterable[Figure]) -> list[Changed]:
    """Those that are not what the text says, with what differs."""
    then = dict(_read(seen))
    found = [Changed(each.name, each.since(then.get(each.key))) for each in figures]
    return [each for each in found if each.parts]


def _read(seen: str) -> Iterable[tuple[str, tuple[Decimal, Decimal, Decimal]]]:
    for part in seen.split(";"):
        try:
            key, amounts = part.split("=")
            booked, change, outcome = amounts.split("/")
            yield key, (Decimal(booked), Decimal(change), Decimal(outcome))
        except (ValueError, ArithmeticError):
            continue  # The text comes from the browser: what cannot be read was not seen.
