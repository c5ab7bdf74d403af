"""What the looks promise: contrast, no inline style or script, templates that parse, words that are explained."""

import itertools
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template, render_to_string
from django.test import Client

from config.glossary import GLOSSARY

CSS = (settings.BASE_DIR / "static/css/site.css").read_text(encoding="utf-8")
TEMPLATES = settings.BASE_DIR / "templates"
COLOURS = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", CSS.split("@media print")[0]))

GROUNDS = ("paper", "sheet", "spruce-tint", "cloudberry-tint", "alarm-tint")
TEXTS = ("ink", "quiet", "spruce", "cloudberry", "alarm")
TEXT_ON_GROUND = [
    *itertools.product(TEXTS, GROUNDS),
    ("sheet", "spruce"),
    ("sheet", "spruce-deep"),
    ("ink", "cloudberry-light"),
    ("cloudberry-light", "spruce-deep"),
]
SHAPE_ON_GROUND = [("edge", "paper"), ("edge", "sheet"), ("cloudberry", "paper"), ("alarm", "moss"), ("spruce", "moss")]

INLINE = {
    "style attribute": re.compile(r"\sstyle\s*="),
    "style element": re.compile(r"<style"),
    "script without src": re.compile(r"<script(?![^>]*\ssrc=)(?![^>]*application/json)"),
    "event attribute": re.compile(r"\son[a-z]+\s*=|hx-on"),
    "javascript address": re.compile(r"javascript:"),
}


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(COLOURS[one]), luminance(COLOURS[other])), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def pages() -> list[str]:
    """The templates that become web pages; documents for print may carry their own styles."""
    found = (path.relative_to(TEMPLATES) for path in sorted(TEMPLATES.rglob("*.html")))
    return [str(path) for path in found if path.parts[0] != "pdf"]


def test_contrast_is_computed_right():
    assert (luminance("#ffffff") + 0.05) / (luminance("#000000") + 0.05) == pytest.approx(21)


@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_text_has_a_contrast_of_at_least_4_5(text: str, ground: str):
    assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize(("shape", "ground"), SHAPE_ON_GROUND)
def test_borders_and_bars_have_a_contrast_of_at_least_3(shape: str, ground: str):
    assert contrast(shape, ground) >= 3


@pytest.mark.parametrize("name", pages())
def test_template_parses_and_has_no_inline_style_or_script(name: str):
    get_template(name)
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    assert [what for what, pattern in INLINE.items() if pattern.search(text)] == []


@pytest.mark.parametrize(
    ("name", "promise"),
    [("400.html", "Inget har sparats"), ("403_csrf.html", "Inget har sparats"), ("500.html", "halvvägs sparat")],
)
def test_error_pages_are_drawn_without_a_request_or_a_database(name: str, promise: str):
    assert promise in render_to_string(name)


def test_every_file_that_the_stylesheet_names_is_there():
    folder = settings.BASE_DIR / "static/css"
    named = [folder / address for address in re.findall(r'url\("([^"]+)"\)', CSS)]
    assert named
    assert all(path.resolve().is_file() for path in named)


def test_every_word_of_the_glossary_used_in_a_template_is_explained():
    used = {
        key
        for path in Path(TEMPLATES).rglob("*.html")
        for key in re.findall(r"term=glossary\.([a-z_]+)", path.read_text(encoding="utf-8"))
    }
    assert used <= GLOSSARY.keys()
    assert all(term.explanation.endswith(".") for term in GLOSSARY.values())


EVERYDAY = {
    "",
    "del",
    "då",
    "nu",
    "%",
    "andel",
    "andra år",
    "antal",
    "använt",
    "belopp",
    "beslut",
    "beslut som bär det",
    "blir",
    "bokförs i stället",
    "cell",
    "celler",
    "den här versionen",
    "det som står",
    "det sparade",
    "ditt",
    "efter",
    "fel",
    "frågor",
    "från",
    "för mycket",
    "före",
    "förra versionen",
    "förslag",
    "godkända",
    "handlingar",
    "hållen",
    "i dag",
    "i den gamla filen",
    "i filen",
    "inlagt",
    "inlämnat",
    "inte använt",
    "inte besvarat",
    "klara",
    "kostnad",
    "läses in",
    "lästes in",
    "månad",
    "månaden före",
    "månader",
    "ny summa",
    "nytt belopp",
    "när månaden stängdes",
    "om det inlämnade beviljas",
    "per",
    "plats",
    "rad",
    "rader",
    "rätt belopp",
    "sammanlagt",
    "skillnad",
    "steg",
    "summa",
    "svar",
    "tas",
    "till",
    "version",
    "ändring",
    "återförs",
    "återsända",
    "öppnat",
}
"""Words of heads of figures that everyone knows."""
HEAD_OF_FIGURES = re.compile(r'<th scope="col" class="num[^>]*>(.*?)</th>', re.DOTALL)
MARKUP = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|<.*?>|&nbsp;")
BESIDE = re.compile(r",? (kr|mkr|nu|då|hittills|tidigare|i perioden|i månaden)\b|\bdärav |\bvarav ?")


def test_the_heads_of_figures_are_words_that_help_explains():
    """A figure whose name a new colleague does not know must stand under Hjälp."""
    explained = " ".join(term.word.lower() for term in GLOSSARY.values())
    heads = {
        BESIDE.sub("", " ".join(MARKUP.sub(" ", head).split()).lower()).strip(" ,")
        for path in Path(TEMPLATES).rglob("*.html")
        for head in HEAD_OF_FIGURES.findall(path.read_text(encoding="utf-8"))
    }
    assert {head for head in heads - EVERYDAY if not explains(explained, head)} == set()


def explains(explained: str, head: str) -> bool:
    """Whether one of the head's words, however it is bent, is in the glossary."""
    return any(word[:6] in explained for word in head.split() if len(word) > 3)


@pytest.mark.django_db
def test_the_accessibility_statement_is_open_to_everyone(client: Client):
    answer = client.get("/tillganglighet/")
    assert answer.status_code == 200
    assert "digg.se/tdosanmalan" in answer.text


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/hjalp/", "/konto/"])
def test_the_other_pages_ask_who_you_are(client: Client, path: str):
    assert client.get(path).status_code == 302
