"""What the registrar puts in the diarium: every file of a filed report, the decisions behind it, a list of checksums.

The files are those kept, in a fixed order, dated the day of filing and stored as they are. The ZIP is kept too.
"""

import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator

from decisions.models import Decision
from decisions.rendering import file_name as decision_file_name
from decisions.rendering import render_and_store
from reporting.files import file_name
from reporting.filing import frozen_report
from reporting.models import AnswerFile, FiledReport, RenderedFile
from reporting.rendering import draw, keep, stored
from reporting.report import Report

CHECKSUMS = "SHA256SUMS.txt"


def draw_bundle(filed: FiledReport) -> bytes:
    """The ZIP: the kept one, or put together now and kept. Draws what is not drawn yet: for the worker."""
    if kept := stored(filed.frozen, RenderedFile.Format.ZIP):
        return kept
    report = frozen_report(filed)
    files = [(file_name(report, format.value), draw(filed.frozen, format)) for format in RenderedFile.FILED]
    files += _attached(report)
    files += [(f"beslut/{decision_file_name(row)}", render_and_store(row)) for row in behind(report, filed)]
    return keep(filed.frozen, RenderedFile.Format.ZIP, _zipped([*files, (CHECKSUMS, _checksums(files))], report))


def behind(report: Report, filed: FiledReport) -> Iterable[Decision]:
    """The decisions that the filed figures follow from, in the order of the report."""
    numbers = [row.number for row in report.decisions]
    agreement = filed.requirement.agreement_id
    found = Decision.objects.decided().filter(agreement=agreement, number__in=numbers).for_page()
    return sorted(found, key=lambda decision: numbers.index(decision.number))


def _attached(report: Report) -> Iterator[tuple[str, bytes]]:
    """The files that answer questions. What has been received is kept, so the filed ones are there."""
    kept = AnswerFile.objects.in_bulk([file.number for _, _, file in report.attached])
    for name, _, file in report.attached:
        with kept[file.number].file.open("rb") as content:
            yield name, content.read()


def _checksums(files: Iterable[tuple[str, bytes]]) -> bytes:
    """As `sha256sum -c` reads them."""
    return "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in files).encode()


def _zipped(files: Iterable[tuple[str, bytes]], report: Report) -> bytes:
    day = report.dated
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 12, 0, 0))
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return target.getvalue()
