"""How near a day is: the one measure of what is late and what comes soon."""

import datetime
from dataclasses import dataclass

SOON_DAYS = 30


@dataclass(frozen=True)
class Countdown:
    day: datetime.date
    days_left: int

    @property
    def state(self) -> str:
        """overdue, soon or later: the word beside the colour is the template's."""
        if self.days_left < 0:
            return "overdue"
        return "soon" if self.days_left <= SOON_DAYS else "later"


def countdown(day: datetime.date | None, on: datetime.date) -> Countdown | None:
    return None if day is None else Countdown(day, (day - on).days)
