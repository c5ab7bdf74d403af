"""Filed is frozen: what it takes, what it keeps, and that a difference is told."""

import datetime
import hashlib

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from config.refused import Refused, Stale
from people.abilities import Profile
from reporting import actions, tasks
from reporting.models import FiledReport, RenderedFile
from reporting.report import Report
from tests import creators
from tests.reporting import reports

pytestmark = pytest.mark.django_db


def test_filing_freezes_figures_answers_and_checksum():
    case = reports.Case().answered()
    filed = case.file()
    assert hashlib.sha256(filed.frozen.encode()).hexdigest() == filed.sha256
    frozen = Report.thaw(filed.frozen)
    assert frozen.unfiled() == case.report()
    assert (frozen.filing.version, frozen.filing.signatory) == (1, "Regiondirektören")
    creators.spent(case.example.beta, 5, month=datetime.date(2020, 7, 1))
    creators.allot(case.example.fund, 50, on=datetime.date(2020, 8, 1))
    assert FiledReport.objects.get(pk=filed.pk).frozen == filed.frozen


@pytest.mark.parametrize("change", [{"frozen": "{}"}, {"signatory": "Någon annan"}])
def test_the_database_refuses_to_change_or_delete_what_is_filed(change):
    filed = reports.Case().answered().file()
    with pytest.raises(DatabaseError), transaction.atomic():
        FiledReport.objects.filter(pk=filed.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        FiledReport.objects.filter(pk=filed.pk).delete()


def test_every_area_must_be_answered_and_the_period_must_have_ended():
    case = reports.Case()
    with pytest.raises(Refused, match="Skriv svar för område 1"):
        case.file()
    case.answered()
    with pytest.raises(Refused, match="dagen efter 2020-08-31"):
        case.file(on=reports.LAST)
    with pytest.raises(Refused, match="vem som fastställer"):
        case.file(signatory=" ")
    assert not FiledReport.objects.exists()
    assert not ProcrastinateJob.objects.exists()


def test_only_who_may_file_files():
    case = reports.Case().answered()
    with pytest.raises(Refused, match="behörighet"):
        case.file(by=creators.user(Profile.MANAGER))


def test_a_second_version_says_what_has_changed():
    case = reports.Case().answered()
    case.file()
    with pytest.raises(Refused, match="Skriv vad som har ändrats"):
        case.file()
    second = case.file(what_changed="Utfallet för juli är rättat.")
    assert second.version == 2
    assert Report.thaw(second.frozen).filing.what_changed == "Utfallet för juli är rättat."


def test_a_difference_from_todays_figures_is_told_with_both_values(client):
    case = reports.Case().answered()
    filed = case.file()
    client.force_login(case.writer)
    assert "Boken säger detsamma i dag" in client.get(filed.get_absolute_url()).content.decode()
    creators.spent(case.example.beta, 1000, month=datetime.date(2020, 7, 1))
    page = client.get(filed.get_absolute_url()).content.decode()
    assert "Skiljer sig från nuvarande siffror" in page
    assert "99,50\xa0kr" in page
    assert "1\xa0099,50\xa0kr" in page
    assert "skiljer sig från nuvarande" in client.get(case.requirement.get_absolute_url()).content.decode()


def test_the_worker_draws_the_files_once_and_everyone_gets_the_same_bytes(client):
    case = reports.Case().answered()
    filed = case.file()
    assert ProcrastinateJob.objects.get().args == {"filed_id": filed.pk}
    client.force_login(case.writer)
    pdf = reverse("filed_pdf", args=[filed.pk])
    assert client.get(pdf).status_code == 202
    tasks.render_filed(filed_id=filed.pk)
    first = client.get(pdf)
    assert first.status_code == 200
    assert first["Content-Type"] == "application/pdf"
    creators.spent(case.example.beta, 5, month=datetime.date(2020, 7, 1))
    tasks.render_filed(filed_id=filed.pk)
    assert client.get(pdf).content == first.content
    assert filed.sha256 in reports.pdf_text(first.content).replace(" ", "")
    text = client.get(reverse("filed_json", args=[filed.pk])).content
    assert hashlib.sha256(text).hexdigest() == filed.sha256
    for name in ("filed_xlsx", "filed_csv"):
        assert client.get(reverse(name, args=[filed.pk])).content == client.get(reverse(name, args=[filed.pk])).content
    assert RenderedFile.objects.filter(data_sha256=filed.sha256).count() == 2


def test_filing_in_the_browser(client):
    case = reports.Case().answered()
    client.force_login(case.writer)
    path = reverse("file_report", args=[case.requirement.pk])
    assert "Alla utvecklingsområden har ett svar" in client.get(path).content.decode()
    refused = client.post(path, {"signatory": "Regiondirektören"})
    assert refused.status_code == 422
    assert "Bekräfta att du har läst" in refused.content.decode()
    client.post(path, {"signatory": "Regiondirektören", "confirmed": "on"})
    filed = FiledReport.objects.get()
    again = client.post(path, {"signatory": "Regiondirektören", "confirmed": "on"})
    assert again.status_code == 422
    assert "Skriv vad som har ändrats" in again.content.decode()
    assert client.get(filed.get_absolute_url()).status_code == 200


def test_two_write_the_same_answer_and_the_second_is_shown_both(client):
    case = reports.Case()
    path = reverse("narrative", args=[case.requirement.pk, 1])
    client.force_login(case.writer)
    client.post(path, {"text": "Den första texten", "version": 0})
    client.force_login(reports.manager())
    answer = client.post(path, {"text": "Den andra texten", "version": 0})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Den första texten" in page
    assert "Den andra texten" in page
    assert case.requirement.narratives.get().text == "Den första texten"
    client.post(path, {"text": "Båda", "version": 1})
    assert case.requirement.narratives.get().text == "Båda"


def test_a_stale_answer_is_refused_by_the_action():
    case = reports.Case().answered()
    with pytest.raises(Stale):
        actions.save_narrative(
            requirement=case.requirement, area=case.example.area, text="Sent", version=0, by=case.writer
        )
