"""The browser's money parser answers as the server's does: the same amount or the same reason, for every case."""

import random
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from grants.kronor import KronorError, format_kronor, parse_kronor
from tests.grants.money_cases import ACCEPTED, FORMATTED, REFUSED, ore

MODULE = Path(__file__).resolve().parents[2] / "static" / "js" / "kronor.js"
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
PIECES = [
    "0",
    "1",
    "23",
    "456",
    "000",
    " ",
    "\u00a0",
    "\u202f",
    ",",
    ".",
    "-",
    "\u2212",
    "+",
    "kr",
    "mkr",
    "Tkr",
    "\u200b",
    "e6",
]


@pytest.fixture(scope="module")
def page():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page()
        exposed = "\nwindow.kronor = { parse, format };"
        page.add_script_tag(type="module", content=MODULE.read_text(encoding="utf-8") + exposed)
        page.wait_for_function("window.kronor !== undefined")
        yield page
        browser.close()


def in_browser(page, texts: list[str]) -> list[str]:
    """Öre as text, or the reason, of each text."""
    script = "texts => texts.map(text => { const got = kronor.parse(text); return got.message ?? got.toString(); })"
    return page.evaluate(script, texts)


def on_server(text: str) -> str:
    try:
        return str(ore(parse_kronor(text)))
    except KronorError as refusal:
        return str(refusal)


def seeded_texts(count: int) -> list[str]:
    """Amounts as written, and nearly amounts: the second kind reaches the refusals that nobody thought of."""
    source = random.Random(2020)  # noqa: S311 - the same cases every time
    amounts = [
        Decimal(source.randint(-(10 ** source.randint(1, 16)), 10 ** source.randint(1, 16))) / 100 for _ in range(count)
    ]
    written = [format_kronor(amount, unit=source.random() < 0.5) for amount in amounts]
    return written + ["".join(source.choices(PIECES, k=source.randint(1, 8))) for _ in range(10 * count)]


def test_reads_what_the_server_reads(page):
    assert in_browser(page, list(ACCEPTED)) == [str(ore(Decimal(amount))) for amount in ACCEPTED.values()]


def test_refuses_with_the_same_words(page):
    assert in_browser(page, list(REFUSED)) == list(REFUSED.values())


def test_answers_alike_on_seeded_texts(page):
    texts = seeded_texts(200)
    expected = [on_server(text) for text in texts]
    assert sum(answer.lstrip("-").isdigit() for answer in expected) > 250
    assert len({answer for answer in expected if not answer.lstrip("-").isdigit()}) > 8
    assert list(zip(texts, in_browser(page, texts), strict=True)) == list(zip(texts, expected, strict=True))


def test_writes_alike(page):
    source = random.Random(35)  # noqa: S311 - the same cases every time
    amounts = [Decimal(amount) for amount in FORMATTED]
    amounts += [Decimal(source.randint(-(10**14), 10**14)) / 100 for _ in range(100)]
    script = "ores => ores.flatMap(ore => [{}, {unit: true}, {sign: true}].map(how => kronor.format(BigInt(ore), how)))"
    expected = [
        format_kronor(amount, unit=how.get("unit", False), sign=how.get("sign", False))
        for amount in amounts
        for how in ({}, {"unit": True}, {"sign": True})
    ]
    assert page.evaluate(script, [str(ore(amount)) for amount in amounts]) == expected
