"""HTML template to PDF. Same template, data and library versions give the same bytes: no date comes from the clock.

A page takes about a third of a second, so documents are rendered by the worker, not while somebody waits for a page.
"""

import datetime
from collections.abc import Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import weasyprint
from django.conf import settings
from django.template.loader import render_to_string
from fontTools.ttLib import woff2
from weasyprint.urls import URLFetcher, URLFetcherResponse

from config.clock import SWEDEN
from decisions.pdf.standards import Attachment, conform

ASSETS = settings.BASE_DIR / "static"


class OwnFiles(URLFetcher):
    """Fonts and style from the project's own folder; everything else is refused, whatever a text may point at."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        path = Path(url.removeprefix("file://")).resolve()
        if not url.startswith("file://") or not path.is_relative_to(ASSETS):
            raise ValueError(f"a document reads nothing but its own files, not {url}")
        if path.suffix == ".woff2":
            return URLFetcherResponse(url, _unpacked(path))
        return super().fetch(url, headers)


@cache
def _unpacked(font: Path) -> bytes:
    """The font as the engine would unpack it for every document anew: four of them take a third of a second."""
    unpacked = BytesIO()
    woff2.decompress(BytesIO(font.read_bytes()), unpacked)
    return unpacked.getvalue()


def render(
    template: str,
    context: dict[str, Any],
    *,
    title: str,
    dated: datetime.date,
    author: str,
    subject: str = "",
    language: str = "sv",
    attachments: Sequence[Attachment] = (),
) -> bytes:
    """The document as PDF/A-3a and PDF/UA-1, with fonts embedded and the attachments inside.

    `dated` is the day of the data and becomes the file's created and modified date.
    """
    noon = datetime.datetime.combine(dated, datetime.time(12), SWEDEN)
    page = {**context, "title": title, "author": author, "subject": subject, "language": language, "stamp": noon}
    document = weasyprint.HTML(
        string=render_to_string(template, page), base_url=f"{ASSETS.as_uri()}/", url_fetcher=OwnFiles()
    )
    return conform(document.write_pdf(pdf_variant="pdf/a-3a"), attachments=attachments, at=noon)
