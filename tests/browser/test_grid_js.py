"""The parts of the grid's script that know of no page: they count as the server does, and write what Excel takes."""

import random
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, sync_playwright

from grants.splitting import SplitError, split
from tests.browser.conftest import CHROMIUM, FLAGS

SCRIPTS = Path(__file__).resolve().parents[2] / "static" / "js"
ADDRESS = "http://scripts.invalid/"
MODULES = ("splitting", "blocks", "history")


def served(route: Route) -> None:
    """The scripts' own files; a blank page for the rest."""
    path = route.request.url.removeprefix(ADDRESS)
    if path.endswith(".js"):
        route.fulfill(path=SCRIPTS / path, content_type="text/javascript")
    else:
        route.fulfill(body="<!doctype html><title>Tom</title>", content_type="text/html")


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page()
        page.route("**/*", served)
        page.goto(ADDRESS)
        for name in MODULES:
            page.evaluate(f"import('{ADDRESS}grid/{name}.js').then(module => {{ window.{name}_ = module; }})")
        yield page
        browser.close()


def seeded_splits(count: int) -> list[tuple[Decimal, list[Decimal]]]:
    """Amounts and keys of every size; many keys with equal weights, zeros and decimals, where a rule shows."""
    source = random.Random(570)  # noqa: S311 - the same cases every time
    cases = []
    for _ in range(count):
        amount = Decimal(source.randint(0, 10 ** source.randint(1, 13))).scaleb(-2) * source.choice([1] * 20 + [-1])
        places, most = source.randint(0, 6), source.choice([1, 3, 100, 10**7])
        weights = [Decimal(source.randint(0, most)).scaleb(-places) for _ in range(source.randint(0, 12))]
        cases.append((amount, [Decimal(f"{weight:f}") for weight in weights]))
    return cases


def on_server(amount: Decimal, weights: list[Decimal]) -> list[str] | str:
    try:
        return [str(int(part.scaleb(2))) for part in split(amount, weights)]
    except SplitError as refusal:
        return str(refusal)


def test_splits_as_the_server_does(page: Page) -> None:
    cases = [(Decimal("2912969"), [Decimal(57), Decimal(43)]), (Decimal("0.05"), [Decimal(1)] * 3), *seeded_splits(400)]
    sent = [[str(int(amount.scaleb(2))), [f"{weight:f}".replace(".", ",") for weight in key]] for amount, key in cases]
    found = page.evaluate(
        """cases => cases.map(([ore, texts]) => {
            const { weights } = splitting_.readWeights(texts);
            const { parts, message } = splitting_.split(BigInt(ore), weights);
            return message ?? parts.map(String);
        })""",
        sent,
    )
    expected = [on_server(*case) for case in cases]
    assert found == expected
    assert len([each for each in expected if isinstance(each, list)]) > 300
    assert {each for each in expected if isinstance(each, str)} == {
        "Beloppet är mindre än noll och går inte att fördela.",
        "Nyckeln är tom: det finns ingen att fördela på.",
        "Alla vikter i nyckeln är noll: det finns ingen att fördela på.",
    }


def test_reads_keys_and_per_cent(page: Page) -> None:
    cases = {
        "weights": [["1 234", "0,5"], ["7", ""], ["7", "x"], ["-1"], ["1,2,3"], ["1e3"], ["0,1234567890123"]],
        "percent": [["57", ""], ["57,5", "42,5"], ["57", "42"], ["60", "50", ""], ["50", "", ""], ["100", ""]],
    }
    found = page.evaluate(
        """({ weights, percent }) =>
            [...weights.map(splitting_.readWeights), ...percent.map(splitting_.readPercent)].map(
                ({ weights, message, place }) => weights?.map(String) ?? [message, place ?? null])""",
        cases,
    )
    number, hundred = "Skriv ett tal, till exempel 57 eller 12,5.", "Procenten ska bli 100 tillsammans."
    assert found[:7] == [["12340", "5"], ["7", "0"], [number, 1], [number, 0], [number, 0], [number, 0], [number, 0]]
    assert found[7:9] == [["57", "43"], ["575", "425"]]
    assert all(message.startswith(hundred) for message, _ in found[9:12])
    assert found[12] == ["100", "0"]


def test_writes_what_excel_takes(page: Page) -> None:
    amounts = page.evaluate(
        "ores => ores.map(ore => blocks_.amountText(BigInt(ore)))", ["126650850", "7", "-3000000", "0"]
    )
    assert amounts == ["1266508,50", "0,07", "-30000", "0"]
    block = [["=1+1", "två\tdelar", 'sa "ja"'], ["", "a\nb", "-5"]]
    text = page.evaluate("rows => blocks_.toClipboard(rows.map(row => row.map(blocks_.plainText)))", block)
    assert text == '\'=1+1\t"två\tdelar"\t"sa ""ja"""\r\n\t"a\nb"\t\'-5'
    singles = page.evaluate(
        "texts => texts.map(text => blocks_.singleValue(text) ?? null)", ["5\r\n", "5", "5\t6", "5\n6", ""]
    )
    assert singles == ["5", "5", None, None, ""]


def test_undoes_and_redoes_as_far_back_as_there_is(page: Page) -> None:
    told = page.evaluate(
        """() => {
            const past = new history_.History();
            for (let step = 0; step < 1000; step += 1) past.add(step);
            const back = [past.undo(), past.undo(), past.redo()];
            past.add("ny");
            const after = [past.canRedo, past.redo() ?? null, past.undo(), past.undo()];
            while (past.canUndo) past.undo();
            return [...back, ...after, past.undo() ?? null, past.redo()];
        }"""
    )
    assert told == [999, 998, 998, False, None, "ny", 998, None, 0]
