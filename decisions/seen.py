"""The figures that a decider had before the eyes, carried by the form as text, and what has changed since."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from decisions.comparison import Row
from grants.models import Activity


@dataclass(frozen=True)
class Changed:
    """An activity's figures when the page was opened, and now. None: it was not in the proposal then."""

    activity: Activity | None
    before_then: Decimal | None
    change_then: Decimal | None
    before_now: Decimal
    change_now: Decimal


def as_text(rows: Iterable[Row]) -> str:
    return ";".join(f"{row.line.activity_id}={row.before}/{row.change}" for row in rows)


def changed_since(seen: str, rows: Iterable[Row]) -> list[Changed]:
    """The activities whose figures are not those of the text."""
    then = dict(_read(seen))
    found = []
    for row in rows:
        was = then.get(row.line.activity_id or 0)
        if was != (row.before, row.change):
            before, change = was or (None, None)
            found.append(Changed(row.activity, before, change, row.before, row.change))
    return found


def _read(seen: str) -> Iterable[tuple[int, tuple[Decimal, Decimal]]]:
    for part in seen.split(";"):
        try:
            activity_id, amounts = part.split("=")
            before, change = amounts.split("/")
            yield int(activity_id), (Decimal(before), Decimal(change))
        except (ValueError, ArithmeticError):
            continue  # The text comes from the browser: what cannot be read was not seen.
