"""kill -9 of the web server in the middle of deciding, fifty times: each decision is whole or absent, and the ledger
holds afterwards.

The server is gunicorn, started as `config.serve` starts it, with the application loaded before its worker is forked so
that a new one comes at once. A client posts the page's form; SIGKILL reaches the worker at a moment of a seeded source,
counted in the time that a decision takes here, and twice it reaches the master and the worker together. Some are killed
as soon as the form is sent and some when the answer has come, so that both outcomes are seen wherever this runs.
"""

import http.client
import os
import random
import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from decimal import Decimal
from urllib.parse import quote, urlencode

import psutil
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client

from config import serve
from decisions import actions
from decisions.models import Decision, Event, Funding, Notification
from decisions.models.kinds import Status
from decisions.verification import breaches
from grants.models import Movement
from people.models import User
from tests import creators
from tests.creators import PASSWORD, TODAY, Example
from tests.decisions.snapshots import booked, total

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE, ANSWERED, IN_BETWEEN = 6, 6, 38
SECRET = "x" * 32
"""Of the CSRF cookie and, as it may be, of the form."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((serve.HOST, 0))
        return probe.getsockname()[1]


def database_url() -> str:
    """The test database, for another process."""
    at = connection.settings_dict
    more = {name.lower(): at[name] for name in ("HOST", "PORT", "PASSWORD") if at[name]}
    return f"postgres://{quote(at['USER'])}@/{at['NAME']}?{urlencode(more)}"


class Server:
    """gunicorn with one worker, and a browser signed in as `user`."""

    def __init__(self, user: User) -> None:
        self.port = free_port()
        browser = Client()
        browser.force_login(user)
        session = browser.cookies[settings.SESSION_COOKIE_NAME]
        self.cookie = f"{session.key}={session.value}; {settings.CSRF_COOKIE_NAME}={SECRET}"
        self.start()

    def start(self) -> None:
        self.master = serve.start(
            "gunicorn", *serve.web_server(self.port, workers=1), "--preload", "--log-level", "critical"
        )
        while not self._listens():
            assert self.master.poll() is None, "the server ended by itself"

    def _listens(self) -> bool:
        try:
            return self.ask("GET", "/halsa/") is not None
        except ConnectionRefusedError:
            wait([], timeout=0.05)
            return False

    def ask(self, method: str, path: str, **form: str) -> int | None:
        """The status of the answer; None if the server was killed before it came."""
        browser = http.client.HTTPConnection(serve.HOST, self.port, timeout=60)
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            browser.request(method, path, urlencode(form | {"csrfmiddlewaretoken": SECRET}), headers)
            return browser.getresponse().status
        except (ConnectionResetError, BrokenPipeError, http.client.RemoteDisconnected):
            return None
        finally:
            browser.close()

    def decide(self, proposal: Decision, seen: str) -> int | None:
        return self.ask("POST", f"/beslut/{proposal.pk}/besluta/", seen=seen, password=PASSWORD)

    def kill_worker(self) -> None:
        for worker in psutil.Process(self.master.pid).children():
            worker.kill()

    def kill(self) -> None:
        """Master and worker, at once."""
        os.killpg(self.master.pid, signal.SIGKILL)
        self.master.wait()


@contextmanager
def serving(user: User, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("DATABASE_URL", database_url())
    server = Server(user)
    try:
        yield server
    finally:
        if server.master.poll() is None:
            server.kill()


def is_whole(proposal: Decision, movements: int) -> bool:
    """Whether it was decided: with all that belongs to it. If not, nothing of it is there."""
    # The lock waits for what the killed process had sent, should the database still be at it.
    with transaction.atomic():
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


def test_fifty_times_killed_each_decision_is_whole_or_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    source = random.Random(2020)  # noqa: S311 - the same moments every time
    example, director, author = Example(), creators.director(), creators.officer()

    def propose() -> Decision:
        return example.submitted({example.alfa: -1, example.beta: 1}, by=author)

    moments = [0.0] * AT_ONCE + [float("inf")] * ANSWERED + [source.uniform(0, 1.2) for _ in range(IN_BETWEEN)]
    source.shuffle(moments)
    outcomes: list[bool] = []
    with serving(director, monkeypatch) as server, ThreadPoolExecutor(1) as browser:
        _, takes = _seconds(server, propose()), _seconds(server, propose())
        proposal = propose()
        for number, moment in enumerate(moments, start=1):
            movements = Movement.objects.count()
            answer: Future[int | None] = browser.submit(server.decide, proposal, actions.seen_token(proposal))
            wait([answer], timeout=None if moment == float("inf") else moment * takes)
            if number % 25:
                server.kill_worker()
            else:
                server.kill()
            # First the answer: a form that the killed worker had not taken is taken by the one that follows it.
            said = answer.result()
            outcomes.append(is_whole(proposal, movements))
            assert said in ({302, None} if outcomes[-1] else {None}), "the answer was not the truth"
            if number < len(moments):
                # The new worker's first answer: a redirect that reads the session, nothing else.
                _ = server.start() if number % 25 == 0 else server.ask("GET", "/logga-in/")
                proposal = propose() if outcomes[-1] else proposal
    assert booked(example.alfa) == Decimal(600 - 2 - outcomes.count(True))
    assert total(example.agreement) == 1100
    assert outcomes.count(True) >= ANSWERED
    assert outcomes.count(False) > 0
    assert breaches() == []
    print(f"{len(outcomes)} killed: {outcomes.count(True)} decided whole, {outcomes.count(False)} not at all")


def _seconds(server: Server, proposal: Decision) -> float:
    """How long deciding takes when nobody kills."""
    seen, began = actions.seen_token(proposal), time.monotonic()
    assert server.decide(proposal, seen) == 302
    return time.monotonic() - began
