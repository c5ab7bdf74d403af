"""The recipient's receipt of a filed report: registered with its file, shown, never changed."""

import datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from icalendar import Calendar

from config.refused import Refused
from reporting import actions, feed
from reporting.models import Receipt
from tests import creators
from tests.reporting import reports

pytestmark = pytest.mark.django_db

Day = datetime.date
LETTER = b"%PDF-1.7 Vi har tagit emot er redovisning."


@pytest.fixture(autouse=True)
def _files(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def case(case: reports.Case) -> reports.Case:
    return case.answered()


@pytest.fixture
def client(case: reports.Case) -> Client:
    client = Client()
    client.force_login(case.writer)
    return client


def letter(name: str = "kvittens.pdf", content: bytes = LETTER) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_receipt_with_its_file_makes_the_requirement_receipted(client, case):
    filed = case.file()
    assert "inlämnad" in client.get("/redovisning/").text
    fields = {"received_on": str(creators.TODAY), "reference": "4.1-123/2020", "file": letter()}
    assert client.post(f"{filed.get_absolute_url()}kvittens/", fields)["Location"] == filed.get_absolute_url()
    receipt = Receipt.objects.get()
    assert (receipt.by, receipt.media_type, len(receipt.sha256)) == (case.writer, "application/pdf", 64)
    page = client.get(filed.get_absolute_url()).text
    assert "4.1-123/2020" in page
    assert b"".join(client.get(receipt.get_absolute_url()).streaming_content) == LETTER
    for path in ("/redovisning/", "/kalender/"):
        assert "kvitterad" in client.get(path).text
    (event,) = Calendar.from_ical(feed.feed(case.writer, creators.TODAY)).walk("VEVENT")
    assert event["summary"].endswith("(kvitterad)")


def test_a_new_version_wants_a_receipt_of_its_own(client, case):
    _register(case, case.file())
    assert "kvitterad" in client.get("/redovisning/").text
    case.file(what_changed="Rättat.")
    assert "kvitterad" not in client.get("/redovisning/").text


def test_the_latest_receipt_counts_and_the_first_stays(client, case):
    filed = case.file()
    _register(case, filed, reference="Fel/2020")
    _register(case, filed, reference="Rätt/2020")
    page = client.get(filed.get_absolute_url()).text
    assert page.index("Rätt/2020") < page.index("Fel/2020")
    assert "ersatt av en senare" in page
    with pytest.raises(DatabaseError), transaction.atomic():
        Receipt.objects.update(reference="Annat")
    with pytest.raises(DatabaseError), transaction.atomic():
        Receipt.objects.all().delete()


WRONG = {
    "tomorrow": ({"received_on": "2020-09-11"}, "har inte varit än"),
    "before the filing": ({"received_on": "2020-09-09"}, "Kvittensen kan inte vara äldre"),
    "no number": ({"reference": ""}, "Skriv mottagarens diarienummer"),
    "a program": ({"file": letter("kvittens.exe")}, "inte en sorts fil som tas emot"),
    "a program called PDF": ({"file": letter("kvittens.pdf", b"MZ")}, "innehållet är något annat"),
}


@pytest.mark.parametrize(("fields", "words"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said_and_nothing_is_registered(client, case, fields, words):
    filed = case.file()
    sent = {"received_on": str(creators.TODAY), "reference": "1/2020"} | fields
    answer = client.post(f"{filed.get_absolute_url()}kvittens/", sent)
    assert answer.status_code == 422
    assert words in answer.text
    assert not Receipt.objects.exists()


def test_who_may_not_is_refused_by_the_action_itself(case):
    with pytest.raises(Refused, match="behörighet"):
        _register(case, case.file(), by=reports.manager())


def _register(case: reports.Case, filed, **more) -> Receipt:
    said = {"received_on": creators.TODAY, "reference": "1/2020", "by": case.writer, "on": creators.TODAY}
    return actions.register_receipt(filed, **said | more)
