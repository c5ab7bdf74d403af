"""Takes the pictures of the user guide from a running demonstration: `python docs/take_pictures.py http://127.0.0.1:8000`.

Needs `make run` with untouched demo data. Writes docs/images/NAME-WIDTH.png.
"""

import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

IMAGES = Path(__file__).parent / "images"
PASSWORD = "bidragsboken-2020"  # noqa: S105 — the demonstration's, printed by make run
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
AGREEMENT = "/overenskommelser/god-och-nara-vard-2020/"

# (name, who, path, width, the whole page or the first screen)
PICTURES = [
    ("start", "ellinor.backlund", "/", 1280, False),
    ("agreement", "ellinor.backlund", AGREEMENT, 1280, False),
    ("area", "ellinor.backlund", f"{AGREEMENT}omraden/3/", 1280, False),
    ("checks", "ellinor.backlund", f"{AGREEMENT}kontroller/", 1280, False),
    ("activity", "ellinor.backlund", "/aktiviteter/5/", 1280, False),
    ("propose", "staffan.norberg", "reallocation", 1280, False),
    ("propose", "staffan.norberg", "reallocation", 390, True),
    ("decide", "birgitta.hogmo", "queue", 1280, False),
    ("decide", "birgitta.hogmo", "queue", 390, True),
    ("follow-up", "rasmus.ekdal", "/utfall/", 1280, False),
    ("upload", "rasmus.ekdal", "/utfall/inlasning/", 1280, False),
    ("months", "rasmus.ekdal", "/manader/", 1280, False),
    ("reports", "ellinor.backlund", "/redovisning/", 1280, False),
    ("report", "ellinor.backlund", "report", 1280, False),
    ("mandates", "britt-marie", "/mandat/", 1280, False),
    ("allocate", "ellinor.backlund", "allocation", 1280, False),
]
EMAILS = {"britt-marie": "brittmarie.sundelius"}


def sign_in(browser: Browser, base: str, who: str, width: int) -> Page:
    page = browser.new_context(viewport={"width": width, "height": 844}, locale="sv-SE").new_page()
    page.goto(f"{base}/logga-in/")
    page.get_by_label("E-post").fill(f"{EMAILS.get(who, who)}@bidragsboken.example")
    page.get_by_label("Lösenord", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Logga in").click()
    page.wait_for_url(f"{base}/")
    return page


def open_path(page: Page, base: str, path: str) -> None:
    """Addresses with numbers in them differ between installations: those are found by clicking."""
    if path == "queue":
        page.goto(f"{base}/att-besluta/")
        page.get_by_role("main").get_by_role("link", name="2 000 000").first.click()
    elif path == "reallocation":
        page.goto(f"{base}/omfordelning/ny/")
        page.get_by_role("main").get_by_role("link", name="1. ").first.click()
    elif path == "report":
        page.goto(f"{base}/redovisning/")
        page.get_by_role("main").get_by_role("link", name="Delredovisning").first.click()
    elif path == "allocation":
        page.goto(f"{base}{AGREEMENT}fordelning/")
        page.get_by_role("button", name="Upprätta ett förslag").click()
        page.locator("table.grid").first.evaluate("table => table.scrollIntoView()")
    else:
        page.goto(f"{base}{path}")
    page.wait_for_load_state()


def main(base: str) -> None:
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        for name, who, path, width, whole in PICTURES:
            page = sign_in(browser, base, who, width)
            open_path(page, base, path)
            page.screenshot(path=IMAGES / f"{name}-{width}.png", full_page=whole)
            page.context.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
