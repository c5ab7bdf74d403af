"""The grid in a browser: from a key to the totals that follow from it, beside rewriting one figure of the same page.

Both end when the browser has laid the page out again. The page is the server's own; its files are handed to the
browser without a network.
"""

import statistics
from collections.abc import Iterator
from pathlib import Path

from django.test import Client
from playwright.sync_api import Page, Route, sync_playwright

from benchmarks import data
from benchmarks.harness import Result, Spread
from benchmarks.pages import get

STATIC = Path(__file__).resolve().parent.parent / "static"
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
ADDRESS = "http://bench.invalid"
FRAME = 16
"""Milliseconds between two pictures on a screen: a total that comes within one is seen at once."""

PREPARE = """() => {
    window.keys = [];
    const total = document.querySelector("dl [data-key=left] [data-figure]");
    document.addEventListener("keydown", event => {
        const began = performance.now(), before = total.textContent;
        document.addEventListener("input", () => queueMicrotask(() => {
            document.body.offsetHeight;
            window.keys.push([performance.now() - began, before !== total.textContent]);
        }), { once: true });
    }, { capture: true });
    document.querySelector("td input[data-fund]").focus();
}"""

YARDSTICK = """times => {
    const figure = document.querySelector("dl [data-key=left] [data-figure]"), kept = figure.textContent, took = [];
    for (let turn = 0; turn < times; turn += 1) {
        const began = performance.now();
        figure.textContent = `${kept}${turn}`;
        document.body.offsetHeight;
        took.push(performance.now() - began);
    }
    figure.textContent = kept;
    return took;
}"""


def run(quick: bool) -> Iterator[Result]:
    drawn = [(activities, *_drawn(activities)) for activities in ((10,) if quick else (100, 1_000))]
    with sync_playwright() as playwright:  # within it Django refuses to ask the database
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for activities, path, html in drawn:
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            _hand_over(page, html, path)
            yield _measure(page, activities, pairs=5 if quick else 31)
            page.close()
        browser.close()


def _drawn(activities: int) -> tuple[str, bytes]:
    sized = data.sized_agreement(f"tangenter-{activities}", activities)
    path, client = f"/fordelning/{data.drafted(sized).pk}/", Client()
    client.force_login(sized.officer)
    return path, get(client, path)


def _hand_over(page: Page, html: bytes, path: str) -> None:
    def serve(route: Route) -> None:
        asked = route.request.url.removeprefix(ADDRESS)
        file = STATIC / asked.removeprefix("/static/")
        if asked == path:
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
        elif asked.startswith("/static/") and file.is_file():
            route.fulfill(path=file)
        else:
            route.fulfill(status=404)

    page.route("**/*", serve)
    page.goto(ADDRESS + path)
    page.wait_for_selector("[data-tools]:not([hidden])")


def _measure(page: Page, activities: int, *, pairs: int) -> Result:
    page.evaluate(PREPARE)
    page.evaluate(YARDSTICK, 5)
    timed = [_pair(page, turn) for turn in range(pairs + 2)][2:]
    ours, bare = zip(*timed, strict=True)
    return Result(
        "grid_keys",
        f"från tangent till summor, {activities} aktiviteter",
        Spread.of(list(ours)),
        Spread.of(list(bare)),
        Spread.of([mine / yardstick for mine, yardstick in timed]),
        pairs,
        facts={"cells": str(activities * data.FUNDS), "within_a_frame": _within(ours)},
    )


def _pair(page: Page, turn: int) -> tuple[float, float]:
    """Seconds of one key, and of one figure rewritten (the median of five, since the browser's clock is coarse)."""
    page.keyboard.press("Backspace" if turn % 2 else str(turn % 9 + 1))
    took, followed = page.evaluate("window.keys.at(-1)")
    assert followed, "the total did not follow the key"
    return took / 1000, max(statistics.median(page.evaluate(YARDSTICK, 5)), 0.05) / 1000


def _within(seconds: tuple[float, ...]) -> str:
    return f"{sum(each * 1000 < FRAME for each in seconds)} of {len(seconds)} keys under {FRAME} ms"
