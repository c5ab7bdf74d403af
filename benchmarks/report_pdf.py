"""Documents: a decision, the four source documents and the interim report, beside WeasyPrint alone on the same HTML.

What we add to WeasyPrint is tags and PDF/A, the mending for PDF/UA, attachments, and drawing the HTML.
"""

import io
import itertools
import multiprocessing
import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from typing import Any

import pikepdf
import weasyprint
from django.template.loader import render_to_string

from benchmarks import data
from benchmarks.harness import Job, Result, Spread, compare
from decisions import short_documents
from decisions.case_document import build_case_document
from decisions.decision_document import build_document
from decisions.frozen import checksum
from decisions.models import Decision, Document
from decisions.pdf.engine import ASSETS, OwnFiles
from decisions.rendering import document_pdf
from grants.models import Agreement
from reporting import demo
from reporting.files.pdf import Layout, report_pdf
from reporting.models import Requirement
from reporting.report import Report, build_report

SOURCES = (
    ("002", "RS/195/2020", "beslutsunderlag"),
    ("003", "RS/195/2020", "tjänsteskrivelse"),
    ("004", "RS/26/2020", "delegationsbeslut"),
    ("000", "RS/203/2021", "tjänsteskrivelse"),
)
SIZES = (20, 100, 300)


@dataclass(frozen=True)
class Paper:
    """A document: ours as bytes, and the HTML that it is drawn from."""

    name: str
    ours: Callable[[], bytes]
    html: str


def run(quick: bool) -> Iterator[Result]:
    demo.load()
    agreement = Agreement.objects.get(slug=demo.GOD_OCH_NARA_VARD)
    requirement = Requirement.objects.filter(agreement=agreement, kind=Requirement.Kind.INTERIM)[0]
    report = build_report(requirement, data.TODAY)
    papers = [_decision(agreement), *map(_source, SOURCES), _report("delredovisning", report)]
    for paper in papers:
        yield _compared(paper, pairs=1 if quick else 2)
    for pages in () if quick else SIZES:
        yield _compared(_report(f"delredovisning av {pages} sidor", _stretched(report, pages)), pairs=0)


def _decision(agreement: Agreement) -> Paper:
    document = build_document(Decision.objects.for_page().get(agreement=agreement, section_number="§ 35"))
    html = _html("pdf/decision.html", {"document": document, "data_sha256": checksum(document.canonical())}, document)
    return Paper("beslut § 35", lambda: document_pdf(document), html)


def _source(source: tuple[str, str, str]) -> Paper:
    """A source document, written out again."""
    name, registry_number, kind = source
    found = Document.objects.newest_of(registry_number, kind)
    assert found is not None
    document = build_case_document(found)
    html = _html(document.template, short_documents.context(document), found)
    return Paper(f"{name} {kind}", lambda: short_documents.drawn(document), html)


def _report(name: str, report: Report) -> Paper:
    text = report.canonical()
    layout = Layout(report, checksum(text))
    html = _html("pdf/report.html", {"layout": layout, "report": report}, report)
    return Paper(name, lambda: report_pdf(report, text), html)


def _stretched(report: Report, pages: int) -> Report:
    """The same report with its areas over and over: an area takes about a page, the rest of it ten."""
    again = itertools.islice(itertools.cycle(report.areas), pages - 10)
    return replace(report, areas=tuple(replace(area, number=number) for number, area in enumerate(again, start=1)))


def _html(template: str, context: dict[str, Any], titled: Any) -> str:
    page = {"title": titled.title, "author": "", "subject": "", "language": "sv", "stamp": data.STAMP}
    return render_to_string(template, context | page)


def _bare(html: str) -> bytes:
    return weasyprint.HTML(string=html, base_url=f"{ASSETS.as_uri()}/", url_fetcher=OwnFiles()).write_pdf()


def _compared(paper: Paper, *, pairs: int) -> Result:
    """`pairs` rounds in turn; with none, the drawing of each whose memory is measured: long documents take minutes."""
    ours = _in_a_process(paper.ours)
    bare = _in_a_process(lambda: _bare(paper.html))
    pages = _pages(ours.content)
    facts = {
        "pages": str(pages),
        "size": f"{len(ours.content) // 1024} kB",
        "peak_memory": f"{ours.memory} MB (bare {bare.memory} MB; process before {ours.before} MB)",
    }
    if pairs:
        jobs = Job(lambda _: paper.ours()), Job(lambda _: _bare(paper.html))
        result = compare("report_pdf", paper.name, *jobs, pairs=pairs, count_queries=False, **facts)
    else:
        once = [Spread.of([value]) for value in (ours.seconds, bare.seconds, ours.seconds / bare.seconds)]
        result = Result("report_pdf", paper.name, *once, pairs=1, facts=facts)
    result.facts["seconds_per_page"] = f"{result.ours.median / pages:.2f}"
    return result


def _pages(content: bytes) -> int:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return len(pdf.pages)


@dataclass(frozen=True)
class Drawn:
    """A document drawn by a process of its own: its peak memory, what it held beforehand (MB), and the seconds."""

    content: bytes
    memory: int
    before: int
    seconds: float


def _in_a_process(draw: Callable[[], bytes]) -> Drawn:
    here, there = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=_draw, args=(draw, there))
    process.start()
    drawn: Drawn = here.recv()
    process.join()
    return drawn


def _draw(draw: Callable[[], bytes], to: Connection) -> None:
    before, begun = _peak_memory(), time.perf_counter()
    content = draw()
    to.send(Drawn(content, _peak_memory(), before, time.perf_counter() - begun))


def _peak_memory() -> int:
    """MB. Linux counts ru_maxrss in kB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
