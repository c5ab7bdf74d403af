"""A file of 100 000 rows on the page of a browser, with the web server and the worker that `config.serve` starts: until
the page shows what it would bring, and until it is taken in. Beside reading the file and COPY.

The progress is looked at and the page loaded anew in the middle of both; the memory of server and worker is watched.
"""

import os
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen
from urllib.parse import quote, urlencode

import psutil
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Locator, Page, expect, sync_playwright

from benchmarks.grid_keys import CHROMIUM, FLAGS
from benchmarks.harness import Job, Result, Spread
from benchmarks.outcome_import import MONTH, Month, Source, cells, csv_of, read_csv
from config import serve
from people.models import User

PATIENCE = 600_000
"""Milliseconds that the browser waits for the worker."""


def run(quick: bool) -> Iterator[Result]:
    rows = 3_000 if quick else 100_000
    month = Month(Source.made(), rows)
    content = csv_of(cells(rows, 0))
    with serving() as (address, memory), browsing(address, month.by) as page:
        steps = [_read(page, content), _taken_in(page, rows)]
    ours = sum(step.seconds for step in steps)
    bare = [Job(lambda _: month.copy(read_csv(content))).seconds() for _ in range(3)]
    facts = {step.name: f"{step.seconds:.1f} s, {step.seen}" for step in steps} | memory.facts
    yield Result(
        "outcome_page",
        f"{rows} rader CSV genom sidan, {len(content) // 1_000_000} MB",
        Spread.of([ours]),
        Spread.of(bare),
        Spread.of([ours / each for each in bare]),
        len(bare),
        facts=facts,
    )


@dataclass(frozen=True)
class _Step:
    name: str
    seconds: float
    seen: str


def _read(page: Page, content: bytes) -> _Step:
    """From the chosen file to the page that shows what it would bring."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "utfall.csv"
        file.write_bytes(content)
        page.get_by_label("Fil", exact=True).set_input_files(file)
        begun = time.perf_counter()
        page.get_by_role("button", name="Granska filen").click()
        done = page.get_by_role("button", name="Läs in")
        seen = _progress(page, done)
        expect(done).to_be_visible(timeout=PATIENCE)
        return _Step("read", time.perf_counter() - begun, seen)


def _taken_in(page: Page, rows: int) -> _Step:
    """From the confirmation to the page of the import."""
    begun = time.perf_counter()
    page.get_by_role("button", name=f"Läs in {rows} rader").click()
    done = page.get_by_text("gäller", exact=True)
    seen = _progress(page, done)
    expect(done).to_be_visible(timeout=PATIENCE)
    return _Step("taken_in", time.perf_counter() - begun, seen)


def _progress(page: Page, done: Locator) -> str:
    """What the bar shows of rows read, and what it shows when the page has been loaded anew; a small file is faster."""
    bar = page.get_by_role("status").filter(has_text="rader lästa")
    expect(bar.or_(done)).to_be_visible(timeout=PATIENCE)
    first = bar.all_inner_texts()
    page.reload()
    return f"{' '.join(first)} Loaded anew: {' '.join(bar.all_inner_texts())}"


@contextmanager
def browsing(address: str, user: User) -> Iterator[Page]:
    """The page where a file is chosen, as `user`."""
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        context.add_cookies([{"name": session.key, "value": session.value, "url": address}])
        page = context.new_page()
        page.goto(f"{address}/utfall/inlasning/?manad={MONTH:%Y-%m}")
        yield page
        browser.close()


@contextmanager
def serving() -> Iterator[tuple[str, "_Memory"]]:
    """Web server and worker as `make run` has them, on the database of this measurement."""
    with socket.socket() as probe:
        probe.bind((serve.HOST, 0))
        port = probe.getsockname()[1]
    os.environ |= {"DATABASE_URL": _database_url(), "DJANGO_SETTINGS_MODULE": "config.settings"}
    server = serve.start("gunicorn", *serve.web_server(port))
    worker = serve.start("django", "procrastinate", "worker")
    try:
        while not serve.is_taken(port):
            time.sleep(0.1)
        time.sleep(5)  # the worker's own start
        with _Memory(server, worker) as memory:
            yield f"http://{serve.HOST}:{port}", memory
    finally:
        serve.end([server, worker])


def _database_url() -> str:
    at = connection.settings_dict
    more = {name.lower(): at[name] for name in ("HOST", "PORT", "PASSWORD") if at[name]}
    return f"postgres://{quote(at['USER'])}@/{at['NAME']}?{urlencode(more)}"


@dataclass
class _Memory:
    """The resident memory of the largest web process and of the worker: when watching began, and at most."""

    server: Popen[bytes]
    worker: Popen[bytes]
    first: dict[str, int] = field(default_factory=dict)
    most: dict[str, int] = field(default_factory=dict)

    def __enter__(self) -> "_Memory":
        self.first = self._now()
        self.ended = threading.Event()
        self.watch = threading.Thread(target=self._watch)
        self.watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self.watch.join()

    def _watch(self) -> None:
        while not self.ended.wait(0.1):
            for name, size in self._now().items():
                self.most[name] = max(size, self.most.get(name, 0))

    def _now(self) -> dict[str, int]:
        web = [child.memory_info().rss for child in psutil.Process(self.server.pid).children()]
        return {"web": max(web, default=0), "worker": psutil.Process(self.worker.pid).memory_info().rss}

    @property
    def facts(self) -> dict[str, str]:
        return {
            f"memory_of_{name}": f"{self.first[name] // 2**20} MB before, {size // 2**20} MB at most"
            for name, size in self.most.items()
        }
