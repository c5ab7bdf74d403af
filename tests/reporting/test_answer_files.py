"""A file as an answer: what is taken, that nothing received is lost, and that it follows the report to the diarium."""

import hashlib
import zipfile
from copy import deepcopy
from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest
from django.db import DatabaseError, transaction

from config.refused import Refused
from decisions.frozen import checksum
from people.abilities import Profile
from reporting import actions
from reporting.bundle import draw_bundle
from reporting.files import report_xlsx
from reporting.models import AnswerFile, FiledReport, RenderedFile
from reporting.report import Report, build_report
from tests import asking, creators
from tests.reporting.test_questionnaires import ON, Asked

pytestmark = pytest.mark.django_db
QUESTION = "Vilket underlag finns?"


@pytest.fixture(scope="module")
def made(module_db: None) -> Asked:
    return Asked()


@pytest.fixture
def asked(made: Asked, db: None) -> Asked:
    return deepcopy(made)


def keep(asked: Asked, file=None, by=None) -> AnswerFile:
    return actions.keep_file(asked.of(QUESTION), file=file or asking.file(), by=by or asked.chief, on=ON)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("tom.pdf", b"", "är tom"),
        ("rapport.exe", b"MZ", "inte en sorts fil som tas emot"),
        ("rapport.pdf", b"<html>", "innehållet är något annat"),
        ("rapport.pdf", b"%PDF-" + b"x" * 2000, "får vara högst"),
    ],
)
def test_a_file_of_the_wrong_kind_or_size_is_refused_at_its_question(asked, client, settings, name, content, said):
    settings.ATTACHMENT_MAX_BYTES = 1024
    client.force_login(asked.chief)
    posted = asked.posted("Vad har gjorts?", "Mycket.", by=asked.chief)
    answer = client.post(asked.address, posted | {f"s{asked.of(QUESTION).pk}": asking.file(name, content)})
    assert (answer.status_code, said in answer.text) == (422, True)
    assert asked.of(QUESTION).is_empty
    assert asked.of("Vad har gjorts?").value == "Mycket.", "the other answers are saved"


def test_a_file_is_given_fetched_replaced_and_taken_away(asked, client):
    client.force_login(asked.chief)
    field = f"s{asked.of(QUESTION).pk}"
    said = client.post(
        asked.address, asked.posted(QUESTION, "", by=asked.chief, do="autosave") | {field: asking.file()}
    )
    told = said.json()["answers"][str(asked.of(QUESTION).pk)]["file"]
    assert told["name"].startswith("rapport.pdf (PDF, 1 kB, kontrollsumma ")
    got = client.get(told["path"])
    assert b"".join(got.streaming_content) == b"%PDF-1.7 rapport"
    assert got["Content-Disposition"] == 'attachment; filename="rapport.pdf"'
    assert got["X-Content-Type-Options"] == "nosniff"

    client.post(asked.address, asked.posted("Vad har gjorts?", "Mycket.", by=asked.chief))
    assert asked.of(QUESTION).file["name"] == "rapport.pdf", "what was left alone stays"
    other = asking.file("bild.png", b"\x89PNG\r\n\x1a\n1")
    client.post(asked.address, asked.posted(QUESTION, "", by=asked.chief) | {field: other})
    assert asked.of(QUESTION).file["name"] == "bild.png"
    gone = {f"x{asked.of(QUESTION).pk}": "on"}
    client.post(asked.address, asked.posted(QUESTION, "", by=asked.chief) | gone)
    assert asked.of(QUESTION).is_empty
    assert AnswerFile.objects.count() == 2, "what has been received is kept"
    for write in (lambda: AnswerFile.objects.update(name="annat.pdf"), lambda: AnswerFile.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()


def test_two_give_a_file_at_once_and_none_is_lost(asked, client):
    mine = asked.posted(QUESTION, "", by=asked.deputy) | {
        f"s{asked.of(QUESTION).pk}": asking.file("min.pdf", b"%PDF-1.7 min")
    }
    answer = asked.of(QUESTION)
    actions.save_answer(answer, value=keep(asked).as_value, version=0, by=asked.chief, on=ON)
    client.force_login(asked.deputy)
    page = client.post(asked.address, mine)
    assert page.status_code == 409
    assert "Din fil min.pdf" in page.text
    assert "rapport.pdf (PDF" in page.text
    assert asked.of(QUESTION).file["name"] == "rapport.pdf"

    kept = AnswerFile.objects.get(name="min.pdf")
    again = asked.posted(QUESTION, "", by=asked.deputy) | {f"k{answer.pk}": str(kept.pk)}
    assert client.post(asked.address, again).status_code == 302
    assert asked.of(QUESTION).file["name"] == "min.pdf"
    assert answer.events.get(what="changed").before["name"] == "rapport.pdf"


def test_a_file_of_another_answer_or_by_another_person_is_not_taken(asked, client):
    with pytest.raises(Refused, match="lämnas av Primärvårdschef"):
        keep(asked, by=creators.user(Profile.MANAGER))
    other = asking.answer(asked.questionnaire, QUESTION, "Beta")
    theirs = AnswerFile.objects.create(
        answer=other, name="a.pdf", media_type="x", size=1, sha256="a", file="a", added_on=ON, by=asked.officer
    )
    client.force_login(asked.chief)
    client.post(asked.address, asked.posted(QUESTION, "", by=asked.chief) | {f"k{asked.of(QUESTION).pk}": theirs.pk})
    assert asked.of(QUESTION).is_empty


def test_it_is_listed_in_the_report_and_lies_in_the_bundle(asked, client):
    file = keep(asked)
    actions.save_answer(asked.of(QUESTION), value=file.as_value, version=0, by=asked.chief, on=ON)
    report = build_report(asked.requirement, asking.DUE)
    ((name, row, told),) = report.attached
    assert (name, row.question, told.sha256) == ("bilagor/1-rapport.pdf", QUESTION, file.sha256)

    filed = filed_and_drawn(asked, report)
    archive = zipfile.ZipFile(BytesIO(draw_bundle(filed)))
    assert archive.read(name) == b"%PDF-1.7 rapport"
    summed = f"{hashlib.sha256(b'%PDF-1.7 rapport').hexdigest()}  {name}"
    assert summed in archive.read("SHA256SUMS.txt").decode()
    client.force_login(asked.officer)
    assert name in client.get(filed.get_absolute_url()).text
    sheet = openpyxl.load_workbook(BytesIO(report_xlsx(report, report.canonical())))["Bilagor"]
    assert [cell.value for cell in sheet[2]] == [name, QUESTION, "Alfa", "PDF, 1 kB", file.sha256]


def filed_and_drawn(asked: Asked, report: Report) -> FiledReport:
    """The report as filed, with files that stand for the drawn ones: drawing them is not what is tested."""
    frozen = replace(report, decisions=()).canonical()
    for format in RenderedFile.FILED:
        RenderedFile.objects.create(data_sha256=checksum(frozen), format=format, content=b"x", sha256="x")
    return FiledReport.objects.create(
        requirement=asked.requirement,
        version=1,
        frozen=frozen,
        sha256=checksum(frozen),
        signatory="Regiondirektören",
        filed_on=ON,
        filed_by=asked.officer,
    )
