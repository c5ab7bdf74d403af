"""Is it the filed file? And everything for the diarium in one ZIP."""

import hashlib
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from reporting import bundle, tasks
from reporting.filing import frozen_report
from reporting.models import RenderedFile
from reporting.rendering import Format, draw, keep
from reporting.verification import verify
from tests import creators

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(case):
    return case.answered()


def ask(client, content=None, **said):
    files = {"file": SimpleUploadedFile("fil", content)} if content is not None else {}
    answer = client.post(reverse("verification"), files | said)
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize("format", Format)
def test_each_file_is_told_with_its_format_and_version(client, case, format):
    filed = case.file()
    content = keep(filed.frozen, format, f"{format} som den skrevs".encode())
    client.force_login(case.writer)
    status, page = ask(client, content)
    assert (status, "Ja, filen är inlämnad" in page, f"{format.name}-filen" in page) == (200, True, True)
    assert "Delredovisning för" in page
    assert "version 1" in page


def test_a_json_is_told_before_its_file_is_made_and_a_file_of_two_versions_by_the_last(case):
    first = case.file()
    second = case.file(what_changed="Ny text.")
    assert (verify(first.sha256, case.writer).format, RenderedFile.objects.count()) == ("JSON", 0)
    for filed in (first, second):
        same = hashlib.sha256(keep(filed.frozen, Format.CSV, b"samma")).hexdigest()
    assert verify(same, case.writer).filed == second


def test_a_changed_file_a_draft_and_an_unknown_checksum_are_not_the_filed_one(client, case):
    filed = case.file()
    client.force_login(case.writer)
    draft = draw(case.report().canonical(), Format.XLSX)
    for content in (filed.frozen.encode() + b" ", draft, b""):
        assert "Nej, ingen inlämnad redovisning" in ask(client, content)[1]
    assert "Nej, ingen inlämnad redovisning" in ask(client, sha256="0" * 64)[1]


def test_a_pasted_checksum_may_have_spaces_and_an_earlier_version_says_so(client, case):
    first = case.file()
    case.file(what_changed="Ny text.")
    client.force_login(case.writer)
    pasted = f" {first.sha256[:32].upper()}\n{first.sha256[32:]} "
    status, page = ask(client, sha256=pasted)
    assert status == 200
    assert "Version 2 har lämnats in senare" in page


def test_half_a_checksum_or_nothing_is_an_error_that_says_what_to_do(client, case):
    client.force_login(case.writer)
    for said, told in (({"sha256": "abc"}, "64 tecken"), ({}, "Välj en fil eller klistra in")):
        status, page = ask(client, **said)
        assert (status, told in page) == (422, True)


def test_who_sees_nothing_is_told_nothing(case):
    filed = case.file()
    assert verify(filed.sha256, creators.user()).filed is None
    assert verify(filed.sha256, case.writer).filed == filed


def test_the_bundle_has_every_file_the_decisions_and_their_checksums(client, case):
    filed = case.file()
    client.force_login(case.writer)
    path = reverse("filed_zip", args=[filed.pk])
    assert client.get(path).status_code == 202
    tasks.render_bundle(filed_id=filed.pk)
    first = client.get(path)
    assert first["Content-Type"] == "application/zip"
    assert client.get(path).content == first.content
    told = {
        format: verify(sha256, case.writer) for format, sha256 in RenderedFile.objects.values_list("format", "sha256")
    }
    assert {format: (answer.filed, answer.format) for format, answer in told.items()} == {
        format.value: (filed, format.name) for format in Format
    }
    with zipfile.ZipFile(io.BytesIO(first.content)) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    sums = dict(line.split("  ")[::-1] for line in content.pop(bundle.CHECKSUMS).decode().splitlines())
    assert sums == {name: hashlib.sha256(data).hexdigest() for name, data in content.items()}
    assert [name.rsplit(".", 1)[1] for name in content][:4] == ["pdf", "xlsx", "csv", "json"]
    decisions = [name for name in content if name.startswith("beslut/")]
    assert len(decisions) == len(frozen_report(filed).decisions)
