"""A large file is read and taken in by the worker, whose progress the page shows; killed in the middle it leaves
nothing, and the work is taken up again."""

import datetime
import re
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from grants import tasks
from grants.models import Outcome, OutcomeImport, OutcomeUpload
from grants.outcome import uploads
from people.abilities import Profile
from tests import creators, workers
from tests.grants.outcome_files import csv, mapping, row

MARCH = datetime.date(2020, 3, 1)
Stage = OutcomeUpload.Stage


class Case:
    """A controller's file of so many rows, chosen on the page."""

    def __init__(self, client: Client, *rows: list[object]) -> None:
        self.client = client
        creators.activity(creators.area(creators.agreement("god-vard")), "Hembesök", code="A1")
        self.by = creators.user(Profile.CONTROLLER)
        client.force_login(self.by)
        fields = {"agreement": "god-vard", "month": "2020-03", "mapping": mapping().pk}
        file = SimpleUploadedFile("stor.csv", csv(*rows))
        self.path = client.post("/utfall/inlasning/", fields | {"file": file})["Location"]

    @property
    def upload(self) -> OutcomeUpload:
        return OutcomeUpload.objects.get()

    def text(self) -> str:
        return plain(self.client.get(self.path))

    def work(self) -> None:
        """What the worker does with the waiting job."""
        uploads.work(OutcomeUpload.objects.for_work().get())
        ProcrastinateJob.objects.filter(status="todo").delete()


def plain(response: HttpResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())).replace("\u00a0", " ")


def many(count: int, **last: object) -> list[list[object]]:
    return [*(row(text=f"Löner och resor {number}") for number in range(count)), row(**last)]  # type: ignore[arg-type]


@pytest.mark.django_db
def test_the_way_of_a_large_file(client: Client) -> None:
    case = Case(client, *many(2_500))
    assert (case.upload.stage, ProcrastinateJob.objects.count()) == (Stage.READING, 1)
    assert "Filen öppnas." in case.text()
    OutcomeUpload.objects.update(read_rows=500, rows=2_501)
    assert "500 av 2501 rader lästa" in case.text()
    part = client.get(case.path, headers={"HX-Request": "true"})
    assert b"<html" not in part.content
    assert b'value="19"' in part.content
    assert ProcrastinateJob.objects.count() == 1
    case.work()
    assert client.get(case.path, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert "250 100 kr i utfall för 2020-03, 2501 rader" in case.text()
    assert not OutcomeImport.objects.exists()
    client.post(case.path, {"seen": "none"})
    assert (case.upload.stage, ProcrastinateJob.objects.count()) == (Stage.WRITING, 1)
    assert "läses in" in case.text()
    case.work()
    source = OutcomeImport.objects.get()
    assert (source.rows.count(), bytes(case.upload.content)) == (2_501, b"")
    assert client.get(case.path, headers={"HX-Request": "true"})["HX-Redirect"] == source.get_absolute_url()


@pytest.mark.django_db
def test_what_is_wrong_in_a_large_file_stands_on_its_page(client: Client) -> None:
    case = Case(client, *many(2_500, amount="x"))
    case.work()
    shown = case.text()
    assert "stor.csv är inte inläst: 1 fel" in shown
    assert "Rad 2502 belopp" in shown


@pytest.mark.django_db
def test_a_large_file_that_is_refused_says_why_on_its_page(client: Client) -> None:
    case = Case(client, *many(2_500))
    case.work()
    client.post(case.path, {"seen": "another"})
    case.work()
    assert "En annan fil eller rättelse har kommit för månaden" in case.text()
    assert not OutcomeImport.objects.exists()


@pytest.mark.django_db
def test_a_worker_that_gives_up_is_told_of(client: Client) -> None:
    case = Case(client, *many(2_500))
    sql("UPDATE procrastinate_jobs SET status = 'failed'")
    response = client.get(case.path)
    assert response.status_code == 500
    assert "misslyckats tre gånger" in plain(response)
    assert "Filen öppnas" in plain(client.get(case.path + "?igen=1"))


def sql(statement: str) -> None:
    """The worker's own tables, which its library lets nobody else change."""
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_leaves_nothing_and_the_file_is_taken_up_again(client: Client) -> None:
    case = Case(client, *many(8_000))
    case.work()
    client.post(case.path, {"seen": "none"})
    first = workers.start()
    deadline = time.monotonic() + 60
    while case.upload.read_rows < 2_000 and time.monotonic() < deadline:
        assert first.poll() is None
        time.sleep(0.02)
    workers.kill(first)
    assert (case.upload.stage, OutcomeImport.objects.exists(), Outcome.objects.exists()) == (
        Stage.WRITING,
        False,
        False,
    )
    tasks.take_up_uploads(timestamp=0)
    second = workers.start()
    assert second.wait(timeout=90) == 0
    assert case.upload.stage == Stage.DONE
    assert OutcomeImport.objects.get().rows.count() == 8_001
