"""kill -9 in the middle of deciding, fifty times: each decision is whole or absent, and the ledger holds afterwards.

A process is forked that decides, and is killed with SIGKILL: in forty rounds before a statement drawn from a seeded
source (or after the last one), in ten after a time drawn from it. Nothing of it gets to clean up.
"""

import os
import random
import select
import signal
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction

from decisions import actions
from decisions.models import Decision, Event, Funding, Notification
from decisions.models.decisions import Status
from decisions.verification import breaches
from grants.models import Movement
from tests import creators
from tests.creators import TODAY, Example
from tests.decisions.snapshots import booked, total

pytestmark = pytest.mark.django_db(transaction=True)

BY_STATEMENT, BY_TIME = 40, 10


def statements_of(decide: Callable[[], object]) -> int:
    """How many statements a decision takes."""
    seen = 0

    def count(execute: Callable[..., Any], *args: Any) -> Any:
        nonlocal seen
        seen += 1
        return execute(*args)

    with connection.execute_wrapper(count):
        decide()
    return seen


def killed_before(statement: int, decide: Callable[[], object]) -> None:
    """Runs in a process of its own: dies before that statement, or after all of them."""
    left = statement

    def count(execute: Callable[..., Any], *args: Any) -> Any:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*args)

    with connection.execute_wrapper(count):
        decide()
    os.kill(os.getpid(), signal.SIGKILL)


def in_a_process_of_its_own(job: Callable[[], object], *, killed_after: float | None = None) -> None:
    """Forks, and waits until the process has been killed: by itself, or from here after some seconds."""
    connection.close()  # Two processes must not share a connection.
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            connection.ensure_connection()
            os.write(writing, b"r")
            job()
        finally:
            os._exit(1)
    os.read(reading, 1)
    if killed_after is not None:
        select.select([], [], [], killed_after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    os.close(reading)
    os.close(writing)
    assert os.WIFSIGNALED(status), "the process ended by itself"
    assert os.WTERMSIG(status) == signal.SIGKILL


def is_whole(proposal: Decision, movements: int) -> bool:
    """Whether it was decided: with all that belongs to it. If not, nothing of it is there."""
    # The lock waits for what the killed process had sent, should the server still be at it.
    Decision.objects.select_for_update().filter(pk=proposal.pk).exists()
    proposal.refresh_from_db()
    decided = proposal.status == Status.DECIDED
    events = Event.objects.filter(decision=proposal, what=Event.What.DECIDED)
    parts = {
        "day": proposal.decided_on == TODAY,
        "mandate": proposal.mandate_id is not None,
        "movement": Movement.objects.count() == movements + 1,
        "fundings": Funding.objects.filter(line__decision=proposal).count() == 2,
        "event": events.count() == 1,
        "told": Notification.objects.filter(event__in=events).exists(),
    }
    assert set(parts.values()) == {decided}, parts
    assert decided or (Movement.objects.count() == movements and proposal.status == Status.SUBMITTED)
    return decided


def test_fifty_times_killed_each_decision_is_whole_or_absent() -> None:
    source = random.Random(2020)  # noqa: S311 - the same moments every time
    example, director, author = Example(), creators.director(), creators.officer()

    def propose() -> Decision:
        return example.submitted({example.alfa: -1, example.beta: 1}, by=author)

    first = propose()
    statements = statements_of(lambda: actions.decide(first, by=director, on=TODAY))
    moments: list[tuple[int, float | None]] = [(source.randint(1, statements + 6), None) for _ in range(BY_STATEMENT)]
    moments += [(10_000, source.uniform(0, 0.15)) for _ in range(BY_TIME)]
    proposal, outcomes = propose(), []
    for statement, seconds in moments:
        movements = Movement.objects.count()

        def job(proposal: Decision = proposal, statement: int = statement) -> None:
            killed_before(statement, lambda: actions.decide(proposal, by=director, on=TODAY))

        in_a_process_of_its_own(job, killed_after=seconds)
        with transaction.atomic():
            whole = is_whole(proposal, movements)
        outcomes.append(whole)
        proposal = propose() if whole else proposal
    assert booked(example.alfa) == Decimal(600 - 1 - outcomes.count(True))
    assert total(example.agreement) == 1100
    assert outcomes.count(True) > 1
    assert outcomes.count(False) > 25
    assert breaches() == []
