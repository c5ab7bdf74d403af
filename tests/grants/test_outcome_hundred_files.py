"""A hundred malformed files through the page: each a plain reason, never an error of ours; nothing read in, and the
memory stays bounded."""

import io
import resource
import tracemalloc
from collections.abc import Iterator
from itertools import chain, repeat

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from grants.models import OutcomeImport, OutcomeUpload
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


class Streamed(io.RawIOBase):
    """The body of a posted form with a file of so many megabytes, made as it is asked for."""

    def __init__(self, megabytes: int, **fields: object) -> None:
        parts = [
            f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()
        ]
        file = (
            '--x\r\nContent-Disposition: form-data; name="file"; filename="stor.csv"\r\nContent-Type: text/csv\r\n\r\n'
        )
        self.pieces = chain(["".join(parts), file], repeat("x" * MEGABYTE, megabytes), ["\r\n--x--\r\n"])
        self.length = len("".join(parts)) + len(file) + megabytes * MEGABYTE + len("\r\n--x--\r\n")
        self.rest = b""

    def read(self, size: int = -1) -> bytes:
        while not self.rest and (piece := next(self.pieces, "")):
            self.rest = piece.encode()
        given, self.rest = self.rest[:size], self.rest[size:]
        return given


def test_sixty_megabytes_through_the_page_are_refused_in_bounded_memory(client: Client) -> None:
    body = Streamed(60, agreement="god-vard", month="2020-03", mapping=mapping("Prov").pk)
    form = {"CONTENT_TYPE": "multipart/form-data; boundary=x", "CONTENT_LENGTH": body.length, "wsgi.input": body}
    tracemalloc.start()
    try:
        response = client.request(REQUEST_METHOD="POST", PATH_INFO="/utfall/inlasning/", **form)
        most = tracemalloc.get_traced_memory()[1] // MEGABYTE
    finally:
        tracemalloc.stop()
    assert response.status_code == 422
    assert response.context["form"].errors["file"] == ["Filen är större än 20 MB."]
    assert most < 20, f"{most} MB"
    assert not OutcomeUpload.objects.exists()
