"""Anmälan av delegationsbeslut: the list, the paragraph, once and for good."""

import datetime
import io

import pikepdf
import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.urls import reverse

from config.refused import Refused
from decisions import actions, short_documents
from decisions.decision_document import build_document
from decisions.models import BoardNotice, NoticedDecision
from decisions.notices import notice_list, notice_sentence, waiting_list
from people.abilities import Profile
from tests import creators

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("example")]

MEETING = creators.TODAY


@pytest.fixture
def director():
    return creators.director()


@pytest.fixture
def registrar():
    return creators.user(Profile.REGISTRAR)


def report(decisions, registrar, **more):
    defaults = {"meeting_on": MEETING, "section_number": "§ 12", "by": registrar, "on": creators.TODAY}
    return actions.report_to_board(decisions, **defaults | more)


def test_a_delegated_decision_waits_until_it_is_reported(example, director, registrar):
    decision = example.decided({example.alfa: -100, example.beta: 100}, director=director)
    assert [row.pk for row in waiting_list(MEETING).rows] == [decision.pk]
    assert notice_sentence(decision) == "Anmäls till regionstyrelsen"
    notice = report([decision], registrar)
    assert waiting_list(MEETING).rows == ()
    assert [row.pk for row in notice_list(notice).rows] == [decision.pk]
    assert notice_sentence(decision) == f"Anmäld till regionstyrelsen {MEETING}, § 12"
    assert build_document(decision).notice == notice_sentence(decision)


def test_the_board_is_told_who_decided_what_and_by_what_right(example, director):
    example.decided({example.alfa: -100, example.beta: 100}, director=director)
    row = waiting_list(MEETING).rows[0]
    assert row.decided_by == "Dag Direktör, Regiondirektör"
    assert row.basis == f"regionstyrelsens beslut {example.decision.reference} punkt 2"
    assert row.total == 100


def test_the_boards_own_decisions_and_open_proposals_are_not_on_the_list(example, director):
    example.submitted({example.alfa: -100, example.beta: 100})
    assert waiting_list(MEETING).rows == ()
    assert notice_sentence(example.decision) == ""


def test_a_decision_made_after_the_meeting_waits_for_a_later_one(example, director, registrar):
    decision = example.decided({example.alfa: -100, example.beta: 100}, director=director)
    before = MEETING - datetime.timedelta(days=1)
    assert waiting_list(before).rows == ()
    with pytest.raises(Refused, match="senast"):
        report([decision], registrar, meeting_on=before)
    assert not BoardNotice.objects.exists()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"section_number": " "}, "Ange paragrafen"),
        ({"meeting_on": MEETING + datetime.timedelta(days=1)}, "har inte varit än"),
    ],
)
def test_what_is_refused_changes_nothing(example, director, registrar, change, reason):
    decision = example.decided({example.alfa: -100, example.beta: 100}, director=director)
    with pytest.raises(Refused, match=reason):
        report([decision], registrar, **change)
    assert not BoardNotice.objects.exists()


def test_only_the_registrar_reports(example, director):
    decision = example.decided({example.alfa: -100, example.beta: 100}, director=director)
    with pytest.raises(Refused, match="Nämndsekreterare"):
        report([decision], creators.officer())
    with pytest.raises(Refused, match="Välj minst ett"):
        report([], creators.user(Profile.REGISTRAR))


def test_a_decision_is_reported_once(example, director, registrar):
    decision = example.decided({example.alfa: -100, example.beta: 100}, director=director)
    other = example.decided({example.alfa: -10, example.beta: 10}, director=director)
    notice = report([decision], registrar)
    with pytest.raises(Refused, match="redan anmäld"):
        report([other, decision], registrar, section_number="§ 13")
    assert list(BoardNotice.objects.all()) == [notice]
    with pytest.raises(IntegrityError), transaction.atomic():
        NoticedDecision.objects.create(notice=notice, decision=decision)


def test_the_database_refuses_what_was_not_delegated_and_every_change(example, director, registrar):
    decision = example.decided({example.alfa: -100, example.beta: 100}, director=director)
    notice = report([decision], registrar)
    with pytest.raises(IntegrityError), transaction.atomic():
        NoticedDecision.objects.create(notice=notice, decision=example.decision)
    with pytest.raises(ProgrammingError), transaction.atomic():
        NoticedDecision.objects.all().delete()
    with pytest.raises(ProgrammingError), transaction.atomic():
        BoardNotice.objects.update(section_number="§ 99")
    with pytest.raises(IntegrityError), transaction.atomic():
        BoardNotice.objects.create(meeting_on=MEETING, recorded_by=registrar)


def test_the_registrar_does_it_on_the_page(client, example, director, registrar):
    decision = example.decided({example.alfa: -100, example.beta: 100}, director=director)
    client.force_login(registrar)
    assert "Att anmäla" in client.get("/").content.decode()
    page = client.get(reverse("notices")).content.decode()
    assert "1 beslut att anmäla till regionstyrelsen" in page
    path = reverse("notice_new")
    assert "checked" in client.get(path).content.decode()
    wrong = client.post(path, {"meeting_on": str(MEETING), "decisions": [decision.pk]})
    assert wrong.status_code == 422
    assert "Ange paragrafen" in wrong.content.decode()
    done = client.post(
        path, {"meeting_on": str(MEETING), "section_number": "12", "decisions": [decision.pk]}, follow=True
    )
    assert "1 delegationsbeslut anmält till" in done.content.decode()
    assert f"Anmäld till regionstyrelsen {MEETING}, § 12" in client.get(decision.get_absolute_url()).content.decode()
    assert "Att anmäla" not in client.get("/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_many(client, example, director, count, django_assert_num_queries):
    for _ in range(count):
        example.decided({example.alfa: -10, example.beta: 10}, director=director)
    client.force_login(creators.user(Profile.AUDITOR))
    with django_assert_num_queries(11):
        client.get(reverse("notices"))


def test_the_list_is_drawn_by_the_worker(client, example, director, registrar):
    decision = example.decided({example.alfa: -100, example.beta: 100}, director=director)
    client.force_login(registrar)
    path = reverse("notices_pdf", args=[str(MEETING)])
    assert client.get(path).status_code == 202
    short_documents.draw(waiting_list(MEETING))
    content = client.get(path).content
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "uppgifter.json" in pdf.attachments
        assert f"regionstyrelsen {MEETING}" in str(pdf.docinfo["/Title"])
    notice = report([decision], registrar)
    assert client.get(reverse("notice_pdf", args=[notice.pk])).status_code == 202
    assert client.get(reverse("notices_pdf", args=["2020-13-40"])).status_code == 404
