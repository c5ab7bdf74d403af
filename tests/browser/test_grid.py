"""The grid in a real browser: live sums, the keys, what is said aloud, what is kept when two save."""

import re
from dataclasses import dataclass
from decimal import Decimal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Dialog, Page, expect

from decisions import actions
from decisions.models import Decision, DecisionLine
from decisions.models.kinds import Body
from people.abilities import Profile
from people.models import User
from tests import creators
from tests.browser.conftest import open_page, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Case:
    """Two areas: Fri 1 000 and Öronmärkt 100 in the first, E-hälsa 500 in the second; Alfa has 600, Beta 130 + 200."""

    officer: User
    draft: Decision

    @property
    def path(self) -> str:
        return f"/fordelning/{self.draft.pk}/"

    def saved(self) -> dict[tuple[str, str], Decimal]:
        lines = (
            DecisionLine.objects.filter(decision=self.draft).prefetch_related("shares__fund").select_related("activity")
        )
        return {
            (line.activity.name, share.fund.name): share.amount.amount for line in lines for share in line.shares.all()
        }


@pytest.fixture
def case() -> Case:
    agreement = creators.agreement()
    one, two = creators.area(agreement, 1), creators.area(agreement, 2)
    free, earmarked = creators.fund(one, "Fri"), creators.fund(one, "Öronmärkt", earmarked=True)
    other = creators.fund(two, "E-hälsa")
    for fund, amount in ((free, 1000), (earmarked, 100), (other, 500)):
        creators.allot(fund, amount)
    alfa, beta = creators.activity(one, "Alfa"), creators.activity(one, "Beta")
    creators.activity(two, "Gamma")
    officer = creators.user(Profile.OFFICER, name="Olle Handläggare")
    draft = actions.draft_allocation(
        agreement=agreement,
        case=creators.case(agreement),
        body=Body.BOARD,
        title="Fördelning",
        by=officer,
        on=creators.TODAY,
    )
    rows = [
        actions.GridRow(alfa, {free.pk: Decimal(600)}),
        actions.GridRow(beta, {free.pk: Decimal(200), earmarked.pk: Decimal(130)}),
    ]
    draft = actions.save_grid(draft, rows=rows, version=draft.version, by=officer, on=creators.TODAY)
    return Case(officer, draft)


def cell(page: Page, activity: str, fund: str):
    return page.get_by_role("textbox", name=re.compile(rf"^{activity}.*{fund}"))


def key(page: Page, name: str) -> str:
    return page.locator(f"dl [data-key={name}] [data-figure]").inner_text().replace("\xa0", " ")


def left(page: Page, label: str) -> str:
    return page.locator("tr.left").locator(f"td[data-label='{label}, kr']").inner_text().replace("\xa0", " ")


def amounts(page: Page) -> list[str]:
    """What stands in the cells, row by row."""
    cells = "[...document.querySelectorAll('td input[data-fund]')].map(input => input.value)"
    return [text.replace("\xa0", " ") for text in page.evaluate(cells)]


def copied(page: Page) -> str:
    """What Ctrl+C would put on the clipboard."""
    return page.evaluate(
        """() => {
            const how = { clipboardData: new DataTransfer(), bubbles: true, cancelable: true };
            const event = new ClipboardEvent("copy", how);
            document.activeElement.dispatchEvent(event);
            return event.clipboardData.getData("text/plain");
        }"""
    )


def paste(page: Page, text: str) -> None:
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
            document.activeElement.dispatchEvent(event);
        }""",
        text,
    )


def test_sums_follow_each_key_and_errors_stand_beside_their_cell(browser: Browser, live_server, case: Case) -> None:
    page = open_page(browser, live_server, case.officer, case.path)
    live, asked = page.locator("[aria-live=polite][data-live]"), list[Dialog]()
    page.on("dialog", lambda dialog: (asked.append(dialog), dialog.accept()))
    assert (key(page, "left"), key(page, "over")) == ("670", "30")
    assert left(page, "Öronmärkt") == "−30\nför mycket"
    cell(page, "Beta", "Öronmärkt").fill("0,1 tkr")
    assert left(page, "Öronmärkt") == "0"
    assert (key(page, "planned"), key(page, "left"), key(page, "over")) == ("900", "700", "0")
    assert page.locator("tr", has_text="Beta").locator("[data-total]").inner_text() == "300"
    page.keyboard.press("Enter")
    expect(cell(page, "Beta", "Öronmärkt")).to_have_value("100")
    expect(live).to_have_text("Öronmärkt: 0\xa0kr kvar. Område 1: 200\xa0kr kvar. I allt: 700\xa0kr kvar.")
    page.keyboard.press("Control+z")
    expect(live).to_contain_text("Ångrat: ändringen. Öronmärkt: 30\xa0kr för mycket.")
    expect(page.locator("td.changed")).to_have_count(0)
    cell(page, "Alfa", "Fri").fill("1.234")
    page.keyboard.press("Tab")
    wrong = page.locator("td.invalid")
    expect(wrong).to_contain_text("En ensam punkt kan betyda både tusental och decimaler. Skriv 1 234 eller 1,23.")
    expect(wrong.locator("input")).to_have_attribute("aria-invalid", "true")
    expect(wrong.locator("input")).to_have_accessible_description(re.compile("En ensam punkt"))
    cell(page, "Alfa", "Fri").fill("-5")
    page.keyboard.press("Tab")
    expect(wrong).to_contain_text("Ett belopp i en fördelning kan inte vara mindre än noll.")
    cell(page, "Alfa", "Fri").fill("600")
    expect(wrong).to_have_count(0)
    expect(page.locator("[data-unsaved]")).to_contain_text("Allt sparas på en gång.")
    page.reload()
    assert asked == []
    cell(page, "Alfa", "Fri").fill("2")
    page.reload()
    assert len(asked) == 1


def test_the_keys_of_a_spreadsheet(browser: Browser, live_server, case: Case) -> None:
    page = open_page(browser, live_server, case.officer, case.path)
    press, typed = page.keyboard.press, page.keyboard.type
    alfa, beta = cell(page, "Alfa", "Fri"), cell(page, "Beta", "Fri")
    alfa.focus()
    press("ArrowDown")
    expect(beta).to_be_focused()
    press("ArrowRight")
    expect(cell(page, "Beta", "Öronmärkt")).to_be_focused()
    typed("7")
    press("Shift+Enter")
    expect(cell(page, "Alfa", "Öronmärkt")).to_be_focused()
    press("ArrowDown")
    expect(cell(page, "Beta", "Öronmärkt")).to_have_value("7")
    press("F2")
    typed("5")
    press("ArrowLeft")
    typed("0")
    expect(cell(page, "Beta", "Öronmärkt")).to_have_value("705")
    press("Escape")
    expect(cell(page, "Beta", "Öronmärkt")).to_have_value("7")
    press("Tab")
    expect(page.get_by_role("checkbox", name="Lås Beta")).to_be_focused()
    press("Shift+Tab")
    press("Home")
    expect(page.locator("tr", has_text="Beta").locator("th")).to_be_focused()
    press("Control+Home")
    expect(page.locator("tr", has_text="Alfa").locator("th")).to_be_focused()
    press("Control+ArrowDown")  # to the last activity, and then to the row for a new one
    expect(page.locator("tr", has_text="Beta").locator("th")).to_be_focused()
    press("Control+ArrowDown")
    expect(page.locator("tr.new summary").first).to_be_focused()
    press("ArrowRight")
    press("ArrowDown")
    expect(cell(page, "Gamma", "E-hälsa")).to_be_focused()
    press("Escape")
    press("Tab")  # Esc, then Tab leaves the table
    assert not page.evaluate("document.activeElement.matches('tbody input')")
    assert page.locator("table[data-area] [tabindex='0']").count() == 2  # one stop a table


def test_blocks_are_chosen_copied_emptied_undone_and_redone(browser: Browser, live_server, case: Case) -> None:
    page = open_page(browser, live_server, case.officer, case.path)
    press, before = page.keyboard.press, amounts(page)
    assert before == ["600", "", "200", "130", "", "", "", ""]
    cell(page, "Alfa", "Fri").click()
    press("Shift+ArrowDown")
    press("Shift+ArrowRight")
    expect(page.locator("[data-picked]")).to_have_text("4 celler markerade, summa 930\xa0kr")
    expect(page.locator("[aria-selected=true]")).to_have_count(4)
    assert copied(page) == "600\t\r\n200\t130"
    press("Delete")
    assert amounts(page)[:4] == ["", "", "", ""]
    press("Control+z")
    assert amounts(page) == before
    press("Control+y")
    assert amounts(page)[:4] == ["", "", "", ""]
    page.get_by_role("button", name="Ångra").click()
    cell(page, "Beta", "Öronmärkt").hover()
    cell(page, "Alfa", "Fri").click()
    page.mouse.down()
    cell(page, "Beta", "Fri").hover()
    page.mouse.up()
    paste(page, "1 266 508,50\r\n")  # one value into the whole block
    assert amounts(page)[:4] == ["1 266 508,50", "", "1 266 508,50", "130"]
    assert copied(page) == "1266508,50\r\n1266508,50"
    page.get_by_role("button", name="Lägg till en rad i område 1").click()
    page.keyboard.type("Delta")
    cell(page, "Ny aktivitet 2 i område 1", "Fri").fill("9")
    press("Enter")
    for _ in range(4):
        press("Control+z")
    assert amounts(page) == before
    for _ in range(4):
        press("Control+Shift+z")
    assert amounts(page)[6] == "9"
    expect(page.get_by_label("Namn").nth(1)).to_have_value("Delta")


def test_an_amount_is_split_and_rows_are_sorted_without_losing_what_is_written(
    browser: Browser, live_server, case: Case
) -> None:
    page = open_page(browser, live_server, case.officer, case.path)
    press, split = page.keyboard.press, page.get_by_role("button", name="Dela upp")
    split.click()
    expect(page.locator("[data-tool-message]")).to_contain_text("Markera först två belopp")
    cell(page, "Alfa", "Fri").click()
    press("Shift+ArrowDown")
    split.click()
    dialog = page.get_by_role("dialog", name="Dela upp ett belopp")
    expect(dialog.get_by_label("Belopp, kr")).to_have_value("800")
    assert_accessible(page)
    page.keyboard.type("1000,01")  # over what is suggested
    dialog.get_by_role("textbox", name="Andel Alfa, Fri").fill("33,3")
    expect(dialog.locator("[data-part]")).to_have_text(["333", "667,01"])
    dialog.get_by_role("textbox", name="Andel Beta, Fri").fill("50")
    expect(dialog.get_by_role("status")).to_contain_text("Procenten ska bli 100 tillsammans.")
    dialog.get_by_label("efter en nyckel").check()
    expect(dialog.locator("[data-part]")).to_have_text(["400", "600,01"])
    dialog.get_by_role("button", name="Fyll i tabellen").click()
    expect(cell(page, "Alfa", "Fri")).to_have_value("400")
    assert amounts(page)[:4] == ["400", "", "600,01", "130"]
    page.locator("thead button", has_text="Fri").click()
    page.locator("thead button", has_text="Fri").click()
    expect(page.get_by_role("columnheader", name="Fri, kr")).to_have_attribute("aria-sort", "descending")
    assert amounts(page)[:4] == ["600,01", "130", "400", ""]
    expect(page.locator("[aria-selected=true]")).to_have_count(2)
    cell(page, "Beta", "Fri").focus()
    press("Control+z")
    assert amounts(page)[:4] == ["200", "130", "600", ""]
    page.reload()
    assert amounts(page)[:4] == ["600", "", "200", "130"]  # sorted again: the largest first
    page.get_by_role("button", name="ansvarig funktion").first.click()
    expect(page.locator("th[aria-sort=ascending]")).to_have_count(1)
    press("Control+s")
    expect(page.locator(".messages")).to_contain_text("Förslaget är sparat.")
    assert case.saved() == {("Alfa", "Fri"): 600, ("Beta", "Fri"): 200, ("Beta", "Öronmärkt"): 130}


def test_a_block_is_pasted_after_its_preview_and_undone_as_one(browser: Browser, live_server, case: Case) -> None:
    role = creators.role("Projektledare")
    page = open_page(browser, live_server, case.officer, case.path)
    before, dialog = amounts(page), page.get_by_role("dialog", name="Klistra in")
    cell(page, "Alfa", "Fri").focus()
    paste(page, "70\t1.234\r\n80\t9\r\n")
    expect(dialog).to_contain_text("En ensam punkt kan betyda både tusental och decimaler.")
    expect(dialog.get_by_role("button", name="Fyll i tabellen")).to_be_hidden()
    assert_accessible(page)
    dialog.get_by_role("button", name="Stäng").click()
    assert amounts(page) == before
    page.keyboard.press("Home")
    paste(page, f"Aktivitet\tFri\tAnsvarig funktion\r\nBeta\t55,5\t\r\nDelta\t40\t{role.name}\r\n")
    dialog.get_by_role("button", name="Fyll i tabellen").click()
    expect(cell(page, "Beta", "Fri")).to_have_value("55,50")
    expect(cell(page, "Ny aktivitet i område 1", "Fri")).to_have_value("40")
    page.keyboard.press("Control+z")
    assert amounts(page) == before
    page.keyboard.press("Control+y")
    page.keyboard.press("Control+s")
    expect(page.locator(".messages")).to_contain_text("Förslaget är sparat.")
    assert case.saved()["Beta", "Fri"] == Decimal("55.5")
    assert case.saved()["Delta", "Fri"] == 40


def test_a_plain_form_without_javascript(browser: Browser, live_server, case: Case) -> None:
    page = open_page(browser, live_server, case.officer, case.path, script=False)
    role = creators.role("Projektledare")
    page.reload()
    cell(page, "Alfa", "Fri").fill("2,5 tkr")
    page.get_by_text("Ny aktivitet i område 2").click()
    added = page.locator("tr.new").nth(1)
    added.get_by_label("Namn").fill("Delta")
    added.get_by_label("Ansvarig funktion").select_option(str(role.pk))
    cell(page, "Ny aktivitet i område 2", "E-hälsa").fill("400")
    page.get_by_role("button", name="Spara").click()
    expect(page.locator(".messages")).to_contain_text("Förslaget är sparat.")
    assert case.saved()["Alfa", "Fri"] == 2500
    assert case.saved()["Delta", "E-hälsa"] == 400
    assert (key(page, "planned"), key(page, "left")) == ("3 230", "−1 630")


def test_two_who_save_are_both_heard(browser: Browser, live_server, case: Case) -> None:
    nils = creators.user(Profile.OFFICER, name="Nils Nyman")
    mine, theirs = (open_page(browser, live_server, user, case.path) for user in (case.officer, nils))
    cell(theirs, "Beta", "Fri").fill("210")
    theirs.get_by_role("button", name="Spara").click()
    expect(theirs.locator(".messages")).to_contain_text("sparat")
    cell(mine, "Alfa", "Fri").fill("650")
    mine.get_by_role("button", name="Spara").click()
    conflict = mine.locator("table.conflict")
    expect(conflict).to_contain_text("Sparat av Nils Nyman: 210\xa0kr")
    expect(conflict).to_contain_text("Ditt värde: 200\xa0kr")
    expect(conflict).to_contain_text("Ditt värde: 650\xa0kr")
    expect(cell(mine, "Alfa", "Fri")).to_have_value("650")
    assert_accessible(mine)
    mine.get_by_role("button", name="Spara").click()
    expect(mine.locator(".messages")).to_contain_text("sparat")
    assert case.saved() == {("Alfa", "Fri"): 650, ("Beta", "Fri"): 210, ("Beta", "Öronmärkt"): 130}

    # A session that has ended, or is somebody else's by now, loses nothing of what is written.
    cell(mine, "Alfa", "Fri").fill("660")
    mine.context.set_offline(True)
    mine.get_by_role("button", name="Spara").click()
    not_sent = mine.get_by_role("dialog", name="Det gick inte att skicka")
    expect(not_sent).to_contain_text("Servern svarar inte.")
    not_sent.get_by_role("button", name="Tillbaka").click()
    mine.context.set_offline(False)
    mine.context.clear_cookies()
    mine.get_by_role("button", name="Spara").click()
    expect(not_sent).to_contain_text("Du har blivit utloggad.")
    not_sent.get_by_role("button", name="Tillbaka").click()
    sign_in(mine.context, live_server, nils)
    mine.keyboard.press("Control+s")
    expect(not_sent).to_contain_text("Någon annan har loggat in")
    not_sent.get_by_role("button", name="Tillbaka").click()
    sign_in(mine.context, live_server, case.officer)
    with mine.expect_navigation():
        mine.get_by_role("button", name="Spara").click()
    assert case.saved()["Alfa", "Fri"] == 660


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_sticks_out_and_axe_finds_nothing(browser: Browser, live_server, case: Case, width: int) -> None:
    page = open_page(browser, live_server, case.officer, case.path, width=width)
    cell(page, "Alfa", "Fri").fill("1e6")
    page.keyboard.press("Tab")
    page.get_by_text("Ny aktivitet i område 1").click()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert_accessible(page)


@pytest.mark.parametrize("path", ["{path}", "{path}aterta/", "/overenskommelser/{slug}/fordelning/"])
def test_the_pages_around_are_accessible(browser: Browser, live_server, case: Case, path: str) -> None:
    officer = case.officer
    address = path.format(path=case.path, slug=case.draft.agreement.slug)
    assert_accessible(open_page(browser, live_server, officer, address, width=390))


def test_recording_is_accessible(browser: Browser, live_server, case: Case) -> None:
    actions.submit(case.draft, by=case.officer, on=creators.TODAY)
    registrar = creators.user(Profile.REGISTRAR)
    page = open_page(browser, live_server, registrar, f"/beslut/{case.draft.pk}/registrera/", width=390)
    assert_accessible(page)
    page.get_by_role("button", name="Registrera").click()
    expect(page.locator(".error-summary")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert_accessible(page)
    assert_accessible(open_page(browser, live_server, registrar, case.path))


def assert_accessible(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
