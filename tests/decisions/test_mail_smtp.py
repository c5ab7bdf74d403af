"""E-mail by a real mail server: each message arrives once, also when a job runs twice or the server first refuses."""

import email
import socket
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import QuerySet
from procrastinate.contrib.django import app

from decisions import actions, mailing, tasks
from decisions.models import Decision, Notification, Recipient
from people.models import User
from tests import creators

pytestmark = pytest.mark.django_db(transaction=True)

Status = Notification.Status


class Inbox:
    """What the server took. `answers` are what it says to the next recipients, in order, before it takes any."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.answers: list[str] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if self.answers:
            return self.answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.messages.append(email.message_from_bytes(envelope.content, policy=default))
        return "250 OK"

    @property
    def addresses(self) -> list[str]:
        return [message["To"] for message in self.messages]


@pytest.fixture
def inbox(settings, monkeypatch) -> Iterator[Inbox]:
    # A worker that starts within ten minutes of a periodic job's hour runs it too; the test asks for it itself.
    monkeypatch.setattr(app.periodic_registry, "periodic_tasks", {})
    # The worker's threads end with it: each job gives its connection back.
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    inbox = Inbox()
    server = Controller(inbox, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.BASE_URL = "https://bidrag.example.org"
    yield inbox
    server.stop()


def work() -> None:
    """The worker does all that is due now."""
    call_command("procrastinate", "worker", "--one-shot")


def let_time_pass() -> None:
    """What waits to be tried again is due."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'")


def addressed() -> QuerySet[Notification]:
    """Those with an address; nobody holds the roles of the example's activities."""
    return Notification.objects.exclude(status=Status.NOBODY)


def decided() -> tuple[Decision, User]:
    """A reallocation handed in by an officer, with an extract to FOU chef, and decided; and who is FOU chef."""
    example = creators.Example()
    decision = example.submitted({example.alfa: -100, example.beta: 100})
    reader = creators.user(name="Fia Forskare")
    Recipient.objects.create(decision=decision, role=creators.role("FOU chef", reader), name="FOU chef")
    Notification.objects.all().delete()
    return actions.decide(decision, by=creators.director(), on=creators.TODAY), reader


def test_each_is_told_once_with_the_decision_and_where_it_lies(inbox):
    decision, reader = decided()
    work()
    assert sorted(inbox.addresses) == sorted([decision.created_by.email, reader.email])
    message = next(message for message in inbox.messages if message["To"] == reader.email)
    text = message.get_content()
    assert decision.case.registry_number in message["Subject"]
    assert "Regiondirektören beslutar att omfördela 100\xa0kr" in text
    assert f"https://bidrag.example.org/beslut/{decision.pk}/pdf/" in text
    assert "Utdrag till FOU chef" in text
    assert message["Auto-Submitted"] == "auto-generated"
    row = Notification.objects.get(address=reader.email)
    assert (row.status, row.attempts) == (Status.SENT, 1)
    assert message["Message-ID"] == row.message_id


def test_a_job_that_runs_twice_sends_once(inbox):
    decided()
    work()
    for row in addressed():
        tasks.ask_to_send(row)
        tasks.send_notification(notification_id=row.pk)
    work()
    assert len(inbox.messages) == len(set(inbox.addresses)) == 2


def test_a_server_that_first_refuses_gets_it_again_and_takes_it_once(inbox):
    inbox.answers = ["451 Try again later", "451 Try again later"]
    decided()
    work()
    assert inbox.messages == []
    waiting = addressed().first()
    assert waiting.status == Status.WAITING
    assert waiting.error == "451 Try again later"
    let_time_pass()
    work()
    let_time_pass()
    work()
    assert len(inbox.messages) == len(set(inbox.addresses)) == 2
    assert set(addressed().values_list("status", "attempts", "error")) == {(Status.SENT, 2, "")}


def test_a_server_that_is_gone_is_tried_again(inbox, settings):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    decided()
    work()
    assert set(addressed().values_list("status", "attempts")) == {(Status.WAITING, 1)}
    settings.EMAIL_PORT = port
    let_time_pass()
    work()
    assert len(inbox.messages) == 2


def test_an_address_that_does_not_exist_is_not_tried_again_until_somebody_asks(inbox):
    inbox.answers = ["550 No such user"]
    decided()
    work()
    let_time_pass()
    work()
    assert len(inbox.messages) == 1
    failed = Notification.objects.get(status=Status.FAILED)
    assert failed.error == "550 No such user"
    actions.resend(failed, by=creators.officer())
    work()
    assert failed.address in inbox.addresses
    assert len(inbox.messages) == 2


def test_after_the_last_attempt_it_has_failed(inbox):
    inbox.answers = ["451 Full"] * (2 * mailing.MAX_ATTEMPTS)
    decided()
    for _ in range(mailing.MAX_ATTEMPTS + 1):
        work()
        let_time_pass()
    assert set(addressed().values_list("status", "attempts")) == {(Status.FAILED, mailing.MAX_ATTEMPTS)}
    assert inbox.messages == []


def test_what_a_killed_worker_left_is_sent(inbox):
    """Its job stands as being done, by a worker that will never finish it."""
    decided()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    work()
    assert inbox.messages == []
    tasks.send_what_waits(timestamp=0)
    work()
    assert len(inbox.messages) == len(set(inbox.addresses)) == 2


def test_nothing_is_sent_of_what_was_never_decided(inbox):
    example = creators.Example()
    decision = example.submitted({example.alfa: -100, example.beta: 100})
    work()
    inbox.messages.clear()
    with transaction.atomic():
        actions.decide(decision, by=creators.director(), on=creators.TODAY)
        transaction.set_rollback(True)  # the machine dies before the commit
    work()
    assert inbox.messages == []
