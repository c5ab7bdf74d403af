"""A second agreement, with another recipient, other dates and questions of its own: set up by an officer who has
nothing but a browser, answered by a manager on a phone, and read in the report."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from people.abilities import Profile
from reporting.models import Answer
from tests import asking, creators
from tests.browser.conftest import open_page

pytestmark = pytest.mark.django_db(transaction=True)

ROLE = "Chef för barn och unga"
AGREEMENT = {
    "Namn": "Psykisk hälsa 2021",
    "Adress": "psykisk-halsa-2021",
    "År": "2021",
    "Diarienummer": "RS/9/2021",
    "Mottagare av medlen": "Regionen",
    "Gäller från och med": "2021-01-01",
    "Gäller till och med": "2021-12-31",
}
REQUIREMENT = {
    "Rubrik": "Redovisning av tidiga insatser",
    "Mottagare": "Kammarkollegiet",
    "Avser från och med": "2021-01-01",
    "Avser till och med": "2021-06-30",
    "Senast": "2021-08-15",
    "Dag för beslutet": "2020-09-01",
    "Beslutat av": "Regeringen",
}


def fill(page: Page, fields: dict[str, str]) -> None:
    for label, value in fields.items():
        page.get_by_label(re.compile(rf"^{re.escape(label)}( \(frivilligt\))?$")).fill(value)


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def sets_up(page: Page) -> None:
    """The agreement with an area that has a responsible role."""
    fill(page, AGREEMENT)
    press(page, "Spara")
    page.get_by_role("link", name=re.compile("område", re.I)).filter(
        has_text=re.compile("Lägg till|Nytt")
    ).first.click()
    fill(page, {"Namn": "Tidiga insatser"})
    page.get_by_label("Sammanhållet ansvar").select_option(ROLE)
    press(page, "Spara")


def registers_the_requirement(page: Page) -> None:
    page.get_by_role("link", name="Psykisk hälsa 2021").first.click()
    page.get_by_role("link", name="Nytt redovisningskrav").click()
    page.get_by_label("Slag").select_option("final")
    fill(page, REQUIREMENT)
    press(page, "Registrera")


def asks(page: Page) -> None:
    """A questionnaire of two questions, sent."""
    page.get_by_role("link", name="Frågor och svar").click()
    press(page, "Börja")
    fill(page, {"Nytt avsnitt": "Unga"})
    press(page, "Lägg till avsnittet")
    for text, kind in (("Når insatserna de unga?", "Ja eller nej"), ("Hur många har fått hjälp?", "Tal")):
        page.get_by_role("link", name="Lägg till en fråga i Unga").click()
        fill(page, {"Fråga": text})
        page.get_by_label("Svaret är", exact=True).select_option(kind)
        press(page, "Spara frågan")
    page.get_by_role("link", name="Skicka ut…").click()
    expect(page.get_by_role("row", name=re.compile(ROLE))).to_contain_text("Tidiga insatser")
    fill(page, {"Svaren ska vara klara senast": "2021-07-31"})
    press(page, "Skicka ut")
    expect(page.get_by_text("Frågorna är utskickade.")).to_be_visible()


def answers(page: Page) -> None:
    page.get_by_role("link", name=re.compile("^2 frågor till Redovisning av tidiga insatser")).click()
    page.get_by_role("radio", name="Ja").check()
    page.get_by_label("Hur många har fått hjälp?").fill("412")
    press(page, "Klarmarkera 1. Tidiga insatser")
    expect(page.get_by_text("Alla dina svar är klarmarkerade.")).to_be_visible()


def test_a_second_agreement_with_its_own_questions_recipient_and_dates(browser: Browser, live_server) -> None:
    first = asking.sent(asking.requirement(creators.Example().agreement), by=creators.officer())
    manager = creators.user(Profile.MANAGER)
    creators.role(ROLE, holder=manager)
    officer = open_page(browser, live_server, creators.officer(), "/overenskommelser/ny/")
    officer.set_default_timeout(8_000)
    sets_up(officer)
    registers_the_requirement(officer)
    report = officer.url
    asks(officer)
    answers(open_page(browser, live_server, manager, "/", width=390))

    officer.goto(report)
    expect(officer.get_by_role("main")).to_contain_text("Ska lämnas till Kammarkollegiet senast 2021-08-15.")
    for question, said in (("Når insatserna de unga?", "ja"), ("Hur många har fått hjälp?", "412")):
        expect(officer.get_by_role("row", name=question)).to_contain_text(said)
    assert not Answer.objects.of(first).filter(version__gte=1).exists(), "the first agreement's questions are its own"
