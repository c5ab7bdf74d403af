"""The follow-up in a real browser: a file read in on a phone; nothing that axe finds or that runs out of the page."""

import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from grants import outcome
from grants.actions import close_month
from people.abilities import Profile
from people.models import User
from tests import creators
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
