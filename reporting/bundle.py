"""What the registrar puts in the diarium: every file of a filed report, the decisions behind it, a list of checksums.

Same filing, same bytes: the files are those kept, in a fixed order, dated the day of filing and stored as they are.
"""

import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator

from decisions.models import Decision, RenderedDecision
from decisions.rendering import file_name as decision_file_name
from decisions.rendering import render_and_store
from reporting.files import file_name, report_csv
from reporting.filing import frozen_report
from reporting.models import AnswerFile, FiledReport, RenderedFile
from reporting.rendering import draw, stored
from reporting.report import Report

CHECKSUMS = "SHA256SUMS.txt"


def bundle(filed: FiledReport) -> bytes | None:
    """The ZIP; None until the worker has drawn every file of it (`draw_bundle`)."""
    report = frozen_report(filed)
    decisions = list(behind(report, filed))
    rendered = {row.decision_id: bytes(row.pdf) for row in RenderedDecision.objects.filter(decision__in=decisions)}
    drawn = {format: stored(filed.frozen, format) for format in RenderedFile.Format}
    if len(rendered) < len(decisions) or not all(drawn.values()):
        return None
    files = [(file_name(report, format.value), content or b"") for format, content in drawn.items()]
    files += [(file_name(report, "csv"), report_csv(report)), (file_name(report, "json"), filed.frozen.encode())]
    files += _attached(report)
    files += [(f"beslut/{decision_file_name(row)}", rendered[row.pk]) for row in decisions]
    return _zipped([*files, (CHECKSUMS, _checksums(files))], report)


def draw_bundle(filed: FiledReport) -> None:
    """Draws what is not drawn yet. What has been drawn stays as it is."""
    for format in RenderedFile.Format:
        draw(filed.frozen, format)
    for decision in behind(frozen_report(filed), filed):
        render_and_store(decision)


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
