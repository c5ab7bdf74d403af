"""The figures that a decider had before the eyes, carried by the form as text, and what has changed since."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from decisions.comparison import Part, Row


@dataclass(frozen=True)
class Changed:
    """An activity's figures, or those of a fund's pool, when the page was opened, and now. None: it was not in the
    proposal then."""

    name: str
    before_then: Decimal | None
    change_then: Decimal | None
    before_now: Decimal
    change_now: Decimal


def as_text(rows: Iterable[Row], pools: Iterable[Part] = ()) -> str:
    """Activities by their ids, pools by "f" and the fund's."""
    found = [f"{row.line.activity_id}={row.before}/{row.change}" for row in rows]
    return ";".join(found + [f"f{pool.fund.pk}={pool.before}/{pool.change}" for pool in pools])


def changed_since(seen: str, rows: Iterable[Row], pools: Iterable[Part] = ()) -> list[Changed]:
    """The activities and pools whose figures are not those of the text."""
    then = dict(_read(seen))
    now = [(str(row.line.activity_id), str(row.activity), row.before, row.change) for row in rows]
    now += [(f"f{pool.fund.pk}", f"Ofördelat i {pool.fund}", pool.before, pool.change) for pool in pools]
    found = []
    for key, name, before, change in now:
        was = then.get(key)
        if was != (before, change):
            before_then, change_then = was or (None, None)
            found.append(Changed(name, before_then, change_then, before, change))
    return found


def _read(seen: str) -> Iterable[tuple[str, tuple[Decimal, Decimal]]]:
    for part in seen.split(";"):
        try:
            key, amounts = part.split("=")
            before, change = amounts.split("/")
            yield key, (Decimal(before), Decimal(change))
        except (ValueError, ArithmeticError):
            continue  # The text comes from the browser: what cannot be read was not seen.
