"""What a decision moves, as tables of a document of its case: by its kind, proposed beside decided where they differ.

Each table is text, ready to be drawn as HTML (`[[tabell belopp]]`, `[[tabell kalkyler]]`), or written as Markdown where
a document keeps what a proposal said on a day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from decisions.comparison import Comparison
from decisions.comparison_rows import Row
from decisions.models.kinds import Kind
from grants.figures import ZERO
from grants.kronor import format_kronor
from grants.models import DevelopmentArea


@dataclass(frozen=True)
class Cell:
    """`head` names the column where the table stands as a list, on a phone."""

    head: str
    text: str
    is_amount: bool


@dataclass(frozen=True)
class AmountTable:
    """`amounts`: how many of the last columns are kronor. `foot` is empty where nothing is summed."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    foot: tuple[str, ...] = ()
    amounts: int = 1
    lead: str = ""

    @property
    def first_amount(self) -> int:
        return len(self.heads) - self.amounts

    @property
    def drawn(self) -> list[list[Cell]]:
        return [self._cells(row) for row in self.rows]

    @property
    def drawn_foot(self) -> list[list[Cell]]:
        return [self._cells(self.foot)] if self.foot else []

    def _cells(self, row: tuple[str, ...]) -> list[Cell]:
        pairs = zip(self.heads, row, strict=True)
        return [Cell(head, text, at >= self.first_amount) for at, (head, text) in enumerate(pairs)]

    def markdown(self) -> str:
        ruled = ["---" if at < self.first_amount else "---:" for at in range(len(self.heads))]
        foot = tuple(f"**{cell}**" if cell else "" for cell in self.foot)
        rows = [self.heads, tuple(ruled), *self.rows, *([foot] if foot else [])]
        lines = [f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows]
        return "\n\n".join(filter(None, [self.lead, f"{self.caption}:", "\n".join(lines)]))


def amount_tables(page: Comparison) -> tuple[AmountTable, ...]:
    """Everything that the decision moves, locks, corrects or rewords."""
    return tuple(_tables(page))


def plan_tables(page: Comparison) -> tuple[AmountTable, ...]:
    """How each activity is financed when the grant ends."""
    return tuple(
        AmountTable(
            f"{plan.activity}, {plan.kind.lower()}: kostnad per år i verksamhetens egen budget, kronor",
            ("År", "Kostnad"),
            tuple((str(row.year), _kr(row.amount)) for row in plan.years),
            lead=f"Efter satsningen, {plan.activity}: {plan.text}",
        )
        for plan in page.plans
    )


def _tables(page: Comparison) -> Iterator[AmountTable]:
    if page.wordings:
        rows = tuple((each.name, each.before or "–", each.after or "–") for each in page.wordings)
        yield AmountTable("Ordalydelse före och efter rättelsen", ("Var", "Före", "Efter"), rows, amounts=0)
    if page.corrected_movements:
        yield _corrected(page)
    if page.is_locking:
        yield _locked(page)
    else:
        yield from _areas(page)
    if page.allotted:
        yield _allotted(page)


def _kr(amount: Decimal, *, sign: bool = False) -> str:
    return format_kronor(amount, unit=False, sign=sign)


def _corrected(page: Comparison) -> AmountTable:
    rows = tuple(
        (
            row.booking,
            str(row.movement.source.fund),
            _kr(row.movement.amount.amount),
            f"{_kr(row.amount.amount)}{f' till {row.activity}' if row.activity else ''}",
        )
        for row in page.corrected_movements
    )
    heads = ("Bokning", "Tilldelning", "Återförs", "Bokförs i stället")
    return AmountTable("Bokningar som återförs, och vad som bokförs i stället, kronor", heads, rows, amounts=2)


def _locked(page: Comparison) -> AmountTable:
    done = "låses" if page.decision.kind == Kind.LOCK else "låses upp"
    rows = tuple((str(row.activity), row.roles, str(row.activity.area)) for row in page.rows if row.activity)
    heads = ("Aktivitet", "Ansvarig funktion", "Område")
    return AmountTable(f"Aktiviteter som {done}", heads, rows, amounts=0)


def _areas(page: Comparison) -> Iterator[AmountTable]:
    within = [(area, page.rows_in(area)) for area in page.areas]
    tables = [(area, rows) for area, rows in within if rows or page.pool_beside(area)]
    for area, rows in tables:
        yield (_changed if page.shows_change else _given)(page, area, rows)
    if len(tables) > 1 and not page.shows_change:
        sums = [(str(area), _asked(rows), sum((row.change for row in rows), ZERO)) for area, rows in tables]
        rows_ = tuple((name, *_both(page, asked, decided)) for name, asked, decided in sums)
        total = _both(page, page.proposed_total, page.totals.change)
        heads = ("Område", *(("Föreslaget", "Beslutat") if page.is_altered else ("Belopp",)))
        yield AmountTable("Sammanlagt, kronor", heads, rows_, ("Summa", *total), amounts=len(total))


def _both(page: Comparison, asked: Decimal | None, decided: Decimal, *, sign: bool = False) -> tuple[str, ...]:
    """The decided amount, after the proposed one where something else was decided; "–" where that was not kept."""
    if not page.is_altered:
        return (_kr(decided, sign=sign),)
    return ("–" if asked is None else _kr(asked, sign=sign), _kr(decided, sign=sign))


def _asked(rows: list[Row]) -> Decimal:
    return sum((row.proposed for row in rows), ZERO)


def _given(page: Comparison, area: DevelopmentArea, rows: list[Row]) -> AmountTable:
    """An allocation: what each activity is given, and of which fund."""
    sums = ("Föreslaget", "Beslutat") if page.is_altered else ("Belopp",)
    heads = ("Aktivitet", "Ansvarig funktion", "Tilldelning", *sums)
    found = tuple(
        (
            f"{row.activity}{' (låses)' if row.line.locks else ''}",
            row.roles,
            ", ".join(f"{part.fund}{f' {_kr(part.change)}' if len(row.parts) > 1 else ''}" for part in row.parts),
            *_both(page, row.proposed, row.change),
        )
        for row in rows
    )
    total = _both(page, _asked(rows), sum((row.change for row in rows), ZERO))
    return AmountTable(f"Område {area}, kronor", heads, found, ("Summa", "", "", *total), amounts=len(total))


def _changed(page: Comparison, area: DevelopmentArea, rows: list[Row]) -> AmountTable:
    """Before, change, after; what is unallocated is a row where it gives or takes, so that the table balances."""
    pool = page.pool_beside(area)
    before = sum((row.before for row in rows), ZERO) + (pool.before if pool else ZERO)
    change = sum((row.change for row in rows), ZERO) + (pool.change if pool else ZERO)
    found = [
        (
            str(row.activity),
            row.roles,
            _kr(row.before),
            *_both(page, row.proposed, row.change, sign=True),
            _kr(row.after),
        )
        for row in rows
    ]
    proposed: Decimal | None = _asked(rows)
    if pool:
        given = _both(page, pool.proposed, pool.change, sign=True)
        found.append(("Ofördelat i området", "", _kr(pool.before), *given, _kr(pool.after)))
        proposed = None if pool.proposed is None else _asked(rows) + pool.proposed
    changes = ("Föreslagen ändring", "Beslutad ändring") if page.is_altered else ("Ändring",)
    heads = ("Aktivitet", "Ansvarig funktion", "Före", *changes, "Efter")
    foot = ("Summa", "", _kr(before), *_both(page, proposed, change, sign=True), _kr(before + change))
    return AmountTable(f"Område {area}, kronor", heads, tuple(found), foot, amounts=len(changes) + 2)


def _allotted(page: Comparison) -> AmountTable:
    """Between the state and the funds: what is allotted, or repaid."""
    repaid = page.decision.kind == Kind.REPAYMENT
    turned = -1 if repaid else 1
    signed = not repaid and not page.is_allotment
    rows = tuple(
        (str(part.fund), *_both(page, turned * part.proposed, turned * part.change, sign=signed))
        for part in page.allotted
    )
    asked = sum((part.proposed for part in page.allotted), ZERO)
    total = _both(page, turned * asked, turned * page.allotted_total, sign=signed)
    heads = ("Tilldelning", *(("Föreslaget", "Beslutat") if page.is_altered else ("Belopp",)))
    caption = "Återbetalas till staten, kronor" if repaid else "Kronor per tilldelning"
    return AmountTable(caption, heads, rows, ("Summa", *total), amounts=len(total))
