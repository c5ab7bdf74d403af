"""A file between its preview and its confirmation: kept on the server, bound to the session and to its checksum."""

import datetime
import hashlib
from dataclasses import dataclass
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from grants.kronor import format_month, parse_month
from grants.models import Agreement, OutcomeMapping
from grants.outcome.refusals import OutcomeRefused

FOLDER = "utfall"
KEY = "outcome_upload"
KEPT = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Upload:
    """What was uploaded; `source` is what `preview` and `import_file` take."""

    sha256: str
    source: dict[str, Any]


def keep(session: SessionBase, source: dict[str, Any]) -> str:
    """Keep an upload that may be confirmed; an earlier one of the session is thrown away. Returns its checksum."""
    forget(session)
    _forget_old()
    content = source["content"]
    sha256 = hashlib.sha256(content).hexdigest()
    session[KEY] = {
        "sha256": sha256,
        "path": default_storage.save(f"{FOLDER}/{sha256[:16]}", ContentFile(content)),
        "name": source["name"],
        "agreement": source["agreement"].pk,
        "month": format_month(source["month"]),
        "mapping": source["mapping"].pk,
    }
    return sha256


def kept(session: SessionBase, sha256: str) -> Upload:
    """The session's upload with this checksum, its bytes checked anew. Raises OutcomeRefused if there is none."""
    noted = session.get(KEY)
    if not noted or noted["sha256"] != sha256 or not default_storage.exists(noted["path"]):
        raise OutcomeRefused("Filen finns inte kvar för granskning. Välj den igen.", "upload_gone")
    with default_storage.open(noted["path"]) as file:
        content = file.read()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise OutcomeRefused("Filen har ändrats sedan den granskades. Välj den igen.", "upload_changed")
    source = {
        "agreement": Agreement.objects.get(pk=noted["agreement"]),
        "month": parse_month(noted["month"]),
        "mapping": OutcomeMapping.objects.get(pk=noted["mapping"]),
        "name": noted["name"],
        "content": content,
    }
    return Upload(sha256, source)


def forget(session: SessionBase) -> None:
    noted = session.pop(KEY, None)
    if noted:
        default_storage.delete(noted["path"])


def _forget_old() -> None:
    """Uploads that nobody confirmed: the session that knew of them is gone."""
    if not default_storage.exists(FOLDER):
        return
    for name in default_storage.listdir(FOLDER)[1]:
        path = f"{FOLDER}/{name}"
        if timezone.now() - default_storage.get_modified_time(path) > KEPT:
            default_storage.delete(path)
