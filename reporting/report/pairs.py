"""The same rows of two reports, side by side."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

MISSING = "finns inte"


def pairs(filed: Iterable[Any], now: Iterable[Any], key: str | Callable[[Any], Any]) -> Iterator[tuple[Any, Any, Any]]:
    """Rows of the same key from both, in the order of now and then what is gone; None where one lacks it."""
    name = key if callable(key) else lambda row: getattr(row, key)
    old = {name(row): row for row in filed}
    new = {name(row): row for row in now}
    for each in [*new, *(each for each in old if each not in new)]:
        yield each, old.get(each), new.get(each)
