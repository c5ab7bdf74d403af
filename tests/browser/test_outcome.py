"""Outcome in a real browser: a file read in on a phone; a large one whose progress is seen and survives a reload."""

import datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import transaction
from playwright.sync_api import Browser, expect

from grants import outcome
from grants.actions import close_month
from grants.models import Agreement, OutcomeUpload
from grants.outcome import uploads
from people.abilities import Profile
from people.models import User
from tests import creators, workers
from tests.browser.conftest import open_page
from tests.grants.outcome_files import csv, mapping, row

pytestmark = pytest.mark.django_db(transaction=True)

MARCH = datetime.date(2020, 3, 1)


def controller_with_a_month() -> User:
    """March is read in, with something that is not matched; February is closed."""
    example = creators.Example()
    example.alfa.code = "A1"
    example.alfa.save()
    by = creators.user(Profile.CONTROLLER)
    outcome.import_file(
        agreement=example.agreement,
        month=MARCH,
        mapping=mapping(),
        name="mars.csv",
        content=csv(row(), row("X9", "7,00")),
        by=by,
    )
    close_month(agreement=example.agreement, month=datetime.date(2020, 2, 1), by=by, on=creators.TODAY)
    return by


def test_a_file_is_read_in_on_a_phone_without_javascript(browser: Browser, live_server, tmp_path: Path) -> None:
    by = controller_with_a_month()
    file = tmp_path / "april.csv"
    file.write_bytes(csv(row(month="2020-04", amount="1,234.50")))
    page = open_page(browser, live_server, by, "/utfall/inlasning/?manad=2020-04", width=390, script=False)
    page.get_by_label("Fil", exact=True).set_input_files(file)
    page.get_by_role("button", name="Granska filen").click()
    expect(page.get_by_text("Inget är inläst: 1 fel i filen")).to_be_visible()
    file.write_bytes(csv(row(month="2020-04", amount="1 234,50")))
    page.get_by_label("Fil", exact=True).set_input_files(file)
    page.get_by_role("button", name="Granska filen").click()
    page.get_by_role("button", name="Läs in 1 rad").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 234,50 kr i utfall för 2020-04")


def test_the_progress_of_a_large_file_is_seen_and_survives_a_reload(
    browser: Browser, live_server, tmp_path: Path
) -> None:
    """A real worker, made to wait where it has read all rows and is about to write them: for the agreement's row, which
    the test holds."""
    by, file = controller_with_a_month(), tmp_path / "april.csv"
    file.write_bytes(csv(*(row(month="2020-04", text=f"Löner och resor {number}") for number in range(2_100))))
    page = open_page(browser, live_server, by, "/utfall/inlasning/?manad=2020-04", width=390)
    page.get_by_label("Fil", exact=True).set_input_files(file)
    page.get_by_role("button", name="Granska filen").click()
    bar = page.get_by_role("progressbar", name="Så långt har filen lästs")
    expect(bar).to_have_attribute("value", "0")
    page.reload()
    expect(bar).to_have_attribute("value", "0")
    uploads.work(OutcomeUpload.objects.for_work().get())
    page.get_by_role("button", name="Läs in 2100 rader").click()
    with transaction.atomic():
        Agreement.objects.select_for_update(no_key=True).get()
        worker = workers.start()
        expect(page.get_by_text("2000 av 2100 rader lästa")).to_be_visible(timeout=60_000)
        expect(bar).to_have_attribute("value", "95")
        page.reload()
        expect(page.get_by_text("2000 av 2100 rader lästa")).to_be_visible()
        expect(bar).to_have_attribute("value", "95")
        assert Axe().run(page).violations_count == 0
    expect(page.get_by_role("heading", level=1)).to_have_text("210 000 kr i utfall för 2020-04", timeout=60_000)
    assert worker.wait(timeout=60) == 0
