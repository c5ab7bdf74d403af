"""Timing in pairs: what we measure and its yardstick take turns, so that a busy machine slows both alike.

A short job slips through where a long one has to share the processor. So the yardstick is repeated within its turn,
until its turn is about as long as ours.

A result is a ratio. Times are shown beside it to make the ratio understandable, not to be held against anything.
"""

import gc
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

MOST_REPEATS = 60


@dataclass(frozen=True)
class Job:
    """Something to time. What `prepare` returns is handed to `run`; preparing is not timed."""

    run: Callable[[Any], Any]
    prepare: Callable[[], Any] = lambda: None

    def seconds(self) -> float:
        given = self.prepare()
        begun = time.perf_counter()
        self.run(given)
        return time.perf_counter() - begun

    def mean_seconds(self, times: int) -> float:
        return sum(self.seconds() for _ in range(times)) / times

    def queries(self) -> int:
        given = self.prepare()
        with CaptureQueriesContext(connection) as captured:
            self.run(given)
        return len(captured)


@dataclass(frozen=True)
class Spread:
    median: float
    least: float
    most: float

    @classmethod
    def of(cls, values: list[float]) -> "Spread":
        return cls(statistics.median(values), min(values), max(values))


@dataclass(frozen=True)
class Result:
    """`ratio` is over the pairs: the median of ours / yardstick, the lowest and the highest. Times in seconds."""

    benchmark: str
    case: str
    ours: Spread
    yardstick: Spread
    ratio: Spread
    pairs: int
    queries: int | None = None
    target: float | None = None
    facts: dict[str, str] = field(default_factory=dict)


def compare(
    benchmark: str,
    case: str,
    ours: Job,
    yardstick: Job,
    *,
    pairs: int,
    target: float | None = None,
    count_queries: bool = True,
    **facts: str,
) -> Result:
    """Times both in turn, `pairs` times after two unmeasured rounds, the first of which counts the queries of ours."""
    queries = ours.queries() if count_queries else None
    yardstick.seconds()
    repeats = max(1, min(MOST_REPEATS, round(ours.seconds() / yardstick.seconds())))
    timed = [_pair(ours, yardstick, repeats) for _ in range(pairs)]
    return Result(
        benchmark,
        case,
        Spread.of([mine for mine, _ in timed]),
        Spread.of([bare for _, bare in timed]),
        Spread.of([mine / bare for mine, bare in timed]),
        pairs,
        queries,
        target,
        facts,
    )


def _pair(ours: Job, yardstick: Job, repeats: int) -> tuple[float, float]:
    gc.collect()
    return ours.seconds(), yardstick.mean_seconds(repeats)


@contextmanager
def own_database() -> Iterator[None]:
    """A new, migrated database beside the installation's own, dropped afterwards; one left by a killed run goes."""
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def statement(sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """Bare SQL; the rows, if it gives any."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters or None)
        return cursor.fetchall() if cursor.description else []
