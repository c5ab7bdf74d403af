"""A provider reports through a link without an account: what the link opens, what it never opens, where it is kept."""

import datetime
import logging
import re
from copy import deepcopy
from decimal import Decimal

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from config import secrecy
from config.refused import Refused
from decisions import actions, provider_mail, provider_reminders
from decisions.fulfilment import Fulfilment
from decisions.models import ProviderLink, ProviderReminder, ProviderReport, ProviderRequest
from grants.models import Provider
from people.abilities import Profile
from tests import creators
from tests.creators import TODAY
from tests.decisions.test_distributions import Care

pytestmark = pytest.mark.django_db

TOMORROW = TODAY + datetime.timedelta(days=1)
FILLED = {
    "activities": "120 hembesök.",
    "quantities": "120",
    "costs": "96 000,50",
    "comment": "",
    "author": "Vera Vård, verksamhetschef",
}


class Linked(Care):
    """A fixed distribution of Care, and a link to its private provider."""

    def __init__(self) -> None:
        super().__init__()
        self.distribution = self.fixed()
        self.private = Provider.objects.get(name="BVC Privat")
        self.link, self.token = self.made()
        self.path = reverse("provider_report", args=[self.token])

    def made(self, provider: Provider | None = None, **fields) -> tuple[ProviderLink, str]:
        options = {"expires_on": TODAY, "address": "bvc@exempel.se", "by": self.officer, "on": TODAY}
        return actions.make_link(self.distribution, provider or self.private, **options | fields)


@pytest.fixture(scope="module")
def made(module_db: None) -> Linked:
    return Linked()


@pytest.fixture
def linked(made: Linked, db: None) -> Linked:
    cache.clear()
    return deepcopy(made)


@pytest.fixture
def stranger() -> Client:
    """A browser that nobody has signed in to, and that every check of forms is on for."""
    return Client(enforce_csrf_checks=True)


def sent(client: Client, path: str, *, final: bool, **fields) -> HttpResponse:
    """The form as a browser sends it from a page with `no-referrer`."""
    button = {"lamna-in": "1"} if final else {"utkast": "1"}
    return client.post(path, {**FILLED, **fields, **button}, headers={"Origin": "null"})


def told(page: HttpResponse) -> str:
    """What the page says, without the day in its banner and the token that every page gets anew."""
    text = re.sub(r'"X-CSRFToken": "[^"]+"', "", page.content.decode())
    return text.replace(str(TOMORROW), str(TODAY))


def test_a_good_link_takes_a_draft_and_then_the_final_report(linked: Linked, stranger: Client) -> None:
    page = stranger.get(linked.path)
    assert page.status_code == 200
    for words in ("BVC Privat", "Skriv inga uppgifter om patienter", linked.agreement.registry_number, "520\u00a0000"):
        assert words in page.content.decode()
    assert "BVC Region" not in page.content.decode()
    assert sent(stranger, linked.path, final=False).status_code == 302
    assert ProviderRequest.objects.get().answered_on is None
    assert "120 hembesök." in stranger.get(linked.path).content.decode()
    assert sent(stranger, linked.path, final=True, quantities="121").status_code == 302
    report = ProviderReport.objects.get()
    assert (report.costs.amount, report.quantities, report.final_on) == (Decimal("96000.50"), "121", TODAY)


def test_the_report_is_the_evidence_of_condition_5(linked: Linked, stranger: Client) -> None:
    condition = creators.condition(5, code="provider_reporting").condition
    sent(stranger, linked.path, final=True)
    request = ProviderRequest.objects.get()
    assert (request.provider, request.answered_on, request.answered_itself) == ("BVC Privat", TODAY, True)
    assert "120 hembesök." in request.answer
    assert "96\u00a0000,50\u00a0kr" in request.answer
    found = Fulfilment(linked.agreement, TODAY)
    ground = found._counted(linked.activity, condition)
    assert (ground.state, ground.by, ground.on) == ("met", "BVC Privat", TODAY)


def test_what_is_final_is_shown_again_and_never_changed(linked: Linked, stranger: Client) -> None:
    sent(stranger, linked.path, final=True)
    replayed = sent(stranger, linked.path, final=True, activities="Något annat.")
    assert replayed.status_code == 200
    text = replayed.content.decode()
    assert "Tack, redovisningen är inlämnad" in text
    assert "120 hembesök." in text
    assert "<form" not in text
    assert ProviderReport.objects.get().activities == "120 hembesök."
    with pytest.raises(Refused, match="redan inlämnad"):
        actions.save_provider_report(
            linked.link, activities="X", quantities="", costs=Decimal(1), comment="", author="X", final=False, on=TODAY
        )
    with pytest.raises(DatabaseError), transaction.atomic():
        ProviderReport.objects.update(activities="Något annat.")


def test_what_does_not_work_is_one_and_the_same_page(linked: Linked, stranger: Client, monkeypatch) -> None:
    guessed = stranger.get(reverse("provider_report", args=["x" * 43]))
    other, other_token = linked.made(Provider.objects.get(name="BVC Region"))
    actions.revoke_link(other, by=linked.officer, on=TODAY)
    revoked = stranger.get(reverse("provider_report", args=[other_token]))
    monkeypatch.setenv("BIDRAGSBOKEN_TODAY", str(TOMORROW))
    expired, late = stranger.get(linked.path), sent(stranger, linked.path, final=True)
    monkeypatch.setenv("BIDRAGSBOKEN_TODAY", str(TODAY))
    pages = [guessed, revoked, expired, late]
    assert {page.status_code for page in pages} == {404}
    assert len({told(page) for page in pages}) == 1
    assert "BVC" not in guessed.content.decode()
    assert not ProviderReport.objects.exists()


def test_a_link_is_for_one_provider_only(linked: Linked, stranger: Client) -> None:
    region = Provider.objects.get(name="BVC Region")
    _, token = linked.made(region)
    sent(stranger, reverse("provider_report", args=[token]), final=True, activities="Regionens.")
    assert ProviderReport.objects.get().link.provider == region
    assert "Regionens." not in stranger.get(linked.path).content.decode()
    with pytest.raises(Refused, match="inte med"):
        linked.made(creators.provider("Utanför"))


def test_a_new_link_ends_the_one_before(linked: Linked, stranger: Client) -> None:
    _, token = linked.made()
    assert stranger.get(linked.path).status_code == 404
    assert stranger.get(reverse("provider_report", args=[token])).status_code == 200
    assert ProviderRequest.objects.count() == 1


def test_the_page_is_kept_nowhere(linked: Linked, stranger: Client) -> None:
    for page in (stranger.get(linked.path), stranger.get(reverse("provider_report", args=["fel"]))):
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in page.headers["X-Robots-Tag"]


def test_many_guesses_are_stopped(linked: Linked, stranger: Client) -> None:
    codes = [stranger.get(reverse("provider_report", args=[f"gissning-{n}"])).status_code for n in range(61)]
    assert codes == [404] * 60 + [429]


def test_the_secret_is_in_no_table_and_no_line_of_the_log(linked: Linked, stranger: Client, caplog) -> None:
    sent(stranger, linked.path, final=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(metadata::text, ' ') FROM pghistory_context")
        history = cursor.fetchone()[0]
        cursor.execute("SELECT string_agg(args::text, ' ') FROM procrastinate_jobs")
        jobs = cursor.fetchone()[0]
        cursor.execute("SELECT string_agg(l::text, ' ') FROM decisions_providerlink l")
        links = cursor.fetchone()[0]
    assert "/utforarrapport/***/" in history
    assert linked.token not in f"{history} {jobs} {links}"
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Not Found: %s", (linked.path,), None)
    assert secrecy.MaskedLog().filter(record)
    assert record.getMessage() == "Not Found: /utforarrapport/***/"


@pytest.mark.parametrize("field", ["activities", "costs", "author"])
def test_what_is_missing_is_said_at_its_field(linked: Linked, stranger: Client, field: str) -> None:
    page = sent(stranger, linked.path, final=True, **{field: ""})
    assert page.status_code == 422
    assert f'id="id_{field}_error"' in page.content.decode()
    assert not ProviderReport.objects.exists()


def test_the_officer_sees_the_link_once_and_may_mail_it(linked: Linked, client: Client) -> None:
    client.force_login(linked.officer)
    path = reverse("provider_link_new", args=[linked.distribution.pk, linked.private.pk])
    # A browser would send "Origin: null" from a page with that policy, and the form be refused.
    assert client.get(path).headers["Referrer-Policy"] != "no-referrer"
    shown = client.post(path, {"expires_on": str(TODAY), "address": "bvc@exempel.se"})
    link = ProviderLink.objects.latest("pk")
    token = shown.context["address"].rstrip("/").rsplit("/", 1)[-1]
    assert actions.find_link(token, TODAY) == link
    assert "no-store" in shown.headers["Cache-Control"]
    (message,) = mail.outbox
    assert token in message.body
    assert token not in client.get(linked.distribution.get_absolute_url()).content.decode()


def test_a_mail_server_that_says_no_leaves_the_link_to_copy(linked: Linked, client: Client, settings) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend",
        "127.0.0.1",
        9,
    )
    client.force_login(linked.officer)
    path = reverse("provider_link_new", args=[linked.distribution.pk, linked.private.pk])
    shown = client.post(path, {"expires_on": str(TODAY), "address": "bvc@exempel.se"})
    assert "gick inte att skicka" in shown.content.decode()
    assert "/utforarrapport/" in shown.content.decode()


def test_a_reminder_never_holds_the_link(linked: Linked) -> None:
    reminder = actions.remind_provider(linked.link, by=linked.officer, on=TODAY)
    provider_mail.send_reminder(reminder.pk)
    provider_mail.send_reminder(reminder.pk)
    (message,) = mail.outbox
    assert message.to == ["bvc@exempel.se"]
    assert "utforarrapport" not in message.body
    assert ProviderReminder.objects.get().status == "sent"
    with pytest.raises(Refused, match="redan skickad i dag"):
        actions.remind_provider(linked.link, by=linked.officer, on=TODAY)


def test_a_silent_provider_is_reminded_before_its_link_ends(linked: Linked) -> None:
    def reminded(day: int) -> list[ProviderReminder]:
        return provider_reminders.remind(datetime.date(2020, 9, day))

    linked.made(expires_on=datetime.date(2020, 9, 25))
    region = Provider.objects.get(name="BVC Region")
    linked.made(region, address="", expires_on=datetime.date(2020, 9, 25))
    assert reminded(17) == []
    (week,) = reminded(20)  # two mornings were missed
    assert (week.link.provider, week.address, week.on.day) == (linked.private, "bvc@exempel.se", 20)
    assert reminded(20) == reminded(23) == []
    assert len(reminded(24)) == 1
    assert reminded(25) == reminded(26) == []


def test_who_has_reported_or_lost_the_link_is_not_reminded(linked: Linked, stranger: Client) -> None:
    sent(stranger, linked.path, final=True)
    assert provider_reminders.remind(TODAY) == []
    renewed, _ = linked.made()
    assert len(provider_reminders.remind(TODAY)) == 1
    actions.revoke_link(renewed, by=linked.officer, on=TODAY)
    linked.made()
    actions.revoke_link(ProviderLink.objects.latest("pk"), by=linked.officer, on=TODAY)
    assert provider_reminders.remind(TODAY) == []


def test_only_those_whose_activity_it_is_make_links(linked: Linked) -> None:
    with pytest.raises(Refused, match="ansvarar inte"):
        linked.made(by=creators.user(Profile.MANAGER))
    with pytest.raises(Refused, match="dagar framåt"):
        linked.made(expires_on=TODAY - datetime.timedelta(days=1))
