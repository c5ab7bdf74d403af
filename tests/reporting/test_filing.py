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
from reporting.files import report_xlsx
from reporting.models import FiledReport, RenderedFile
from reporting.rendering import Format, keep
from reporting.report import Report
from tests import creators
from tests.reporting import reports

pytestmark = pytest.mark.django_db


def test_filing_freezes_figures_answers_and_checksum(case):
    case.answered()
    filed = case.file()
    assert hashlib.sha256(filed.frozen.encode()).hexdigest() == filed.sha256
    frozen = Report.thaw(filed.frozen)
    assert frozen.unfiled() == case.report()
    assert (frozen.filing.version, frozen.filing.signatory) == (1, "Regiondirektören")
    creators.spent(case.example.beta, 5, month=datetime.date(2020, 7, 1))
    creators.allot(case.example.fund, 50, on=datetime.date(2020, 8, 1))
    assert FiledReport.objects.get(pk=filed.pk).frozen == filed.frozen


@pytest.mark.parametrize("change", [{"frozen": "{}"}, {"signatory": "Någon annan"}])
def test_the_database_refuses_to_change_or_delete_what_is_filed(case, change):
    filed = case.answered().file()
    with pytest.raises(DatabaseError), transaction.atomic():
        FiledReport.objects.filter(pk=filed.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        FiledReport.objects.filter(pk=filed.pk).delete()


def test_every_area_must_be_answered_and_the_period_must_have_ended(case):
    with pytest.raises(Refused, match="Skriv svar för område 1"):
        case.file()
    case.answered()
    with pytest.raises(Refused, match="dagen efter 2020-08-31"):
        case.file(on=reports.LAST)
    with pytest.raises(Refused, match="vem som fastställer"):
        case.file(signatory=" ")
    assert not FiledReport.objects.exists()
    assert not ProcrastinateJob.objects.exists()


def test_only_who_may_file_files(case):
    case.answered()
    with pytest.raises(Refused, match="behörighet"):
        case.file(by=creators.user(Profile.MANAGER))


def test_a_second_version_says_what_has_changed(case):
    case.answered()
    case.file()
    with pytest.raises(Refused, match="Skriv vad som har ändrats"):
        case.file()
    second = case.file(what_changed="Utfallet för juli är rättat.")
    assert second.version == 2
    assert Report.thaw(second.frozen).filing.what_changed == "Utfallet för juli är rättat."


def test_a_difference_from_todays_figures_is_told_with_both_values(case, client):
    case.answered()
    filed = case.file()
    client.force_login(case.writer)
    assert "Boken säger detsamma i dag" in client.get(filed.get_absolute_url()).content.decode()
    creators.spent(case.example.beta, 1000, month=datetime.date(2020, 7, 1))
    page = client.get(filed.get_absolute_url()).content.decode()
    assert "Skiljer sig från nuvarande siffror" in page
    assert "99,50\xa0kr" in page
    assert "1\xa0099,50\xa0kr" in page
    assert "skiljer sig från nuvarande" in client.get(case.requirement.get_absolute_url()).content.decode()


def test_the_worker_draws_the_files_once_and_everyone_gets_the_same_bytes(case, client):
    case.answered()
    filed = case.file()
    assert ProcrastinateJob.objects.get().args == {"filed_id": filed.pk}
    client.force_login(case.writer)
    pdf = reverse("filed_pdf", args=[filed.pk])
    assert client.get(pdf).status_code == 202
    assert client.get(reverse("filed_json", args=[filed.pk])).content == filed.frozen.encode()
    tasks.render_filed(filed_id=filed.pk)
    first = client.get(pdf)
    assert first.status_code == 200
    assert first["Content-Type"] == "application/pdf"
    creators.spent(case.example.beta, 5, month=datetime.date(2020, 7, 1))
    tasks.render_filed(filed_id=filed.pk)
    assert client.get(pdf).content == first.content
    assert filed.sha256 in reports.pdf_text(first.content).replace(" ", "")
    for name, sha256 in RenderedFile.objects.filter(data_sha256=filed.sha256).values_list("format", "sha256"):
        content = client.get(reverse(f"filed_{name}", args=[filed.pk])).content
        assert hashlib.sha256(content).hexdigest() == sha256
    assert client.get(reverse("filed_json", args=[filed.pk])).content == filed.frozen.encode()
    assert RenderedFile.objects.filter(data_sha256=filed.sha256).count() == 4


def standing_in(filed, *formats):
    """Files that stand for the drawn ones: drawing them is not what is tested."""
    for format in formats:
        keep(filed.frozen, format, f"{format} som den var".encode())


def test_the_page_says_which_files_are_ready_and_looks_again_until_they_are(case, client):
    case.answered()
    filed = case.file()
    client.force_login(case.writer)
    standing_in(filed, Format.PDF, Format.XLSX, Format.CSV)
    page = client.get(filed.get_absolute_url()).text
    assert (page.count(">klar<"), page.count(">skrivs<"), "Filerna skrivs." in page) == (3, 1, True)
    assert 'hx-select="#filer"' in page
    tasks.render_filed(filed_id=filed.pk)
    page = client.get(filed.get_absolute_url()).text
    assert (page.count(">klar<"), page.count(">skrivs<"), "Filerna skrivs." in page) == (4, 0, False)
    assert 'hx-select="#filer"' not in page
    assert filed.sha256 in page
    waiting = client.get(reverse("filed_zip", args=[filed.pk]))
    assert (waiting.status_code, "skrivs som ZIP" in waiting.text, "PDF" in waiting.text) == (202, True, False)


def test_what_an_earlier_program_drew_stays_and_what_it_did_not_keep_is_made(case, client):
    """A report filed when PDF and workbook alone were kept."""
    case.answered()
    filed = case.file()
    standing_in(filed, Format.PDF, Format.XLSX)
    ProcrastinateJob.objects.all().delete()
    tasks.take_up_filed(timestamp=0)
    tasks.render_filed(**ProcrastinateJob.objects.get().args)
    client.force_login(case.writer)
    for name in ("pdf", "xlsx"):
        assert client.get(reverse(f"filed_{name}", args=[filed.pk])).content == f"{name} som den var".encode()
    assert client.get(reverse("filed_json", args=[filed.pk])).content == filed.frozen.encode()
    assert "utfall" in client.get(reverse("filed_csv", args=[filed.pk])).content.decode()
    assert not FiledReport.objects.without_files().exists()


def test_the_database_refuses_to_delete_a_file_of_a_filed_report(case):
    filed = case.answered().file()
    standing_in(filed, Format.PDF)
    with pytest.raises(DatabaseError, match="is of a filed report"), transaction.atomic():
        RenderedFile.objects.all().delete()


def test_the_workbook_of_a_new_version_has_a_sheet_of_what_it_changes(case):
    case.answered()
    case.file()
    creators.spent(case.example.beta, 1000, month=datetime.date(2020, 7, 1))
    second = Report.thaw(case.file(what_changed="Utfallet för juli är rättat.").frozen)
    rows = reports.sheet(report_xlsx(second, ""), "Ändringar")
    assert rows[1][:2] == ("Hela redovisningen", "Utfallet för juli är rättat.")
    told = [tuple(cell or "" for cell in row) for row in rows[2:]]
    assert told == [(row.where, row.what, row.filed, row.now) for row in second.filing.changes]
    assert told


def test_filing_in_the_browser(case, client):
    case.answered()
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


def test_two_write_the_same_answer_and_the_second_is_shown_both(case, client):
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


def test_a_stale_answer_is_refused_by_the_action(case):
    case.answered()
    with pytest.raises(Stale):
        actions.save_narrative(
            requirement=case.requirement, area=case.example.area, text="Sent", version=0, by=case.writer
        )
