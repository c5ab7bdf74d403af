"""Today, from one place. BIDRAGSBOKEN_TODAY pins it, so that a demonstration stands in the middle of its year.

Sessions, audit stamps and the age of a heartbeat are about real time: they use Django's `timezone.now()`.
"""

import os
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import ImproperlyConfigured

VARIABLE = "BIDRAGSBOKEN_TODAY"
SWEDEN = ZoneInfo("Europe/Stockholm")


def today() -> date:
    """The date that every rule and every screen goes by. Raises ImproperlyConfigured if the pinned one is no date."""
    pinned = os.environ.get(VARIABLE)
    if not pinned:
        return datetime.now(SWEDEN).date()
    try:
        return date.fromisoformat(pinned)
    except ValueError as error:
        raise ImproperlyConfigured(f"{VARIABLE} ska vara ett datum som 2020-09-10, inte {pinned!r}.") from error


def day_of(at: datetime) -> date:
    """The Swedish day of a stamp. What lies after a today that is set by hand was done on that today."""
    return min(at.astimezone(SWEDEN).date(), today())


def hour() -> int:
    """The hour of the Swedish day, 0–23, by the real clock: for what runs at a time of day."""
    return datetime.now(SWEDEN).hour


def is_pinned() -> bool:
    """Whether today is set by hand; the pages then say so."""
    return bool(os.environ.get(VARIABLE))
