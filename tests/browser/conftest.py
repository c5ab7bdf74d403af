"""What browser tests share: one Chromium, and pages opened as somebody."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from people.models import User

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def open_page(browser: Browser, live_server, user: User, path: str, *, width: int = 1280, script: bool = True) -> Page:
    """A page of the live server, signed in as `user`, in a context of its own."""
    context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=script)
    sign_in(context, live_server, user)
    page = context.new_page()
    page.goto(live_server.url + path)
    return page


def sign_in(context: BrowserContext, live_server, user: User) -> None:
    """Signs in as in another tab: with a new session, and with a new token for forms."""
    client = Client()
    client.force_login(user)
    context.clear_cookies()
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
