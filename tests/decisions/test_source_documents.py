"""The four source documents, written out again from the fixtures: nothing that they say is missing.

`source_facts/` holds what the originals say, taken from them by hand and not from the fixtures. `written_otherwise`
lists where ours departs on purpose: slips of the scan, and what the registers call by another name.
"""

import datetime
import io
import json
import re
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import time_machine
from django.core.cache import cache
from django.db import transaction

from decisions import short_documents
from decisions.case_document import build_case_document
from decisions.models import Document
from reporting import demo
from reporting.demo import agreement, board_decision, delegated, people, proposal
from reporting.demo.files import read
from tests.pdfs import pages_of, spoken, squeezed

pytestmark = pytest.mark.django_db

FACTS = Path(__file__).parent / "source_facts"
# Characters between an activity's name and its amount: the length of the longest role, and a note.
NEAR = 120
NUMBERS = ("000", "002", "003", "004")


@dataclass(frozen=True)
class Paper:
    """The facts of a document, and ours as bytes, drawn once and once again, as pages, and as it is read aloud; both
    without white space."""

    facts: dict[str, Any]
    content: bytes
    again: bytes
    pages: list[str]
    aloud: str

    def ours(self, words: str) -> str:
        """The original's words as ours has them."""
        for theirs, ours in self.facts["written_otherwise"].items():
            words = words.replace(theirs, ours)
        return squeezed(words)


@pytest.fixture(scope="module")
def papers(django_db_setup, django_db_blocker) -> dict[str, Paper]:
    """Each drawn from the fixtures alone, and a year later once again; nothing stays in the database."""
    with django_db_blocker.unblock(), transaction.atomic():
        cast = people.load(read("people.json"))
        board_decision.load(agreement.load(demo.GOD_OCH_NARA_VARD, cast), cast)
        delegated.load(agreement.load(demo.VARDFORLOPP, cast), cast)
        proposal.load(demo.GEMENSAM_PLAN, cast)
        drawn = {number: _drawn(json.loads((FACTS / f"{number}.json").read_text())) for number in NUMBERS}
        transaction.set_rollback(True)
    return drawn


def _drawn(facts: dict[str, Any]) -> Paper:
    document = Document.objects.newest_of(facts["registry_number"], facts["kind"])
    assert document is not None
    content = short_documents.draw(build_case_document(document))
    cache.clear()
    with time_machine.travel(datetime.timedelta(days=365)):
        again = short_documents.draw(build_case_document(Document.objects.get(pk=document.pk)))
    aloud = "\n".join(squeezed(row.text) for row in spoken(content))
    return Paper(facts, content, again, [squeezed(page) for page in pages_of(content)], aloud)


@pytest.fixture(params=NUMBERS)
def paper(request, papers) -> Paper:
    return papers[request.param]


def test_the_same_data_gives_the_same_bytes(paper):
    """Whatever the clock says: neither the time nor anything kept from the first drawing stands in the file."""
    assert sha256(paper.again).hexdigest() == sha256(paper.content).hexdigest()
    assert paper.again == paper.content


def test_every_line_of_the_original_is_there_and_read_in_its_order(paper):
    """Headings, paragraphs, list items, points, conditions, signatures, recipients: from the first to the last."""
    aloud, place = paper.aloud.replace("\n", ""), 0
    for line in paper.facts["text"]:
        words = paper.ours(line)
        found = aloud.find(words, place)
        assert found >= 0, f"missing, or out of order: {line}"
        place = found + len(words)


def test_every_row_of_every_table_has_its_role_and_amount_beside_it(papers):
    paper = papers["002"]
    drawn, place = "".join(paper.pages), 0
    for row in (row for table in paper.facts["tables"] for row in table):
        place = drawn.find(paper.ours(row[0]), place)
        assert place >= 0, f"no row {row}"
        for cell in row[1:]:
            beside = drawn.find(paper.ours(cell), place)
            assert 0 <= beside - place <= NEAR, f"{cell} does not stand in the row of {row[0]}"
            place = beside


def test_points_and_conditions_are_numbered(paper):
    heard = paper.aloud.split("\n")
    labels = {words: label for label, words in pairwise(heard)}
    numbers = [labels.get(paper.ours(line), "").rstrip(".•") for line in paper.facts["numbered"]]
    assert numbers == _counted(numbers)


def _counted(numbers: list[str]) -> list[str]:
    """1, 2, 3 … and from 1 again where a new list begins."""
    expected: list[int] = []
    for number in numbers:
        expected.append(1 if number == "1" or not expected else expected[-1] + 1)
    return [str(number) for number in expected]


def test_the_list_of_contents_names_every_heading_with_its_page(papers):
    paper = papers["002"]
    first = paper.pages[0]
    for heading in map(paper.ours, paper.facts["contents"]):
        entry = re.search(rf"{re.escape(heading)}(\d)", first)
        assert entry, f"{heading} is not in the list of contents"
        assert heading in paper.pages[int(entry[1]) - 1], f"{heading} does not stand on page {entry[1]}"


def test_letterhead_signatures_and_recipients(paper):
    first, drawn = paper.pages[0], "".join(paper.pages)
    for line in paper.facts["letterhead"]:
        assert squeezed(line) in first + paper.pages[-1]
    last = drawn.rfind(squeezed("Utdrag till"))
    for line in paper.facts["signatures"]:
        assert squeezed(line) in drawn[:last]
    for line in paper.facts["recipients"]:
        assert squeezed(line) in drawn[last:]


def test_every_page_has_registry_number_date_and_page_of_pages(paper):
    count = len(paper.pages)
    for number, page in enumerate(paper.pages, start=1):
        assert f"{paper.facts['registry_number']}·{paper.facts['dated']}" in page
        assert f"{number}({count})" in page


def test_its_figures_lie_inside_as_data(papers):
    paper = papers["002"]
    inside = _inside(paper)
    allotted = [row["amount"] for row in inside["allotment"]]
    planned = [row["amount"] for table in inside["activities"] for row in table["rows"]]
    sums = [table[name] for table in inside["activities"] for name in ("total", "unallocated") if table[name]]
    stated = [row[-1] for table in paper.facts["tables"] for row in table if row[-1][0].isdigit()]
    assert {f"{amount.replace(' ', '')}.00" for amount in stated} - {*allotted, *planned, *sums} == {"71862709.00"}
    assert sum(map(Decimal, allotted)) == 71_862_709


def test_each_is_marked_as_accessible_in_our_own_fonts_and_names_its_case(paper):
    with pikepdf.open(io.BytesIO(paper.content)) as opened:
        fonts = {str(font.BaseFont) for page in opened.pages for font in page.resources.Font.values()}
        assert all("+IBM-Plex-Sans" in font for font in fonts), "a font of the machine's: the bytes differ elsewhere"
        assert b"pdfuaid:part" in opened.Root.Metadata.read_bytes()
        assert opened.docinfo.Title
    assert _inside(paper)["registry_number"] == paper.facts["registry_number"]


def _inside(paper: Paper) -> dict[str, Any]:
    with pikepdf.open(io.BytesIO(paper.content)) as opened:
        return json.loads(opened.attachments["uppgifter.json"].get_file().read_bytes())
