"""The recipient's receipt of a filed report: registered with its file, shown, never changed."""

import datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from icalendar import Calendar

from config.refused import Refused
from reporting import actions, feed, start
from reporting.models import OutsideReport, Receipt, Requirement
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


def test_a_plan_sent_by_email_carries_its_signatory_file_and_later_its_receipt(client, case):
    """Reported outside: nobody is reminded, the calendar says so, and each registration stays."""
    plan = reports.requirement(case.example.agreement, kind="plan", title="Handlingsplan", period_to=None)
    path, on = f"{plan.get_absolute_url()}lamnad/", str(creators.TODAY)
    assert plan in Requirement.objects.in_force(creators.TODAY).unfiled()
    sent = {"reported_on": on, "channel": "email", "signatory": "Regiondirektören"}
    assert client.post(path, sent | {"file": letter("plan.pdf")})["Location"] == plan.get_absolute_url()
    assert plan not in Requirement.objects.in_force(creators.TODAY).unfiled()
    assert plan not in Requirement.objects.expected(creators.TODAY)
    assert "Handlingsplan" not in [row.what for row in start.deadlines(case.writer, creators.TODAY)]
    rows = {row.requirement: row.state for row in start.calendar(case.writer, creators.TODAY)}
    assert rows[plan] == "filed"
    half = client.post(path, sent | {"received_on": on})
    assert (half.status_code, "Skriv mottagarens diarienummer" in half.text) == (422, True)
    assert 'value="Regiondirektören"' in client.get(path).text
    client.post(path, sent | {"received_on": on, "reference": "4.1-7/2020"})
    first, latest = OutsideReport.objects.order_by("pk")
    assert (first.received_on, latest.file.name, latest.sha256) == (None, first.file.name, first.sha256)
    rows = {row.requirement: row.state for row in start.calendar(case.writer, creators.TODAY)}
    assert rows[plan] == "receipted"
    page = client.get(plan.get_absolute_url()).text
    for told in ("med e-post", "undertecknad av Regiondirektören", "4.1-7/2020", "plan.pdf", "Ersatt"):
        assert told in page
    assert b"".join(client.get(latest.get_absolute_url()).streaming_content) == LETTER


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"reported_on": creators.TODAY + datetime.timedelta(days=1)}, "har inte varit än"),
        ({"signatory": " "}, "vem som undertecknade"),
        ({"reference": "1"}, "Ange dagen för kvittensen"),
        ({"reference": "1", "received_on": creators.TODAY + datetime.timedelta(days=1)}, "har inte varit än"),
        ({"reference": "1", "received_on": Day(2020, 1, 1)}, "kan inte vara äldre"),
    ],
)
def test_half_a_registration_is_refused(case, said, told):
    fields = {"reported_on": creators.TODAY, "channel": "paper", "signatory": "Direktören"} | said
    with pytest.raises(Refused, match=told):
        actions.register_outside(case.requirement, **fields, by=case.writer, on=creators.TODAY)
    assert not OutsideReport.objects.exists()


def test_the_database_keeps_what_was_reported_elsewhere(case):
    fields = {"reported_on": creators.TODAY, "channel": "paper", "signatory": "Direktören"}
    row = actions.register_outside(case.requirement, **fields, by=case.writer, on=creators.TODAY)
    for change in (lambda: OutsideReport.objects.update(note="x"), row.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    for wrong in ({"reference": "1"}, {"signatory": ""}):
        with pytest.raises(DatabaseError), transaction.atomic():
            OutsideReport.objects.create(requirement=case.requirement, **fields | wrong, by=case.writer)
