"""The report as a document: drawn by the worker, tagged, embedded, deterministic."""

import dataclasses
import datetime
import io
import json
import re
from copy import deepcopy
from itertools import pairwise

import pikepdf
import pypdf
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from config.glossary import GLOSSARY
from decisions.frozen import checksum
from decisions.pdf import standards
from reporting.files import report_pdf
from reporting.files.notes import EARMARKED
from reporting.files.pdf import Layout
from reporting.files.words import WORDS as SECTION_WORDS
from reporting.models import RenderedFile
from reporting.rendering import keep
from reporting.report import Report
from reporting.report_template import ACTIVITIES, ECONOMIC, HEADINGS, sections
from tests import creators
from tests.pdfs import pages_of, spoken, squeezed
from tests.reporting import reports

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def document(made_case):
    """Rendered once for all tests that only read it; nothing of the answer stays in the database."""
    with transaction.atomic():
        report = deepcopy(made_case).answered().report()
        transaction.set_rollback(True)
    # Enough decisions for tables that run over a page break.
    report = dataclasses.replace(report, decisions=report.decisions * 16)
    return report_pdf(report, report.canonical())


def test_rendering_again_from_the_data_inside_gives_the_same_bytes(document):
    text = _attached(document)["redovisning.json"].decode()
    assert report_pdf(Report.thaw(text), text) == document


@pytest.mark.parametrize("areas", ["none", "without activities"])
def test_the_list_of_tables_names_only_tables_that_are_drawn(case, areas):
    """A report without outcome, earmarks, areas or activities draws fewer tables."""
    report = case.report()
    bare = tuple(dataclasses.replace(area, activities=(), crossings=()) for area in report.areas)
    report = dataclasses.replace(report, months=(), earmarks=(), areas=() if areas == "none" else bare)
    layout = Layout(report, "")
    page = {"layout": layout, "report": report, "stamp": datetime.datetime(2020, 9, 10, tzinfo=datetime.UTC)}
    html = render_to_string("pdf/report.html", page)
    assert [caption.title for caption in layout.contents.tables if f'id="{caption.id}"' not in html] == []


def test_a_new_version_begins_with_what_it_changes_whatever_the_template(case):
    case.answered()
    case.file()
    report = Report.thaw(case.file(what_changed="Ett fel konto är rättat.").frozen)
    layout = Layout(dataclasses.replace(report, template=ECONOMIC), "")
    page = {"layout": layout, "report": layout.report, "stamp": datetime.datetime(2020, 9, 10, tzinfo=datetime.UTC)}
    html = render_to_string("pdf/report.html", page)
    assert layout.contents.chapters[0].title == "Vad som ändrats sedan förra versionen"
    assert "Ett fel konto är rättat." in html


def _attached(document):
    with pikepdf.open(io.BytesIO(document)) as opened:
        return {name: spec.get_file().read_bytes() for name, spec in opened.attachments.items()}


def test_it_is_marked_tagged_titled_and_in_swedish(document):
    with pikepdf.open(io.BytesIO(document)) as opened:
        root = opened.Root
        assert str(root.Lang) == "sv"
        assert bool(root.MarkInfo.Marked)
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        metadata = root.Metadata.read_bytes()
        assert b"pdfuaid:part" in metadata
        assert b'pdfaid:part="3"' in metadata
        assert str(opened.docinfo.Title).startswith("Delredovisning")
        assert str(opened.docinfo.CreationDate).startswith("D:20200831")
        assert len(root.AF) == 2


def test_every_font_is_embedded(document):
    fonts = [font for page in pypdf.PdfReader(io.BytesIO(document)).pages for font in _fonts(page)]
    assert fonts
    assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts)


def _fonts(page):
    for font in page["/Resources"]["/Font"].values():
        yield font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()


def test_it_is_read_aloud_in_the_order_of_the_report(document):
    """Headings never skip a level; every chapter of the contents comes, in its order; words before the table."""
    rows = [(row.kind, " ".join(row.text.split())) for row in spoken(document)]
    headings = [(int(kind[1]), text) for kind, text in rows if re.fullmatch(r"H\d", kind)]
    assert [level for level, _ in headings][:2] == [1, 2]
    assert all(after <= before + 1 for (before, _), (after, _) in pairwise(headings))
    chapters = [text for level, text in headings if level == 2 and text[0].isdigit()]
    assert [text.split()[0] for text in chapters] == [str(number) for number in range(1, len(chapters) + 1)]
    said = [text for _, text in rows]
    contents = [next(row for row in said if row.startswith(chapter)) for chapter in chapters]
    assert [said.index(row) for row in contents] == sorted(said.index(row) for row in contents)
    words = ("Vi har börjat .", "ett", "två", "Tabell 2. Tilldelningar i område 1, kronor")
    places = [len(said) - said[::-1].index(text) for text in words]
    assert places == sorted(places)


def test_every_figure_tells_its_amounts_in_words(document):
    figures = [row.text for row in spoken(document) if row.kind == "Figure"]
    assert len(figures) == 3
    assert "Tilldelat: 1\xa0100" in figures[-1]
    assert "2020-08: 309,75\xa0kr" in figures[-1]


def test_no_page_ends_with_a_heading(document):
    """Poppler gives the running head and the foot last, a line each."""
    headings = tuple(squeezed(row.text) for row in spoken(document) if re.fullmatch(r"H\d|Caption", row.kind))
    for page in pages_of(document)[1:]:
        *words, _, foot = page.strip().splitlines()
        assert re.search(r"\d+ \(\d+\)$", foot)
        assert not squeezed("".join(words)).endswith(headings), f"a heading last on the page: {words[-2:]}"


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("Nummer Datum Beslut Hänvisning Belopp, kr", r"\d{4}:\d+ \d{4}-\d\d-\d\d "),
        ("Aktivitet Beslut Belopp", r"(Alfa|Beta|Gamma) \d{4}:\d+ "),
    ],
)
def test_a_table_over_a_page_break_repeats_its_heads_and_leaves_no_row_alone(document, head, row):
    found = []
    for page in pages_of(document):
        lines = page.splitlines()
        rows = [at for at, line in enumerate(lines) if re.match(row, line)]
        if rows:
            assert head in lines[: rows[0]]
            found.append(len(rows))
    assert len(found) > 1
    assert min(found) > 1


def test_an_earmark_is_a_numbered_note_below_each_of_its_tables(document):
    """Twice: among the area's allotments and in the settlement, each with its own number."""
    rows = [(row.kind, " ".join(row.text.split())) for row in spoken(document)]
    said = [text for _, text in rows]
    for number, table in ((1, "Tilldelningar i område 1"), (2, "Avräkning per tilldelning")):
        after = said.index(next(text for text in reversed(said) if re.match(rf"Tabell \d+\. {table}", text)))
        marked = next(at for at, (kind, text) in enumerate(rows) if at > after and kind == "TH" and "Öronmärkt" in text)
        assert re.match(rf"(1\. )?Öronmärkt {number}\b", said[marked])
        below = next(at for at, text in enumerate(said) if at > marked and EARMARKED in text)
        assert rows[below] == ("LBody", f"{number}. {EARMARKED}")


def test_every_report_explains_the_words_of_its_own_sections():
    report = reports.Case().report()
    for template in (ACTIVITIES, ECONOMIC, dataclasses.replace(ACTIVITIES, sections=sections("months"))):
        layout = Layout(dataclasses.replace(report, template=template), "")
        assert "glossary" in layout.chapters
        assert "Utfall" in [term.word for term in layout.words]
    assert [term.word for term in layout.words] == ["Utfall", "Ej kopplat"]
    assert set(SECTION_WORDS) <= set(HEADINGS)
    assert {word for words in SECTION_WORDS.values() for word in words} <= set(GLOSSARY)


def test_every_head_has_its_scope_and_running_heads_are_no_content(document):
    with pikepdf.open(io.BytesIO(document)) as opened:
        kinds = [(str(element.S), element) for element in standards.elements(opened)]
        heads = [element for kind, element in kinds if kind == "/TH"]
        assert heads
        assert {str(head.A.Scope) for head in heads} == {"/Column", "/Row"}
        assert all(
            {str(child.S) for child in element.K} <= {"/Lbl", "/LBody"} for kind, element in kinds if kind == "/LI"
        )
        assert all(b"/Pagination" in page.Contents.read_bytes() for page in opened.pages)


def test_pages_are_numbered_and_the_contents_tell_where(document):
    reader = pypdf.PdfReader(io.BytesIO(document))
    count = len(reader.pages)
    assert f"3 ({count})" in reader.pages[2].extract_text()
    assert "Sammanfattning" in reader.pages[1].extract_text()
    assert "Utkast, inte inlämnad" in reader.pages[2].extract_text()


def test_prose_cannot_reach_outside_the_project(case):
    reports.actions.save_narrative(
        requirement=case.requirement,
        area=case.example.area,
        text="<img src='file:///etc/passwd'><script>x</script> ![bild](http://example.com/x.png) **fet**",
        version=0,
        by=case.writer,
    )
    report = case.report()
    text = reports.pdf_text(report_pdf(report, report.canonical()))
    assert "fet" in text
    assert "root:" not in text


def test_a_draft_is_drawn_by_the_worker_never_in_the_request(case, client):
    client.force_login(case.writer)
    path = reverse("requirement_pdf", args=[case.requirement.pk])
    waiting = client.get(path)
    assert waiting.status_code == 202
    assert waiting["Retry-After"]
    assert "Bakgrundsarbetaren svarar inte" in waiting.content.decode()
    client.get(path)
    assert ProcrastinateJob.objects.count() == 1
    job = ProcrastinateJob.objects.get()
    app.tasks[job.task_name](**job.args)
    ready = client.get(path)
    assert ready.status_code == 200
    assert ready.content.startswith(b"%PDF-1.7")
    creators.spent(case.example.beta, 1, month=datetime.date(2020, 6, 1))
    assert client.get(path).status_code == 202


def test_the_page_says_when_the_worker_has_given_up(case, client):
    client.force_login(case.writer)
    path = reverse("requirement_pdf", args=[case.requirement.pk])
    client.get(path)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")
    failed = client.get(path)
    assert failed.status_code == 500
    assert "Försök igen" in failed.content.decode()
    assert ProcrastinateJob.objects.count() == 1
    assert client.get(path, {"igen": 1}).status_code == 202
    assert ProcrastinateJob.objects.count() == 2


def test_old_drafts_are_thrown_away_but_never_what_was_filed(case):
    case.answered()
    filed, draft = case.file().frozen, case.report().canonical()
    for text in (filed, draft):
        keep(text, RenderedFile.Format.PDF, b"")
    RenderedFile.objects.unfiled_before(datetime.datetime(9999, 1, 1, tzinfo=datetime.UTC)).delete()
    assert RenderedFile.objects.get().data_sha256 == checksum(filed)


def test_render_report_writes_the_draft_and_its_figures(case, tmp_path):
    output, figures = tmp_path / "r.pdf", tmp_path / "r.json"
    call_command(
        "render_report", case.example.agreement.slug, "delredovisning", output=output, json=figures, as_of=reports.LAST
    )
    assert output.read_bytes().startswith(b"%PDF")
    assert json.loads(figures.read_text())["amounts"]["outcome"] == "309.75"


@pytest.mark.parametrize("arguments", [("saknas", "delredovisning"), ("", "slutredovisning")])
def test_render_report_says_in_swedish_what_is_missing(case, arguments, tmp_path):
    slug, kind = arguments
    slug = slug or case.example.agreement.slug
    with pytest.raises(CommandError, match=r"Det finns ingen|har inget krav på slutredovisning"):
        call_command("render_report", slug, kind, output=tmp_path / "x.pdf")
    assert not list(tmp_path.iterdir())
