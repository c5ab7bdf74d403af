"""The report's figures: bars, and the burn-up of outcome month by month. Pure functions of the report's amounts.

A figure shows proportions; the amounts stand in the table that its note names, and in words for who does not see it.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from itertools import accumulate

from grants.kronor import format_kronor, format_mkr, format_month, format_percent
from grants.moneybar import Bar, bar
from grants.outcome.months import months_between
from reporting.report.shape import AreaPart, MonthOutcome

LONGEST_LABEL = 92
ROW_HEIGHT, TEXT_BASELINE, BAR_TOP, BAR_MIDDLE = 30, 10, 15, 19
"""Of a figure of bars, in pixels from the top of a row."""

MOST_BARS = 24
"""That fit on a page with the figure's heading."""

LEFT, RIGHT, TOP, BOTTOM = 14, 164, 8, 54
"""The plot of the burn-up within its 166 × 62 mm."""

MOST_SLOTS = 12
"""Month labels that fit beside each other."""


@dataclass(frozen=True)
class Caption:
    """A numbered table or figure of the document; `id` is what the lists at the front point at."""

    number: int
    id: str
    title: str


@dataclass(frozen=True)
class BarRow:
    label: str
    value: str
    bar: Bar
    top: int

    @property
    def text_y(self) -> int:
        return self.top + TEXT_BASELINE

    @property
    def bar_y(self) -> int:
        return self.top + BAR_TOP

    @property
    def middle_y(self) -> int:
        return self.top + BAR_MIDDLE


@dataclass(frozen=True)
class BarFigure:
    caption: Caption
    rows: tuple[BarRow, ...]
    note: str

    @property
    def height(self) -> int:
        return len(self.rows) * ROW_HEIGHT

    @property
    def words(self) -> str:
        """The figure for who does not see it."""
        rows = ". ".join(f"{row.label}: {row.value}. {row.bar.text}" for row in self.rows)
        return f"{self.caption.title}. {rows}."


@dataclass(frozen=True)
class Share:
    """A row of a figure: outcome out of a whole, kronor, as bar and in figures."""

    label: str
    outcome: Decimal
    whole: Decimal
    bar: Bar

    @property
    def value(self) -> str:
        """ "4 200 000 av 10 000 000 kr, 42 %"."""
        of = f"{format_kronor(self.outcome, unit=False)} av {format_kronor(self.whole)}"
        return f"{of}, {format_percent(self.outcome / self.whole, 0)}" if self.whole else of


def of_allotted(area: AreaPart) -> Share:
    """What an area has spent of what it is allotted."""
    spent, allotted = area.amounts.outcome, area.amounts.allotted
    return Share(f"{area.number}. {area.name}", spent, allotted, bar(spent, allotted))


def bar_figure(caption: Caption, shares: Iterable[Share], note: str) -> BarFigure:
    """Of more than fit on a page, which a figure cannot leave, those with the largest wholes; the note says so."""
    given = list(shares)
    largest = sorted(range(len(given)), key=lambda place: given[place].whole, reverse=True)[:MOST_BARS]
    rows = tuple(
        BarRow(_short(given[place].label), given[place].value, given[place].bar, index * ROW_HEIGHT)
        for index, place in enumerate(sorted(largest))
    )
    if len(rows) < len(given):
        note = f"De {len(rows)} största av {len(given)}. {note}"
    return BarFigure(caption, rows, note)


def _short(label: str) -> str:
    if len(label) <= LONGEST_LABEL:
        return label
    return f"{label[:LONGEST_LABEL].rsplit(' ', 1)[0]} …"


@dataclass(frozen=True)
class Mark:
    """Something on an axis: where, in millimetres, and what it says."""

    at: Decimal
    label: str


@dataclass(frozen=True)
class BurnUp:
    """Outcome added up month by month against what is allotted."""

    caption: Caption
    note: str
    steps: tuple[Mark, ...]
    months: tuple[Mark, ...]
    dots: tuple[tuple[Decimal, Decimal], ...]
    last: str
    allotted: Mark
    words: str

    left, right, bottom = LEFT, RIGHT, BOTTOM

    @property
    def line(self) -> str:
        return " ".join(f"{x},{y}" for x, y in self.dots)

    @property
    def area(self) -> str:
        """The line closed along the axis."""
        return f"{self.dots[0][0]},{BOTTOM} {self.line} {self.dots[-1][0]},{BOTTOM}"


def burn_up(
    caption: Caption, outcome: Sequence[MonthOutcome], *, until: datetime.date, allotted: Decimal, note: str
) -> BurnUp:
    """`outcome` has at least one month, in order; the axis runs on to the month of `until`."""
    slots = months_between(outcome[0].month, max(until, outcome[-1].month))
    sums = list(accumulate(row.amount for row in outcome))
    top = max(allotted, *sums, Decimal(1))
    step = _step(top)
    ceiling = step * (top / step).to_integral_value(ROUND_CEILING)
    width = Decimal(RIGHT - LEFT) / len(slots)
    centres = {month: _mm(LEFT + width * (index + Decimal("0.5"))) for index, month in enumerate(slots)}
    shown = -(-len(slots) // MOST_SLOTS)

    def height(amount: Decimal) -> Decimal:
        return _mm(BOTTOM - max(amount, Decimal(0)) / ceiling * (BOTTOM - TOP))

    told = ". ".join(
        f"{format_month(row.month)}: {format_kronor(sum_)}" for row, sum_ in zip(outcome, sums, strict=True)
    )
    return BurnUp(
        caption=caption,
        note=note,
        steps=tuple(Mark(height(step * n), _mkr(step * n)) for n in range(int(ceiling // step) + 1)),
        months=tuple(Mark(centres[month], format_month(month)) for month in slots[::shown]),
        dots=tuple((centres[row.month], height(sum_)) for row, sum_ in zip(outcome, sums, strict=True)),
        last=format_mkr(sums[-1]),
        allotted=Mark(height(allotted), f"Tilldelat {format_mkr(allotted)}"),
        words=f"{caption.title}. Tilldelat: {format_kronor(allotted)}. Utfallet till och med {told}.",
    )


def _step(top: Decimal) -> Decimal:
    """1, 2 or 5 times a power of ten, so that the axis has three to eight steps."""
    power = Decimal(1).scaleb((top / 4).adjusted())
    return next(power * times for times in (1, 2, 5, 10) if power * times * 8 >= top)


def _mkr(amount: Decimal) -> str:
    return format_mkr(amount, 0 if amount % 1_000_000 == 0 else 1, unit=False)


def _mm(length: Decimal) -> Decimal:
    return length.quantize(Decimal("0.01"))
