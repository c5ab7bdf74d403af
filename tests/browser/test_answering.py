"""Answering on a phone with the keyboard alone: what a screen reader is told, that it saves itself, two at once."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from reporting import actions
from tests import asking, creators
from tests.browser.conftest import open_page
from tests.reporting.test_questionnaires import Asked

pytestmark = pytest.mark.django_db(transaction=True)

TREE = """
- heading "Dina svar till Slutredovisning" [level=1]
- region "Alfa":
  - heading "Alfa" [level=2]
  - textbox "Vad har gjorts?"
  - textbox "Vad har det kostat?": "210"
  - group "Fortsätter den?":
    - radio "Ja"
    - radio "Nej"
  - button "Klarmarkera Alfa"
- button "Spara"
- status: Sparas medan du skriver.
"""
"""What is announced, in the order in which it is read. The question that depends on another is not among it."""


def test_answers_are_given_on_a_phone_with_the_keyboard_alone(browser: Browser, live_server) -> None:
    asked = Asked()
    page = open_page(browser, live_server, asked.chief, asked.address, width=390)
    expect(page.get_by_role("main")).to_match_aria_snapshot(TREE)
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

    text = page.get_by_label("Vad har gjorts?")
    text.focus()
    page.keyboard.type("Vi har börjat.")
    expect(page.locator("[data-words]").first).to_have_text("3")
    expect(page.locator("[data-status]")).to_contain_text("Sparat ")
    assert asked.of("Vad har gjorts?").value == "Vi har börjat."

    page.get_by_role("radio", name="Ja").focus()
    page.keyboard.press("Space")
    expect(page.get_by_label("Med vilka pengar?")).to_be_visible()

    answer = asked.of("Vad har gjorts?")
    actions.save_answer(answer, value="Den andres.", version=answer.version, by=asked.deputy, on=creators.TODAY)
    text.focus()
    page.keyboard.type(" Mer.")
    expect(page.locator("[data-trouble]")).to_contain_text("Tryck på Spara för att se båda svaren")
    page.get_by_role("button", name="Spara", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Två har svarat samtidigt")).to_be_visible()
    expect(page.get_by_text("Den andres.")).to_be_visible()
    expect(text).to_have_value("Vi har börjat. Mer.")
    assert asking.answer(asked.questionnaire, "Vad har gjorts?").value == "Den andres."
