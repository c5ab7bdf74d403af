"""Is this the file that was filed? By checksum, against what is kept; nothing of the question is."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from people.models import User
from reporting.files import file_name, report_csv
from reporting.filing import frozen_report
from reporting.models import FiledReport, RenderedFile

SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Answer:
    """`filed` is None when no filed report has a file with that checksum."""

    sha256: str
    filed: FiledReport | None = None
    format: str = ""
    file_name: str = ""
    newer: int = 0
    """The number of the latest version, when the file is of an earlier one."""


def checksum_of(chunks: Iterable[bytes]) -> str:
    """SHA-256 of a file read piece by piece, in hexadecimal."""
    found = hashlib.sha256()
    for chunk in chunks:
        found.update(chunk)
    return found.hexdigest()


def read_checksum(text: str) -> str:
    """A checksum as people paste it, with spaces and line breaks; "" when it is not one."""
    plain = "".join(text.split()).lower()
    return plain if SHA256.fullmatch(plain) else ""


def verify(sha256: str, user: User) -> Answer:
    """Looks among the filed reports that the user may see: JSON, the drawn PDF and XLSX, then the CSV of each."""
    reports = FiledReport.objects.visible_to(user).select_related("requirement__agreement", "filed_by")
    drawn = RenderedFile.objects.filter(sha256=sha256).first()
    if filed := reports.filter(sha256=drawn.data_sha256 if drawn else sha256).first():
        return _found(sha256, filed, drawn.format if drawn else "json")
    for filed in reports:
        if hashlib.sha256(report_csv(frozen_report(filed))).hexdigest() == sha256:
            return _found(sha256, filed, "csv")
    return Answer(sha256)


def _found(sha256: str, filed: FiledReport, format: str) -> Answer:
    latest = FiledReport.objects.filter(requirement=filed.requirement_id).order_by("version").last()
    newer = latest.version if latest and latest.version > filed.version else 0
    return Answer(sha256, filed, format.upper(), file_name(frozen_report(filed), format), newer)
