"""Happenings in order, by day and by page. Pure."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.core import paginator
from django.utils import timezone

PER_PAGE = 50
Page = paginator.Page
SHOWN = 8
"""Changes of one happening that stand open; of more, the rest is unfolded."""


@dataclass(frozen=True)
class Happening:
    """One thing that happened. `on` is the day that counts, which for what is entered afterwards is not the day it was
    entered; `at` is when it was, and orders the happenings of a day. `changes`: sentences, from what to what."""

    on: datetime.date
    at: datetime.datetime
    title: str
    by: str = ""
    text: str = ""
    url: str = ""
    kind: str = ""
    changes: Sequence[str] = ()

    @property
    def clock(self) -> str:
        """ "16.05" of what was entered the day that it happened; "" of what is known by its day alone."""
        local = self.at.astimezone(timezone.get_current_timezone())
        return f"{local:%H.%M}" if local.date() == self.on and local.time() != datetime.time.min else ""

    @property
    def first_changes(self) -> Sequence[str]:
        return self.changes[:SHOWN]

    @property
    def more_changes(self) -> Sequence[str]:
        return self.changes[SHOWN:]


@dataclass(frozen=True)
class Day:
    on: datetime.date
    happenings: Sequence[Happening]


def newest_first(happenings: Iterable[Happening]) -> list[Happening]:
    """What happened at the same moment was read in its order, and stands in the opposite one."""
    oldest_first = sorted(happenings, key=lambda each: (each.on, each.at))
    return oldest_first[::-1]


def paged(happenings: Sequence[Happening], number: str | None) -> tuple[list[Day], Page]:
    """One page of happenings by day, and the page for `components/_pagination.html`."""
    page = paginator.Paginator(happenings, PER_PAGE).get_page(number)
    return [Day(on, list(found)) for on, found in groupby(page.object_list, key=lambda each: each.on)], page
