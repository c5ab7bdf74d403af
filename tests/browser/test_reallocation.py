"""A manager proposes and the regiondirektör decides, each with a keyboard alone, at a desk and on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from decisions.models import Decision
from decisions.models.kinds import Status
from people.abilities import Profile
from tests import creators
from tests.browser.conftest import open_page
from tests.browser.keyboard import Keyboard
from tests.decisions.snapshots import booked

pytestmark = pytest.mark.django_db(transaction=True)


class NearbyCare:
    """Area 1 of the agreement of 2020 in short: 15 074 397 kr, of which 74 397 are left in the pool."""

    def __init__(self) -> None:
        self.agreement = creators.agreement("god-och-nara-vard-2020", name="God och nära vård 2020")
        self.area = creators.area(self.agreement, name="Nära vården med fokus på primärvården")
        self.fund = creators.fund(self.area, "Nära vård/primärvård")
        creators.allot(self.fund, 15_074_397)
        self.role = creators.role("Hälso- och sjukvårdsdirektör")
        self.flows = creators.activity(self.area, "Effektiva vårdflöden", responsible=self.role)
        self.home = creators.activity(self.area, "Hemmonitorering", responsible=self.role)
        self.decision = creators.decided_allocation(
            {self.flows: {self.fund: 10_000_000}, self.home: {self.fund: 5_000_000}}
        )
        creators.mandate(self.agreement, self.decision)
        creators.spent(self.home, 4_310_000)
        self.manager = creators.user(Profile.MANAGER, name="Maja Chef")
        creators.tenure(self.role, self.manager)
        self.director = creators.director()


def accessible(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def new_path(case: NearbyCare) -> str:
    return f"/omfordelning/ny/?agreement={case.agreement.slug}&area=1"


@pytest.mark.parametrize(("manager", "director"), [(1280, 390), (390, 1280)])
def test_propose_and_decide_with_a_keyboard_alone(browser, live_server, manager, director):
    """`manager` and `director`: how many pixels wide each one's window is."""
    case = NearbyCare()
    proposes(case, open_page(browser, live_server, case.manager, new_path(case), width=manager))
    proposal = Decision.objects.get(status=Status.SUBMITTED)
    decides(open_page(browser, live_server, case.director, "/att-besluta/", width=director))
    assert (booked(case.flows), booked(case.home)) == (8_000_000, 7_000_000)
    proposal.refresh_from_db()
    assert proposal.status == Status.DECIDED


def proposes(case: NearbyCare, page: Page) -> None:
    """What cannot be read, and what is still wanting, is said while one writes."""
    accessible(page)
    keys = Keyboard(page)
    keys.write("Ändring för Effektiva vårdflöden", "1,234.50")
    page.keyboard.press("Tab")
    expect(page.locator("[data-wrong]").first).to_contain_text("Skriv blanksteg mellan tusental")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type("-2 mkr")
    expect(page.get_by_label("Ny summa för Effektiva vårdflöden")).to_have_value("8\u00a0000\u00a0000")
    expect(page.locator("[data-net]")).to_have_text("−2\u00a0000\u00a0000")
    left = "2\u00a0000\u00a0000\u00a0kr är ännu inte lagda på någon aktivitet."
    expect(page.locator("[data-sentence]")).to_contain_text(left)
    keys.write("Ny summa för Hemmonitorering", "7 000 000")
    keys.write("Skäl", "Upphandlingen är försenad; hemmonitoreringen kan växa redan i höst.")
    expect(page.locator("[data-sentence]")).to_have_text(
        "2\u00a0000\u00a0000\u00a0kr från Effektiva vårdflöden till Hemmonitorering."
    )
    keys.press("Lämna in")
    page.wait_for_url("**/beslut/*/")
    accessible(page)


def decides(page: Page) -> None:
    """From the queue, at the second try: the first password is wrong."""
    accessible(page)
    keys = Keyboard(page)
    keys.tab_to("från Effektiva vårdflöden till Hemmonitorering")
    page.keyboard.press("Enter")
    page.wait_for_url("**/beslut/*/")
    accessible(page)
    for words in ("10 000 000", "8 000 000", "5 000 000", "7 000 000", "74 397 kr", "4 310 000"):
        expect(page.locator("main")).to_contain_text(words.replace(" ", "\u00a0"))
    button = page.get_by_role("button", name="Besluta")
    assert button.bounding_box()["y"] < 2 * 844  # all that the director needs, within two screens
    assert button.bounding_box()["height"] >= 44
    keys.write("Ditt lösenord", "fel")
    keys.press("Besluta", "Space")
    expect(page.get_by_role("alert")).to_contain_text("Lösenordet stämmer inte. Inget är beslutat.")
    assert page.evaluate("document.activeElement.matches('.error-summary')")  # what went wrong is read first
    accessible(page)
    keys.press("Ditt lösenord")  # the link of the summary leads to its field
    assert page.evaluate("document.activeElement.name") == "password"
    page.keyboard.type(creators.PASSWORD)
    keys.press("Besluta")
    expect(page.get_by_role("status").first).to_contain_text("är beslutad och bokförd")
    accessible(page)


def test_without_script_a_refused_proposal_is_kept(browser, live_server):
    case = NearbyCare()
    page = open_page(browser, live_server, case.manager, new_path(case), script=False)
    page.get_by_label("Ändring för Effektiva vårdflöden").fill("-10 000 001")
    page.get_by_label("Ändring för Hemmonitorering").fill("10 000 001")
    page.get_by_label("Skäl").fill("Behov.")
    page.get_by_role("button", name="Lämna in").click()
    expect(page.get_by_role("alert")).to_contain_text("kan inte tas därifrån")
    expect(page.get_by_label("Ändring för Effektiva vårdflöden")).to_have_value("-10 000 001")
    assert not Decision.objects.filter(kind="reallocation").exists()
    page.get_by_label("Ändring för Effektiva vårdflöden").fill("-100")
    page.get_by_label("Ändring för Hemmonitorering").fill("100")
    page.get_by_role("button", name="Lämna in").click()
    assert Decision.objects.get(kind="reallocation").status == Status.SUBMITTED
