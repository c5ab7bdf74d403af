"""From the state's money to the report, on the real agreement of 2020, as five people, signed in by the form.

It ends with the filed PDF: its figures, the page's, the workbook's and the JSON's are the same to the öre.
"""

import io
import json
import re
import subprocess
from decimal import Decimal
from pathlib import Path
from threading import Thread
from typing import Any

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.db import connection
from playwright.sync_api import Browser, Page, expect
from procrastinate.contrib.django import app

from grants.kronor import format_kronor, parse_kronor
from reporting.demo.people import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

OFFICER = "ellinor.backlund@bidragsboken.example"
REGISTRAR = "camilla.snallman@bidragsboken.example"
MANAGER = "staffan.norberg@bidragsboken.example"
DIRECTOR = "birgitta.hogmo@bidragsboken.example"
CONTROLLER = "rasmus.ekdal@bidragsboken.example"

KEY_ROW = ("allotted", "decided", "allocated", "uncovered", "unallocated", "outcome")
AGREEMENT = "/overenskommelser/god-och-nara-vard-2020/"
FIRST_YEAR = "Sjuksköterskans första år"
FLOWS = "Utveckling av effektiva vårdflöden"
VISITS = "Utveckling av hembesök"
AUGUST = """månad;konto;enhet;objekt;aktivitet;verifikat;text;belopp
2020-08;4010;1100;GNV;GNV103;V1;Hemmonitorering augusti;500000,50
2020-08;4010;1100;GNV;GNV105;V2;Vårdflöden augusti;100 000,25
"""


class Person:
    """Someone at a screen of their own."""

    def __init__(self, browser: Browser, base: str, email: str, *, width: int = 1280) -> None:
        self.base = base
        self.page: Page = browser.new_context(
            viewport={"width": width, "height": 844}, locale="sv-SE", accept_downloads=True
        ).new_page()
        self.page.set_default_timeout(15_000)
        self.open("/logga-in/")
        self.page.get_by_label("E-post").fill(email)
        self.page.get_by_label("Lösenord", exact=True).fill(PASSWORD)
        self.page.get_by_role("main").get_by_role("button", name="Logga in").click()
        self.page.wait_for_url(base + "/")

    def open(self, path: str) -> Page:
        self.page.goto(self.base + path)
        return self.page

    def press(self, name: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("main").get_by_role("button", name=name).click()

    def fetch(self, path: str) -> bytes:
        return self.page.request.get(self.base + path).body()

    def sees_no_barrier(self) -> None:
        found = Axe().run(self.page)
        assert found.violations_count == 0, found.generate_report()


def work_off_the_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the worker would do: every waiting job, now. In a thread, since Playwright's loop runs in ours."""
    # What is due at this hour of the day is not waiting, and would leave a connection behind; each job gives its back.
    monkeypatch.setattr(app.periodic_registry, "periodic_tasks", {})
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)
    worker = app.with_connector(app.connector.get_worker_connector())
    options = {"wait": False, "install_signal_handlers": False, "listen_notify": False}
    thread = Thread(target=worker.run_worker, kwargs=options)
    thread.start()
    thread.join()


def allocates_more_in_area_three(officer: Person) -> str:
    """A draft that gives Sjuksköterskans första år 100 000 kr more, handed in. Returns the decision's path."""
    officer.open(AGREEMENT)
    officer.page.get_by_role("link", name="Fördela", exact=True).click()
    officer.press("Upprätta ett förslag")
    page = officer.page
    # The live sums are there once the page's modules have run.
    page.wait_for_load_state()
    row = page.locator("tr", has=page.get_by_text(FIRST_YEAR, exact=True))
    row.locator("input[inputmode=decimal]").first.fill("100 000")
    page.keyboard.press("Tab")
    expect(row.locator("[data-total]")).to_have_text(re.compile(r"100\s000"))
    officer.sees_no_barrier()
    officer.press("Spara")
    officer.press("Lämna in")
    path = re.search(r"/(?:fordelning|beslut)/(\d+)/", page.url)
    assert path is not None
    return f"/beslut/{path[1]}/"


def records_the_board(registrar: Person, decision: str) -> None:
    page = registrar.open(f"{decision}registrera/")
    page.get_by_label("Beslutsdag").fill("2020-09-08")
    page.get_by_label("Paragraf").fill("§ 88")
    page.get_by_label("Föredragande").fill("Hälso- och sjukvårdsstrateg")
    page.get_by_label("Bifall").check()
    registrar.sees_no_barrier()
    registrar.press("Registrera")
    expect(page.get_by_text("§ 88").first).to_be_visible()


def proposes(manager: Person) -> None:
    page = manager.open("/omfordelning/ny/")
    page.get_by_role("link", name=re.compile("^1. ")).click()
    page.wait_for_load_state()
    for name, change in ((FLOWS, "-750 000,50"), (VISITS, "750 000,50")):
        row = page.locator("tr", has=page.get_by_text(re.compile(name)))
        row.locator("input").first.fill(change)
    page.get_by_label("Skäl").fill("Hembesöken växer snabbare än väntat.")
    expect(page.locator("[data-net]")).to_have_text("0")
    manager.press("Lämna in")
    expect(page.get_by_text("Väntar på regiondirektören").first).to_be_visible()


def decides_everything(director: Person) -> None:
    """On a phone, from the queue, the oldest first."""
    while True:
        page = director.open("/att-besluta/")
        waiting = page.get_by_role("main").get_by_role("link", name=re.compile(r"\bkr från\b"))
        if waiting.count() == 0:
            return
        waiting.first.click()
        director.sees_no_barrier()
        # The first decision asks for the password again; for five minutes after that it is remembered.
        if page.get_by_label("Ditt lösenord").count():
            page.get_by_label("Ditt lösenord").fill(PASSWORD)
        director.press("Besluta")
        expect(page.get_by_text("Beslutad 2020-09-10").first).to_be_visible()


def imports_a_new_august(controller: Person, folder: Path) -> None:
    file = folder / "augusti.csv"
    file.write_text(AUGUST, encoding="utf-8")
    page = controller.open("/utfall/inlasning/?overenskommelse=god-och-nara-vard-2020&manad=2020-08")
    page.locator("input[type=file]").set_input_files(file)
    controller.press("Granska filen")
    controller.sees_no_barrier()
    controller.press("Läs in 2 rader")
    expect(page.get_by_text("augusti.csv").first).to_be_visible()


def answers_and_files(officer: Person) -> str:
    """Writes an answer for each area and files the delredovisning. Returns the filed report's path."""
    page = officer.open("/redovisning/")
    page.get_by_role("main").get_by_role("link", name=re.compile("Delredovisning")).first.click()
    requirement = page.url.removeprefix(officer.base)
    for number in (1, 2, 3, 4):
        officer.open(f"{requirement}text/{number}/")
        page.get_by_label("Ditt svar").fill(f"I område {number} har insatserna genomförts som planerat.")
        officer.press("Spara")
    officer.open(requirement)
    officer.sees_no_barrier()
    officer.open(f"{requirement}lamna-in/")
    page.get_by_label("Fastställs av").fill("Regiondirektören")
    page.get_by_label("Jag har läst redovisningen").check()
    officer.press("Lämna in")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page.url.removeprefix(officer.base)


def totals_of(filed: Person, path: str) -> dict[str, Decimal]:
    """The key row of the filed JSON, kronor."""
    amounts: dict[str, str] = json.loads(filed.fetch(f"{path}json/"))["amounts"]
    return {name: Decimal(amounts[name]) for name in KEY_ROW}


def text_of(pdf: bytes) -> str:
    """What pdftotext reads, white space folded."""
    run = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return re.sub(r"\s+", " ", run.stdout.decode())


def numbers_of(workbook: bytes) -> set[Decimal]:
    """Every number that stands in the workbook, sums as the program that wrote them computed them."""
    book = openpyxl.load_workbook(io.BytesIO(workbook), data_only=True)
    cells = (cell.value for sheet in book for row in sheet.iter_rows() for cell in row)
    return {Decimal(str(value)).quantize(Decimal("0.01")) for value in cells if isinstance(value, int | float)}


def test_five_people_from_allocation_to_filed_report(
    browser: Browser, live_server: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    call_command("demo")
    base = live_server.url
    officer = Person(browser, base, OFFICER)
    decision = allocates_more_in_area_three(officer)
    records_the_board(Person(browser, base, REGISTRAR), decision)
    proposes(Person(browser, base, MANAGER))
    decides_everything(Person(browser, base, DIRECTOR, width=390))
    imports_a_new_august(Person(browser, base, CONTROLLER), tmp_path)
    filed = answers_and_files(officer)
    work_off_the_queue(monkeypatch)

    totals = totals_of(officer, filed)
    # By hand: 70 451 473 + 100 000 decided after August; the report stands at 31 August.
    assert totals["allotted"] == Decimal("71862709.00")
    page = re.sub(r"\s+", " ", officer.open(filed).inner_text("main"))
    pdf = text_of(officer.fetch(f"{filed}pdf/"))
    workbook = numbers_of(officer.fetch(f"{filed}xlsx/"))
    for name, amount in totals.items():
        written = re.sub(r"\s", " ", format_kronor(amount, unit=False))
        assert written in pdf, name
        assert written in page, name
        assert amount in workbook, name
        assert parse_kronor(written) == amount
