"""Which activities a follow-up shows: those of an area, of a role, in a certain state. Written in the query string."""

from dataclasses import dataclass
from typing import Protocol


class Followed(Protocol):
    """What the choice asks of an activity's row (`decisions.forecast.ForecastRow`)."""

    @property
    def area(self) -> int: ...
    @property
    def role_ids(self) -> set[int]: ...
    @property
    def needs_comment(self) -> bool: ...
    @property
    def is_unexplained(self) -> bool: ...
    @property
    def is_uncovered(self) -> bool: ...
    @property
    def is_overspent(self) -> bool: ...


STATUSES = {
    "avvikelse": "Avvikelse över gränsen",
    "kommentar": "Kommentar saknas",
    "ej-tackt": "Ej täckt",
    "over": "Mer förbrukat än bokfört",
}


@dataclass(frozen=True)
class Selection:
    """`area` is a number, `role` an id with its name beside it, `status` a key of STATUSES; empty ones choose all."""

    area: int | None = None
    role: int | None = None
    role_name: str = ""
    status: str = ""

    @property
    def splits_activities(self) -> bool:
        """Whether activities of the same area may fall on both sides."""
        return bool(self.role or self.status)

    def lets_through(self, row: Followed) -> bool:
        return (
            self.area in (None, row.area)
            and (self.role is None or self.role in row.role_ids)
            and (not self.status or self._has_status(row))
        )

    def _has_status(self, row: Followed) -> bool:
        return {
            "avvikelse": row.needs_comment,
            "kommentar": row.is_unexplained,
            "ej-tackt": row.is_uncovered,
            "over": row.is_overspent,
        }[self.status]

    def in_words(self) -> tuple[str, ...]:
        words = []
        if self.area is not None:
            words.append(f"Område {self.area}")
        if self.role is not None:
            words.append(f"Ansvarig funktion {self.role_name}")
        if self.status:
            words.append(f"Läge: {STATUSES[self.status].lower()}")
        return tuple(words)
