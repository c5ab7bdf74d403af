"""An account string (kontosträng): five parts in one text, so that a part is found again after it has been stored."""

from collections.abc import Sequence

from grants.models import ACCOUNT_PARTS

EMPTY = "–"
NBSP = "\u00a0"
PARTS = len(ACCOUNT_PARTS)
ACTIVITY = list(ACCOUNT_PARTS).index("activity_code")


def written(parts: Sequence[str]) -> str:
    """The parts with a space between; an empty one within is a dash, those at the end are left out."""
    shown = [part.strip().replace(" ", NBSP) or EMPTY for part in parts]
    while shown and shown[-1] == EMPTY:
        shown.pop()
    return " ".join(shown)


def parts_of(account_string: str) -> tuple[str, ...]:
    """The five parts, from `written`."""
    parts = ["" if part == EMPTY else part.replace(NBSP, " ") for part in account_string.split(" ") if part]
    return tuple([*parts, *[""] * PARTS][:PARTS])
