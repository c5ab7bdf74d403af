from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

ADDRESS = "/halsa/?format=json"


def worker_heard(seconds_ago: int) -> None:
    heard = timezone.now() - timedelta(seconds=seconds_ago)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)", [heard])


@pytest.mark.django_db
def test_all_is_well(client: Client) -> None:
    worker_heard(seconds_ago=5)
    answer = client.get(ADDRESS)
    assert answer.status_code == 200
    assert answer.json() == {"database": "ok", "migrations": "ok", "worker": "ok"}


@pytest.mark.django_db
@pytest.mark.parametrize("workers", [[], [61, 3600]])
def test_a_silent_worker_is_a_warning(client: Client, workers: list[int]) -> None:
    for seconds in workers:
        worker_heard(seconds)
    answer = client.get(ADDRESS)
    assert answer.status_code == 200
    assert answer.json()["worker"] == "stilla"


@pytest.mark.django_db
def test_a_migration_that_waits_takes_the_site_out_of_service(client: Client) -> None:
    MigrationRecorder(connection).migration_qs.filter(app="grants").latest("id").delete()
    answer = client.get(ADDRESS)
    assert answer.status_code == 503
    assert answer.json()["migrations"] == "väntar"


@pytest.mark.django_db(transaction=True)
def test_a_database_that_does_not_answer(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    connection.close()
    with monkeypatch.context() as changed:
        changed.setitem(connection.settings_dict, "HOST", "/nonexistent")
        answer = client.get(ADDRESS)
        page = client.get("/halsa/")
    assert answer.status_code == page.status_code == 503
    assert answer.json()["database"] == "svarar inte"
    assert "svarar inte" in page.content.decode()


@pytest.mark.django_db
def test_people_get_a_page_and_programs_get_json(client: Client) -> None:
    assert client.get("/halsa/")["Content-Type"].startswith("text/html")
    assert client.get("/halsa/", headers={"accept": "text/html,*/*;q=0.8"})["Content-Type"].startswith("text/html")
    assert client.get("/halsa/", headers={"accept": "application/json"})["Content-Type"] == "application/json"


@pytest.mark.django_db
def test_it_only_answers_questions_and_is_never_kept(client: Client) -> None:
    assert client.post("/halsa/").status_code == 405
    assert "no-store" in client.get("/halsa/")["Cache-Control"]
