"""A hundred activities in the grid, one person at work: what is written, pasted, sorted, split, undone, saved and sent
through a workbook is right to the last öre. How fast it goes is measured by `make bench`, not here."""

import random
import re
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from decisions import actions
from decisions.models import Decision, LineShare
from decisions.models.kinds import Body
from people.abilities import Profile
from tests import creators
from tests.browser.conftest import open_page
from tests.browser.test_grid import copied, key, left, paste

pytestmark = pytest.mark.django_db(transaction=True)

ROWS = 100
Amounts = dict[str, list[Decimal]]
"""Kronor by activity and column: Fri, Riktad."""


class Hundred:
    """One area with two funds of a million each, and a hundred activities that have nothing yet."""

    def __init__(self) -> None:
        agreement = creators.agreement()
        area = creators.area(agreement)
        self.funds = [creators.fund(area, "Fri"), creators.fund(area, "Riktad")]
        for fund in self.funds:
            creators.allot(fund, 1_000_000)
        self.role = creators.role("Projektledare")
        self.names = [f"Insats {number:03}" for number in range(1, ROWS + 1)]
        for name in self.names:
            creators.activity(area, name, responsible=self.role)
        self.officer = creators.user(Profile.OFFICER)
        case = creators.case(agreement)
        self.draft: Decision = actions.draft_allocation(
            agreement=agreement, case=case, body=Body.BOARD, title="Hundra", by=self.officer, on=creators.TODAY
        )

    def saved(self) -> Amounts:
        rows = LineShare.objects.filter(line__decision=self.draft).values_list("line__activity__name", "fund", "amount")
        found: Amounts = {}
        for name, fund, amount in rows:
            found.setdefault(name, [Decimal(0), Decimal(0)])[fund == self.funds[1].pk] = amount
        return found


def shown(page: Page) -> Amounts:
    """What stands in the cells, by the name of the row."""
    rows = page.evaluate(
        """[...document.querySelectorAll("tbody tr[data-row]:not(.new)")].map(row => [
            row.querySelector("th > span").textContent,
            ...[...row.querySelectorAll("input[data-fund]")].map(input => input.value)])"""
    )
    return {name: [number(text) for text in texts] for name, *texts in rows}


def number(text: str) -> Decimal:
    return Decimal(re.sub(r"[\s\u00a0]", "", text).replace(",", ".") or "0")


def in_swedish(amount: Decimal) -> str:
    return f"{amount:.2f}".replace(".", ",")


def sums(amounts: Amounts) -> list[Decimal]:
    return [sum((row[column] for row in amounts.values()), Decimal(0)) for column in (0, 1)]


def live(page: Page) -> list[Decimal]:
    """What the page says is left of each fund, and in all."""
    texts = [left(page, "Fri"), left(page, "Riktad"), key(page, "left")]
    return [number(text.split("\n")[0].replace("−", "-")) for text in texts]


def assert_right(page: Page, amounts: Amounts) -> None:
    """Each cell under its own activity, and what is left per fund and in all."""
    assert {name: row for name, row in shown(page).items() if any(row)} == {
        name: row for name, row in amounts.items() if any(row)
    }
    rest = [1_000_000 - total for total in sums(amounts)]
    assert live(page) == [*rest, sum(rest)]


def sort_by(page: Page, name: str) -> None:
    page.locator("thead button", has_text=name).click()


def test_a_hundred_activities(browser: Browser, live_server, tmp_path: Path) -> None:
    hundred, draw = Hundred(), random.Random(20200324)  # noqa: S311 (an order, no secret)
    page = open_page(browser, live_server, hundred.officer, f"/fordelning/{hundred.draft.pk}/")
    press, dialog = page.keyboard.press, page.get_by_role("dialog", name="Klistra in")
    table = page.get_by_role("grid")
    expect(table.get_by_role("row", name=re.compile("^Insats"))).to_have_count(ROWS)
    amounts: Amounts = {name: [Decimal(draw.randrange(1, 900_000)) / 100 for _ in (0, 1)] for name in hundred.names}

    # Pasted by name, in another order than the page's: each amount finds its row, after a preview.
    written = list(amounts.items())
    draw.shuffle(written)
    block = "Aktivitet\tRiktad\tFri\r\n" + "".join(
        f"{name}\t{in_swedish(row[1])}\t{in_swedish(row[0])}\r\n" for name, row in written
    )
    page.get_by_role("textbox", name=re.compile("^Insats 001.*Fri")).focus()
    paste(page, block)
    expect(dialog).to_contain_text("200")
    assert not any(any(row) for row in shown(page).values())
    dialog.get_by_role("button", name="Fyll i tabellen").click()
    assert_right(page, amounts)

    # The keys reach every row, and a whole column comes out as it stands.
    page.get_by_role("textbox", name=re.compile("^Insats 001.*Fri")).focus()
    for _ in range(ROWS - 1):
        press("ArrowDown")
    expect(page.get_by_role("textbox", name=re.compile("^Insats 100.*Fri"))).to_be_focused()
    page.get_by_role("textbox", name=re.compile("^Insats 001.*Fri")).focus()
    press("Control+Shift+ArrowDown")
    column = [number(text) for text in copied(page).split("\r\n")]
    assert column == [amounts[name][0] for name in hundred.names]

    # Sorted by amount, what is typed stays with its activity; undone and done again it is the same.
    sort_by(page, "Riktad")
    order = list(shown(page))
    assert order == sorted(hundred.names, key=lambda name: amounts[name][1])
    page.get_by_role("textbox", name=re.compile(f"^{order[0]}.*Riktad")).focus()
    before = {name: list(row) for name, row in amounts.items()}
    for name in order[:8]:
        amounts[name][1] += 1000
        page.keyboard.type(in_swedish(amounts[name][1]))
        press("Enter")
    sort_by(page, "Aktivitet")
    assert list(shown(page)) == hundred.names
    assert_right(page, amounts)
    page.get_by_role("textbox", name=re.compile("^Insats 050.*Fri")).focus()
    for _ in range(8):
        press("Control+z")
    assert_right(page, before)
    for _ in range(8):
        press("Control+y")
    assert_right(page, amounts)

    # Split over a hundred cells, the parts are whole kronor and sum to the amount.
    page.get_by_role("textbox", name=re.compile("^Insats 001.*Fri")).focus()
    press("Control+Shift+ArrowDown")
    page.get_by_role("button", name="Dela upp").click()
    split = page.get_by_role("dialog", name="Dela upp ett belopp")
    split.get_by_label("Belopp, kr").fill("123 457")
    split.get_by_label("lika").check()
    split.get_by_role("button", name="Fyll i tabellen").click()
    for row, each in zip(shown(page).values(), amounts.values(), strict=True):
        assert row[0] in {1234, 1235}
        each[0] = row[0]
    assert sums(amounts)[0] == 123_457
    assert_right(page, amounts)

    # Rows that are not there become new activities, and everything is saved at once.
    page.get_by_role("textbox", name=re.compile("^Insats 001.*Fri")).focus()
    paste(page, f"Aktivitet\tFri\tAnsvarig funktion\r\nNytt A\t11\t{hundred.role}\r\nNytt B\t22,50\t{hundred.role}\r\n")
    dialog.get_by_role("button", name="Fyll i tabellen").click()
    press("Control+s")
    expect(page.locator(".messages")).to_contain_text("Förslaget är sparat.")
    amounts |= {"Nytt A": [Decimal(11), Decimal(0)], "Nytt B": [Decimal("22.5"), Decimal(0)]}
    assert hundred.saved() == amounts
    assert_right(page, amounts)

    # Out as a workbook, changed there, and back through the same preview.
    with page.expect_download() as download:
        page.get_by_role("link", name="Hämta som Excel").click()
    back = tmp_path / "fordelning.xlsx"
    download.value.save_as(back)
    book = openpyxl.load_workbook(back)
    sheet = book["Fördelning"]
    head = [cell.value for cell in sheet[1]]
    by_name, by_fund = head.index("Aktivitet"), head.index("Riktad")
    for row in sheet.iter_rows(min_row=2):
        name = row[by_name].value
        if name in amounts and name.endswith("7"):
            row[by_fund].value = 777
            amounts[name][1] = Decimal(777)
    book.save(back)
    page.get_by_role("link", name="Klistra in eller läs in från Excel").click()
    page.locator("input[type=file]").set_input_files(back)
    page.get_by_role("button", name="Visa vad som ändras").last.click()
    expect(page.get_by_role("heading", name="Klistra in från Excel")).to_be_visible()
    assert sum(row[1] == 777 for row in hundred.saved().values()) == 0
    page.get_by_role("button", name="Spara ändringarna").click()
    expect(page.locator(".messages")).to_contain_text("Förslaget är sparat.")
    assert hundred.saved() == amounts
    assert_right(page, amounts)
