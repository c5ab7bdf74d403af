"""The pages about conditions in a real browser, wide and narrow: nothing sticks out, axe finds nothing."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, sync_playwright

from decisions import actions
from decisions.fulfilment import Code
from people.models import User
from tests import creators
from tests.creators import TODAY

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def everything(officer: User) -> list[str]:
    """The paths of pages where everything that can be kept is shown."""
    codes = [Code.REGISTRATION, Code.DEPRECIATION, Code.PROVIDER_REPORTING, Code.EXIT_PLAN, Code.EXISTING_RESOURCES]
    for number, code in enumerate(codes, start=1):
        creators.condition(number, f"Lydelse {number}.", code=code)
    example = creators.Example()
    alfa, slug = example.alfa, example.agreement.slug
    actions.register_activities([alfa], registered_on=TODAY, by=officer, on=TODAY)
    actions.add_investment(
        alfa, name="Skrivare", cost=creators.Decimal(2400), first_month=TODAY, life_months=12, by=officer, on=TODAY
    )
    actions.save_exit_plan(
        alfa, kind="winding_down", text="Avslutas.", amounts={2021: creators.Decimal(0)}, by=officer, on=TODAY
    )
    asked = actions.ask_provider(alfa, provider="Hälsan AB", asked_on=TODAY, by=officer, on=TODAY)
    draft = example.propose({alfa: -1, example.beta: 1}, by=officer)
    return [
        reverse("conditions"),
        reverse("condition", args=[1]),
        reverse("wording_new", args=[1]),
        f"{reverse('condition_matrix')}?overenskommelse={slug}",
        reverse("stratsys", args=[slug]),
        reverse("decision_conditions", args=[draft.pk]),
        reverse("exit_plan", args=[alfa.pk]),
        reverse("condition_mark", args=[alfa.pk, 5]),
        reverse("provider_answer", args=[asked.pk]),
        alfa.get_absolute_url(),
    ]


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_sticks_out_and_axe_finds_nothing(browser: Browser, live_server, width: int) -> None:
    officer = creators.officer()
    paths = everything(officer)
    client = Client()
    client.force_login(officer)
    context = browser.new_context(viewport={"width": width, "height": 900})
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page = context.new_page()
    for path in paths:
        page.goto(live_server.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert Axe().run(page).response["violations"] == [], path
    context.close()
