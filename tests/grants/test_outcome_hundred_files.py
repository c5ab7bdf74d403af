"""A hundred malformed files through the page: each a plain reason, never an error of ours; nothing read in, and the
memory stays bounded."""

import resource
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.test import Client

from grants.forms.outcome import UploadForm
from grants.models import Agreement, OutcomeImport, OutcomeUpload
from grants.outcome import uploads
from people.abilities import Profile
from tests import creators
from tests.grants.malformed_files import FILES, MEGABYTE, Malformed, malformed_files
from tests.grants.outcome_files import mapping

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Iterator[Client]:
    """A controller, an agreement with the activity A1, and a mapping."""
    creators.activity(creators.area(creators.agreement("god-vard")), code="A1")
    client = Client()
    client.force_login(creators.user(Profile.CONTROLLER))
    mapping()
    return client


def complaint(client: Client, file: Malformed, columns: int) -> str:
    """What is wrong with how the page received the file; empty when all is well."""
    data = {"agreement": "god-vard", "month": "2020-03", "mapping": columns}
    upload = SimpleUploadedFile(file.file_name, file.content())
    response = client.post("/utfall/inlasning/", data | {"file": upload})
    if response.status_code == 302:  # a large one: the worker reads it
        uploads.work(OutcomeUpload.objects.for_work().get())
        response = client.get(response["Location"])
        return "" if file.reason in response.content.decode() else f"{file.name}: {response.status_code}"
    if response.status_code != 422:
        return f"{file.name}: {response.status_code}"
    rows = response.context["errors_shown"]
    said = " ".join([*(text for texts in response.context["form"].errors.values() for text in texts), *map(str, rows)])
    if file.reason not in said:
        return f"{file.name}: {file.reason!r} is not in {said[:200]!r}"
    if file.row is not None and (file.row, file.column) not in [(error.row, error.column) for error in rows]:
        return f"{file.name}: row {file.row} column {file.column} is not in {said[:200]!r}"
    return ""


def test_each_is_refused_in_plain_words(client: Client) -> None:
    files, columns = malformed_files(), mapping("Prov").pk
    assert len(files) == FILES
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    complaints = [said for file in files if (said := complaint(client, file, columns))]
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    assert complaints == []
    assert not OutcomeImport.objects.exists()
    assert grown < 450, f"{grown} MB, of which the bomb itself is 160"


def test_sixty_megabytes_are_refused_unread(client: Client, tmp_path: Path) -> None:
    class Unread(UploadedFile):
        def read(self, *args: object) -> bytes:
            raise AssertionError("a file that is too large is read")

    with tempfile.TemporaryFile() as file:
        file.truncate(60 * MEGABYTE)
        upload = Unread(file, "stor.csv", size=60 * MEGABYTE)
        data = {"agreement": "god-vard", "month": "2020-03", "mapping": mapping("Prov").pk}
        form = UploadForm(Agreement.objects.all(), data, {"file": upload})
        assert form.errors["file"] == ["Filen är större än 20 MB."]
