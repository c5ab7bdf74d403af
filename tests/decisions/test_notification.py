"""Who is told of what, why, and in which words. The sending itself: test_mail_smtp.py."""

import datetime

import pytest
from django.core import mail
from django.db import IntegrityError, ProgrammingError, transaction
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from config.refused import Refused
from decisions import actions, notification
from decisions.models import Notification, Recipient
from decisions.timeline import decision_timeline
from people.abilities import Profile
from tests import creators, kinds

pytestmark = pytest.mark.django_db

Status = Notification.Status


def told(decision, what):
    return {row.name: row for row in Notification.objects.filter(event__decision=decision, event__what=what)}


def text_of(row):
    return notification.compose(row)


def test_the_one_who_may_decide_is_told_of_a_proposal(example):
    director, other = creators.director(), creators.user(Profile.DIRECTOR, name="Utan funktion")
    decision = example.submitted({example.alfa: -100, example.beta: 100})
    rows = told(decision, "submitted")
    assert set(rows) == {director.name}
    assert other.name not in rows
    text = text_of(rows[director.name])
    assert text.subject.startswith("Att besluta: ")
    assert decision.title in text.body
    assert f"http://localhost:8000/beslut/{decision.pk}/" in text.body


def test_the_registrar_is_told_of_a_proposal_to_the_board(example):
    registrar = creators.user(Profile.REGISTRAR, name="Rut Registrator")
    by = creators.officer()
    draft = kinds.statement(example.case, "Avtalet förlängs.", by=by)
    actions.submit(draft, by=by, on=creators.TODAY)
    assert registrar.name in told(draft, "submitted")


def test_author_recipients_and_responsible_roles_are_told_of_a_decision(example):
    director = creators.director()
    manager = creators.user(Profile.MANAGER, name="Alva Ansvarig")
    creators.tenure(example.alfa.responsibilities.get().role, manager)
    decision = example.submitted({example.alfa: -100, example.beta: 100})
    reader = creators.user(name="Fia Forskare")
    deputy_role = creators.role("Tom funktion")
    creators.tenure(deputy_role, creators.user(name="Ersa Ersättare"), rank=1)
    for role in (creators.role("FOU chef", reader), deputy_role, creators.role("Obesatt")):
        Recipient.objects.create(decision=decision, role=role, name=role.name)
    Recipient.objects.create(decision=decision, name="SKR")
    actions.decide(decision, by=director, on=creators.TODAY)
    rows = told(decision, "decided")
    vacant = example.beta.responsibilities.get().role.name
    assert set(rows) == {
        decision.created_by.name, manager.name, reader.name, "Ersa Ersättare", "Obesatt", vacant
    }  # fmt: skip
    assert rows["Obesatt"].status == rows[vacant].status == Status.NOBODY
    assert rows[manager.name].why.endswith("ansvarig för Alfa")
    assert director.name not in rows


def test_a_person_with_two_reasons_is_told_once(example):
    director = creators.director()
    author = creators.user(Profile.OFFICER, name="Bo Båda")
    creators.tenure(example.alfa.responsibilities.get().role, author)
    decision = example.submitted({example.alfa: -100, example.beta: 100}, by=author)
    actions.decide(decision, by=director, on=creators.TODAY)
    assert Notification.objects.filter(event__decision=decision, address=author.email).count() == 1


@pytest.mark.parametrize("act", [actions.return_to_author, actions.reject])
def test_the_author_is_told_why_it_was_not_decided(example, act):
    director = creators.director()
    decision = example.submitted({example.alfa: -100, example.beta: 100})
    act(decision, reason="Underlaget saknas.", by=director, on=creators.TODAY)
    row = Notification.objects.get(event__what__in=["returned", "rejected"])
    assert row.name == decision.created_by.name
    text = text_of(row)
    assert "Underlaget saknas." in text.body
    assert text.subject.startswith(("Återsänt: ", "Avslaget: "))


@pytest.mark.parametrize("act", [actions.record_return, actions.record_rejection, actions.record_tabling])
def test_the_author_is_told_what_the_board_did_and_not_that_the_registrar_did_it(example, act):
    draft = kinds.lock(example, example.alfa)
    actions.submit(draft, by=draft.created_by, on=creators.TODAY)
    registrar = creators.user(Profile.REGISTRAR, name="Nils Nämndsekreterare")
    meeting = {"decided_on": creators.TODAY, "on": creators.TODAY, "section_number": "§ 81"}
    act(draft, reason="Underlaget saknas.", by=registrar, **meeting)
    row = Notification.objects.get(event__decision=draft, event__meeting_on=creators.TODAY)
    words = text_of(row).body
    assert "av regionstyrelsen 2020-09-10 § 81. Skäl: Underlaget saknas." in words
    assert "Nils" not in words
    told = decision_timeline(draft)[0]
    assert told.title.startswith("Registrerade ")
    client = Client()
    client.force_login(registrar)
    notice = client.get(draft.get_absolute_url()).text.replace("\xa0", " ")
    assert "av regionstyrelsen 2020-09-10 § 81. Skäl: Underlaget saknas. <span" in notice


def test_someone_deactivated_is_not_told(example):
    director = creators.director()
    decision = example.submitted({example.alfa: -100, example.beta: 100})
    decision.created_by.is_active = False
    decision.created_by.save()
    actions.reject(decision, reason="Nej.", by=director, on=creators.TODAY)
    assert told(decision, "rejected") == {}


def test_what_is_entered_afterwards_is_no_news(example):
    assert not Notification.objects.exists()
    assert not ProcrastinateJob.objects.exists()
    draft = example.propose({example.alfa: -100, example.beta: 100})
    actions.submit(draft, by=draft.created_by, on=creators.TODAY - datetime.timedelta(days=2))
    assert not Notification.objects.exists()


def test_each_job_is_queued_once_and_the_row_is_the_lock(example):
    creators.director()
    decision = example.submitted({example.alfa: -100, example.beta: 100})
    row = told(decision, "submitted")["Dag Direktör"]
    assert ProcrastinateJob.objects.get().queueing_lock == f"notification:{row.pk}"
    notification.send(row.pk)
    notification.send(row.pk)
    assert len(mail.outbox) == 1
    assert mail.outbox[0].extra_headers["Message-ID"] == row.message_id


def test_the_database_keeps_what_was_sent_and_one_row_an_address(example):
    creators.director()
    decision = example.submitted({example.alfa: -100, example.beta: 100})
    row = told(decision, "submitted")["Dag Direktör"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Notification.objects.create(event=row.event, name="Samma", why="", address=row.address)
    notification.send(row.pk)
    with pytest.raises(ProgrammingError), transaction.atomic():
        Notification.objects.filter(pk=row.pk).update(status=Status.WAITING, sent_at=None)


def test_a_failure_stands_on_the_page_for_those_who_can_act(client, example):
    creators.director()
    decision = example.submitted({example.alfa: -100, example.beta: 100})
    row = told(decision, "submitted")["Dag Direktör"]
    Notification.objects.filter(pk=row.pk).update(status=Status.FAILED, attempts=7, error="550 No such user")
    client.force_login(creators.user(Profile.AUDITOR))
    assert "550 No such user" not in client.get(decision.get_absolute_url()).content.decode()
    client.force_login(creators.officer())
    page = client.get(decision.get_absolute_url()).content.decode()
    assert "1 meddelande kunde inte skickas" in page
    assert "550 No such user" in page
    response = client.post(reverse("notification_resend", args=[row.pk]), follow=True)
    assert "skickas på nytt" in response.content.decode()
    row.refresh_from_db()
    assert (row.status, row.attempts) == (Status.WAITING, 0)


def test_what_has_been_sent_is_not_sent_again_by_hand(example):
    creators.director()
    decision = example.submitted({example.alfa: -100, example.beta: 100})
    row = told(decision, "submitted")["Dag Direktör"]
    notification.send(row.pk)
    with pytest.raises(Refused):
        actions.resend(row, by=creators.officer())
    assert len(mail.outbox) == 1
