"""Every page there is, from the table of routes: axe finds nothing, and nothing sticks out on a phone."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from decisions import actions
from grants.models import Provider
from people.models import User
from tests.access.rule import Rule
from tests.access.rules import RULES
from tests.access.world import World
from tests.browser.conftest import sign_in
from tests.creators import TODAY
from tests.decisions.test_provider_links import FILLED, Linked

pytestmark = pytest.mark.django_db(transaction=True)

PARTS = 3
"""So that no process is left alone with all of them at the end."""
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


def visitor(world: World, rule: Rule) -> User:
    """Someone who may open the page, and preferably write on it: then its forms are there."""
    may = [profile for profile in world.people if profile in (rule.get or ())]
    writers = [profile for profile in may if profile in (rule.post or ())]
    return world.people[(writers or may)[0]]


def pages(world: World, part: int) -> Iterator[tuple[str, str, User]]:
    """(route, path, who opens it) of everything in the part that can be read."""
    read = [(route, rule) for route, rule in RULES.items() if rule.get is not None]
    for route, rule in read[part::PARTS]:
        yield route, reverse(route, args=world.args[rule.args]), visitor(world, rule)


def shows(page: Page, url: str) -> bool:
    """Opens it; whether there is a page to look at and not a file."""
    try:
        answer = page.goto(url)
    except Error as error:
        if "Download is starting" in error.message:
            return False
        raise
    assert answer is not None
    return answer.headers["content-type"].startswith("text/html")


def with_axe(context: BrowserContext) -> BrowserContext:
    """Where axe comes with every page, instead of being sent to each of them."""
    context.add_init_script(Axe().axe_script)
    return context


def barriers(page: Page) -> list[str]:
    found: list[str] = page.evaluate(
        "axe.run({resultTypes: ['violations']}).then(found => found.violations.map(one => one.id))"
    )
    before = page.viewport_size or DESK
    page.set_viewport_size(PHONE)
    if page.evaluate("document.documentElement.scrollWidth") > PHONE["width"]:
        found.append("wider than a phone")
    page.set_viewport_size(before)
    return found


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_can_be_used_by_everyone(browser: Browser, live_server, part: int) -> None:
    world = World()
    screens: dict[int, Page] = {}
    found: dict[str, list[str]] = {}
    seen = 0
    for route, path, person in pages(world, part):
        if person.pk not in screens:
            context = with_axe(browser.new_context(viewport=DESK))
            sign_in(context, live_server, person)
            screens[person.pk] = context.new_page()
        page = screens[person.pk]
        if shows(page, live_server.url + path):
            seen += 1
            if wrong := barriers(page):
                found[route] = wrong
    assert found == {}
    assert seen > 30


def test_a_provider_without_an_account_is_met_in_every_state(browser: Browser, live_server, monkeypatch) -> None:
    """On a phone: the form, its errors, a draft, the receipt, and the link opened again; then one that is revoked,
    expired or guessed, and too many tries."""
    linked = Linked()
    cache.clear()
    page = with_axe(browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)).new_page()
    found: dict[str, list[str]] = {}

    def see(state: str, path: str | None = None) -> None:
        if path:
            page.goto(live_server.url + path)
        if wrong := barriers(page):
            found[state] = wrong

    see("form", linked.path)
    expect(page.get_by_text("Skriv inga uppgifter om patienter.")).to_be_visible()
    for name, text in (FILLED | {"costs": "många"}).items():
        page.locator(f"[name={name}]").fill(text)
    page.get_by_role("button", name="Lämna in redovisningen").tap()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("alert").get_by_role("link").tap()
    costs = page.get_by_label("Kostnader")
    expect(costs).to_be_focused()
    expect(costs).to_have_value("många")
    expect(page.locator("[name=activities]")).to_have_value(FILLED["activities"])
    see("errors")
    costs.fill(FILLED["costs"])
    page.get_by_role("button", name="Spara utkast").tap()
    expect(page.get_by_text("Utkastet är sparat. Det är inte inlämnat än.")).to_be_visible()
    see("draft", linked.path)
    expect(costs).to_have_value(re.compile(r"96.000,50"))
    page.get_by_role("button", name="Lämna in redovisningen").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tack, redovisningen är inlämnad")
    see("receipt")
    again = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True).new_page()
    again.goto(live_server.url + linked.path)
    expect(again.get_by_text("96 000,50 kr")).to_be_visible()
    assert again.locator("form").count() == 0
    revoked, token = linked.made(Provider.objects.get(name="BVC Region"))
    actions.revoke_link(revoked, by=linked.officer, on=TODAY)
    see("revoked", reverse("provider_report", args=[token]))
    see("guessed", reverse("provider_report", args=["gissad"]))
    monkeypatch.setenv("BIDRAGSBOKEN_TODAY", "2020-09-11")
    see("expired", linked.path)
    stranger = Client()
    while stranger.get(linked.path).status_code != 429:
        pass
    see("too many tries", linked.path)
    assert found == {}
