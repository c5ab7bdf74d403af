"""Is this the file that was filed? By checksum, against what is kept; nothing of the question is."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from people.models import User
from reporting.files import file_name
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
    """Looks among the kept files of the filed reports that the user may see. A JSON is told by its filing also before
    its file is kept. Of versions with the same file the last one is told."""
    reports = FiledReport.objects.visible_to(user).select_related("requirement__agreement", "filed_by")
    formats = dict(RenderedFile.objects.filter(sha256=sha256).values_list("data_sha256", "format"))
    found = reports.filter(sha256__in=[sha256, *formats]).order_by("filed_at", "pk").last()
    return _found(sha256, found, formats.get(found.sha256, RenderedFile.Format.JSON)) if found else Answer(sha256)


def _found(sha256: str, filed: FiledReport, format: str) -> Answer:
    latest = FiledReport.objects.filter(requirement=filed.requirement_id).order_by("version").last()
    newer = latest.version if latest and latest.version > filed.version else 0
    return Answer(sha256, filed, format.upper(), file_name(frozen_report(filed), format), newer)
