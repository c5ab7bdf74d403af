"""The picture of an activity's year: cumulative outcome and forecast as bars, the cumulative budget as lines.

Pure. Places across are per cent and heights pixels, so that nothing shrinks on a narrow screen. The table beside it has
the amounts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from decisions.forecast import MonthLine
from grants.kronor import format_kronor, format_month

HEIGHT, TOP = 150, 8
MOST_LABELS = 12


@dataclass(frozen=True)
class Column:
    """One month from `edge` to `right`: the bar from `bar_y` down, the budget's line at `budget_y`. Across in per cent,
    tenths as text."""

    edge: str
    left: str
    width: str
    middle: str
    right: str
    bar_y: int
    bar_height: int
    budget_y: int
    known: bool
    label: str


@dataclass(frozen=True)
class Chart:
    id: str
    title: str
    description: str
    columns: tuple[Column, ...]
    height: int
    label_y: int
    bottom: int


def chart(id: str, lines: Sequence[MonthLine], budget: Decimal) -> Chart:
    """`lines` of at least one month; `budget` is the current one of the whole period, kronor."""
    so_far = [line.forecast_so_far if line.outcome_so_far is None else line.outcome_so_far for line in lines]
    largest = max([*so_far, *(line.budget_so_far for line in lines), Decimal(1)])
    step = Decimal(100) / max(len(lines), 1)
    every = -(-len(lines) // MOST_LABELS)
    columns = []
    for index, (line, amount) in enumerate(zip(lines, so_far, strict=True)):
        top = _y(max(amount, Decimal(0)), largest)
        left = step * index
        columns.append(
            Column(
                _tenths(left),
                _tenths(left + step / 6),
                _tenths(step * 2 / 3),
                _tenths(left + step / 2),
                _tenths(left + step),
                top,
                TOP + HEIGHT - top,
                _y(line.budget_so_far, largest),
                line.outcome_so_far is not None,
                f"{line.month:%m}" if index % every == 0 else "",
            )
        )
    return Chart(
        id,
        "Utfall och prognos mot budget, ackumulerat månad för månad",
        _description(lines, budget),
        tuple(columns),
        TOP + HEIGHT + 22,
        TOP + HEIGHT + 16,
        TOP + HEIGHT,
    )


def _y(amount: Decimal, largest: Decimal) -> int:
    return TOP + HEIGHT - int((amount * HEIGHT / largest).quantize(Decimal(1), ROUND_HALF_UP))


def _tenths(place: Decimal) -> str:
    return f"{place.quantize(Decimal('0.1'), ROUND_HALF_UP)}"


def _description(lines: Sequence[MonthLine], budget: Decimal) -> str:
    known = [line for line in lines if line.outcome_so_far is not None]
    parts = [f"Budget för hela perioden {format_kronor(budget)}"]
    if known and known[-1].outcome_so_far is not None:
        last = known[-1]
        parts.append(
            f"utfall till och med {format_month(last.month)} {format_kronor(last.outcome_so_far or 0)}, "
            f"budget dit {format_kronor(last.budget_so_far)}"
        )
    if lines:
        parts.append(f"prognos {format_kronor(lines[-1].forecast_so_far)}")
    return ", ".join(parts) + "."
