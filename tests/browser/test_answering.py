"""Answering on a phone with the keyboard alone: what a screen reader is told, that it saves itself, two at once."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from reporting import actions
from tests import asking, creators
from tests.browser.conftest import open_page
from tests.browser.keyboard import Keyboard
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
  - button "Vilket underlag finns? (frivilligt)"
  - button "Klarmarkera Alfa"
- button "Spara"
- status: Sparas medan du skriver.
"""
"""What is announced, in the order in which it is read. The question that depends on another is not among it."""

BOTH = """
- alert:
  - heading "Två har svarat samtidigt" [level=2]
  - list:
    - listitem:
      - link "Vad har gjorts?"
"""

DESCRIBED = {
    "Vad har gjorts?": "Högst 5 ord, nu 0.",
    "Vad har det kostat?": "Ifyllt ur siffrorna. Utfall enligt boken per 2020-08-31: 210\u00a0kr.",
}
"""What is read after the name of a field: its explanation, its limit, where a figure comes from."""


def accessible(page: Page) -> None:
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def descriptions(page: Page) -> dict[str, str]:
    """Of each named field in the browser's own accessibility tree, as it is handed to a screen reader."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    fields = [node for node in nodes if node.get("role", {}).get("value") == "textbox" and not node["ignored"]]
    return {node["name"]["value"]: node.get("description", {}).get("value", "").strip() for node in fields}


def test_answers_are_given_on_a_phone_with_the_keyboard_alone(browser: Browser, live_server) -> None:
    asked = Asked()
    page = open_page(browser, live_server, asked.chief, asked.address, width=390)
    expect(page.get_by_role("main")).to_match_aria_snapshot(TREE)
    assert DESCRIBED.items() <= descriptions(page).items()
    accessible(page)

    phone, text = Keyboard(page), page.get_by_label("Vad har gjorts?")
    phone.write("Vad har gjorts?", "Vi har börjat.")
    expect(page.locator("[data-words]").first).to_have_text("3")
    expect(page.locator("[data-status]")).to_contain_text("Sparat ")
    assert asked.of("Vad har gjorts?").value == "Vi har börjat."

    answer = asked.of("Vad har gjorts?")
    actions.save_answer(answer, value="Den andres.", version=answer.version, by=asked.deputy, on=creators.TODAY)
    page.keyboard.type(" Mer.")
    expect(page.locator("[data-trouble]")).to_contain_text("Tryck på Spara för att se båda svaren")
    phone.press("Spara")
    expect(page.get_by_role("main")).to_match_aria_snapshot(BOTH)
    expect(page.get_by_text("Den andres.")).to_be_visible()
    expect(text).to_have_value("Vi har börjat. Mer.")
    assert asking.answer(asked.questionnaire, "Vad har gjorts?").value == "Den andres."
    accessible(page)

    phone.press("Vad har gjorts?")
    expect(text).to_be_focused()
    phone.press("Spara")
    expect(page.get_by_text("Det som stod innan")).to_have_count(2)  # the deputy wrote over it, and was written over
    assert asked.of("Vad har gjorts?").value == "Vi har börjat. Mer."

    phone.press("Ja", "Space")
    phone.write("Med vilka pengar?", "Egna.")
    phone.press("Klarmarkera Alfa")
    expect(page.get_by_text("Alla dina svar är klarmarkerade.")).to_be_visible()
    assert {one.state for one in asked.about_alfa()} == {"ready"}
