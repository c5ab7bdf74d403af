"""Writing a document in the browser: it saves itself, says so, and keeps the text when the server cannot be reached."""

import pytest
from playwright.sync_api import Browser, expect

from decisions import actions
from decisions.document_text import text_of
from tests import creators
from tests.browser.conftest import open_page, sign_in
from tests.creators import TODAY

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_is_written_is_saved_and_never_lost(browser: Browser, live_server) -> None:
    author, other = creators.officer(), creators.officer()
    memo = actions.create_document(creators.case(), kind="memo", title="Skrivelse", by=author, on=TODAY)
    page = open_page(browser, live_server, author, f"{memo.get_absolute_url()}skriv/")
    status, trouble = page.locator("[data-status]"), page.locator("[data-trouble]")
    body, preview = page.locator("[data-body]").first, page.get_by_role("region", name="Så här blir handlingen")

    body.fill("Ett *nytt* stycke.")
    expect(status).to_contain_text("Sparat ")
    expect(preview).to_contain_text("Ett nytt stycke.")
    page.get_by_label("Lägg in ur uppgifterna").select_option(label="Beslutspunkterna")
    expect(body).to_have_value("Ett *nytt* stycke.\n\n[[beslutspunkter]]")

    page.context.set_offline(True)
    body.fill("Skrivet utan kontakt.")
    expect(trouble).to_contain_text("Ingen kontakt med servern")
    page.context.set_offline(False)
    expect(preview).to_contain_text("Skrivet utan kontakt.")
    expect(trouble).to_be_hidden()

    page.context.clear_cookies(name="sessionid")
    body.fill("Skrivet utan inloggning.")
    expect(trouble).to_contain_text("Du har blivit utloggad")
    sign_in(page.context, live_server, author)
    page.evaluate("dispatchEvent(new Event('online'))")  # or in five seconds
    expect(preview).to_contain_text("Skrivet utan inloggning.")
    expect(trouble).to_be_hidden()

    memo.refresh_from_db()
    theirs = text_of(memo).with_sections([])
    actions.save_document(memo, theirs, version=memo.version, by=other)
    body.fill("Min text.")
    expect(trouble).to_contain_text("Tryck på Spara för att se båda texterna")
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_role("heading", name="Två har skrivit samtidigt")).to_be_visible()
    expect(body).to_have_value("Min text.")
