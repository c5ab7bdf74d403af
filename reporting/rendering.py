"""The files of a report, found again by the checksum of its data: same data, same bytes, drawn once."""

import hashlib
from collections.abc import Callable

from decisions.frozen import checksum
from reporting.files import report_csv, report_pdf, report_xlsx
from reporting.models import RenderedFile
from reporting.report import Report

Format = RenderedFile.Format
DRAWN: dict[str, Callable[[Report, str], bytes]] = {
    Format.PDF: report_pdf,
    Format.XLSX: report_xlsx,
    Format.CSV: lambda report, _: report_csv(report),
    Format.JSON: lambda _, text: text.encode(),
}


def stored(text: str, format: Format) -> bytes | None:
    """The file drawn from this canonical text; None if it has not been drawn."""
    found = RenderedFile.objects.filter(data_sha256=checksum(text), format=format).first()
    return bytes(found.content) if found else None


def draw(text: str, format: Format) -> bytes:
    """The file of this canonical text: the kept one, or drawn now and kept."""
    kept = stored(text, format)
    return kept if kept is not None else keep(text, format, DRAWN[format](Report.thaw(text), text))


def keep(text: str, format: Format, content: bytes) -> bytes:
    """Keeps a file of this canonical text with its checksum. What was kept first is what stays, and is given back."""
    made, _ = RenderedFile.objects.get_or_create(
        data_sha256=checksum(text),
        format=format,
        defaults={"content": content, "sha256": hashlib.sha256(content).hexdigest()},
    )
    return bytes(made.content)
