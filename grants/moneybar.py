"""The money bar and the figure of bars: what is spent, left, uncovered and over, as whole per cent for an SVG.

Pure functions of amounts in kronor. The drawing is the same on a page and in a PDF; the figures always stand beside it
in a table, since a bar only shows proportions.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from grants.splitting import split

ZERO = Decimal(0)
WORDS = {"spent": "förbrukat", "left": "kvar", "uncovered": "ej täckt", "over": "över bokfört"}
COLOURS = {"spent": "#1f5c4a", "left": "#8fb8a4", "uncovered": "#a01f26", "over": "#a01f26"}

ROW_HEIGHT = 46
TEXT_BASELINE = 14
BAR_TOP = 20
BAR_MIDDLE = 26


@dataclass(frozen=True)
class Part:
    kind: str  # spent, left, uncovered or over
    start: int  # per cent from the left
    width: int

    @property
    def end(self) -> int:
        return self.start + self.width

    @property
    def colour(self) -> str:
        return COLOURS[self.kind]


@dataclass(frozen=True)
class Bar:
    parts: tuple[Part, ...]  # widths sum to 100; none if there is no money
    text: str  # the bar in words


def bar(spent: Decimal, booked: Decimal, uncovered: Decimal = ZERO) -> Bar:
    """The bar of an activity, a fund or an area: outcome, what is booked, and what is decided without money behind it.

    Outcome below zero (a credit) is drawn as none. Outcome above what is booked is drawn as a part of its own.
    """
    spent = max(spent, ZERO)
    amounts = {
        "spent": min(spent, booked),
        "left": max(booked - spent, ZERO),
        "uncovered": max(uncovered, ZERO),
        "over": max(spent - booked, ZERO),
    }
    return _bar({kind: amount for kind, amount in amounts.items() if amount > 0})


def _bar(amounts: dict[str, Decimal]) -> Bar:
    if not amounts:
        return Bar((), "Inget beslutat och inget förbrukat")
    parts: list[Part] = []
    for kind, width in zip(amounts, _widths(list(amounts.values())), strict=True):
        parts.append(Part(kind, parts[-1].end if parts else 0, width))
    text = ", ".join(f"{WORDS[part.kind]} {part.width} procent" for part in parts)
    return Bar(tuple(parts), text[0].upper() + text[1:])


def _widths(amounts: Sequence[Decimal]) -> list[int]:
    """Whole per cent that sum to 100; what exists at all gets at least one, so that it can be seen."""
    widths = [int(width) for width in split(100, amounts)]
    for index, width in enumerate(widths):
        if width == 0:
            widths[widths.index(max(widths))] -= 1
            widths[index] = 1
    return widths


@dataclass(frozen=True)
class Row:
    """One bar of a figure; the heights are pixels from the top of the drawing."""

    label: str
    value: str
    parts: tuple[Part, ...]
    text_y: int
    bar_y: int
    middle_y: int


@dataclass(frozen=True)
class Figure:
    id: str
    title: str
    description: str
    rows: tuple[Row, ...]
    height: int


def figure(id: str, title: str, rows: Iterable[tuple[str, str, Bar]]) -> Figure:
    """Bars under each other: (label, value as text, bar). `id` is unique on the page; the rows make the description."""
    given = list(rows)
    drawn = tuple(
        Row(label, value, bar.parts, top + TEXT_BASELINE, top + BAR_TOP, top + BAR_MIDDLE)
        for top, (label, value, bar) in ((index * ROW_HEIGHT, row) for index, row in enumerate(given))
    )
    description = ". ".join(f"{label}: {value}, {_lower(bar.text)}" for label, value, bar in given) + "."
    return Figure(id, title, description, drawn, max(len(given) * ROW_HEIGHT, 1))


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]
