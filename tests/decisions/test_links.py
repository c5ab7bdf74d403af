"""How decisions stand to one another, on both pages and in the document."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from config.refused import Refused
from decisions import actions
from decisions.decision_document import build_document
from decisions.models import DecisionLink
from people.abilities import Profile
from tests import creators
from tests.creators import TODAY, Example
from tests.decisions.snapshots import nothing_changes

pytestmark = pytest.mark.django_db

Kind = DecisionLink.Kind


def test_both_pages_and_the_document_say_it(example: Example):
    draft = example.propose({example.alfa: -10, example.beta: 10})
    actions.link(draft, kind=Kind.AMENDS, other=example.decision, by=draft.created_by, on=TODAY)
    actions.link(
        draft,
        kind=Kind.RECOMMENDED_BY,
        body="SVOM",
        section_number="§ 46",
        decided_on=datetime.date(2020, 3, 4),
        by=creators.user(Profile.REGISTRAR),
        on=TODAY,
    )
    reader = Client()
    reader.force_login(creators.user(Profile.AUDITOR))
    later, earlier = (reader.get(decision.get_absolute_url()).text for decision in (draft, example.decision))
    assert "<dt>Ändrar</dt>" in later
    assert str(example.decision) in later
    assert "SVOM § 46, 2020-03-04" in later
    assert "<dt>Föreslås ändrad genom</dt>" in earlier
    assert str(draft) in earlier
    assert "Förslag</span>" in earlier
    assert build_document(draft).relations == (
        f"Ändrar {example.decision} ({example.decision.reference})",
        "Tillstyrkt av SVOM § 46, 2020-03-04",
    )
    proposal = actions.submit(draft, by=draft.created_by, on=TODAY)
    actions.decide(proposal, by=creators.director(), on=TODAY)
    assert "<dt>Ändrad genom</dt>" in reader.get(example.decision.get_absolute_url()).text


def test_what_came_to_nothing_is_not_said_to_change_anything(example: Example):
    draft = example.propose({example.alfa: -10, example.beta: 10})
    actions.link(draft, kind=Kind.AMENDS, other=example.decision, by=draft.created_by, on=TODAY)
    actions.withdraw(draft, by=draft.created_by, on=TODAY)
    reader = signed_in(creators.user(Profile.AUDITOR))
    assert "ndrad genom" not in reader.get(example.decision.get_absolute_url()).text


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_who_writes_the_draft_says_what_it_replaces_and_takes_it_back(example: Example):
    draft = example.propose({example.alfa: -10, example.beta: 10})
    client, path = signed_in(draft.created_by), f"/beslut/{draft.pk}/samband/"
    assert path in client.get(draft.get_absolute_url()).text
    assert "Välj beslutet." in client.post(path, {"kind": "replaces"}).text
    fields = {"kind": "replaces", "other": example.decision.pk}
    assert client.post(path, fields)["Location"] == path
    made = draft.links.get()
    assert f"Ersätter {example.decision}" in client.get(path).text
    assert "Föreslås ersatt genom" in client.get(example.decision.get_absolute_url()).text
    draft.refresh_from_db()
    assert draft.version == 2
    assert "Ersätter beslut" in draft.events.last().edits[0]["what"]
    stranger = signed_in(creators.user(Profile.MANAGER))
    with nothing_changes():
        assert stranger.post(f"/samband/{made.pk}/ta-bort/").status_code == 403
        assert stranger.post(path, fields | {"kind": "amends"}).status_code == 403
    assert client.post(f"/samband/{made.pk}/ta-bort/")["Location"] == path
    assert not draft.links.exists()


def test_once_decided_the_earlier_decision_says_so_first_and_nothing_is_added(example: Example):
    draft = example.propose({example.alfa: -10, example.beta: 10})
    actions.link(draft, kind=Kind.EXTENDS, other=example.decision, by=draft.created_by, on=TODAY)
    submitted = actions.submit(draft, by=draft.created_by, on=TODAY)
    client = signed_in(draft.created_by)
    with nothing_changes():
        answer = client.post(f"/beslut/{draft.pk}/samband/", {"kind": "amends", "other": example.decision.pk})
        assert client.post(f"/samband/{draft.links.get().pk}/ta-bort/").status_code == 409
    assert answer.status_code == 409
    decided = actions.decide(submitted, by=creators.director(), on=TODAY)
    page = client.get(example.decision.get_absolute_url()).text
    notice = f'Förlängd genom <a href="{decided.get_absolute_url()}">{decided}</a>'
    assert page.index(notice) < page.index("<table")
    assert f"Dokumentet är som beslutet fattades. Förlängd genom {decided.number}." in page


@pytest.mark.parametrize(
    ("kind", "target", "code"),
    [
        (Kind.AMENDS, {}, "no_target"),
        (Kind.AMENDS, {"body": "SVOM"}, "no_target"),
        (Kind.CORRECTS, {"other": "draft"}, "not_decided"),
        (Kind.RECOMMENDED_BY, {"other": "decision", "body": "SVOM"}, "no_target"),
    ],
)
def test_what_is_no_link(kind, target, code, example: Example):
    draft = example.propose({example.alfa: -10, example.beta: 10})
    named = {"draft": draft, "decision": example.decision}
    target = {name: named.get(value, value) for name, value in target.items()}
    with pytest.raises(Refused) as refusal:
        actions.link(draft, kind=kind, by=draft.created_by, on=TODAY, **target)
    assert refusal.value.code == code


def test_a_decision_that_is_made_gets_no_more_links(example: Example):
    decided = example.decided({example.alfa: -10, example.beta: 10}, director=creators.director())
    with pytest.raises(Refused):
        actions.link(decided, kind=Kind.AMENDS, other=example.decision, by=creators.officer(), on=TODAY)
    with pytest.raises(IntegrityError, match="is final"), transaction.atomic():
        DecisionLink.objects.create(decision=decided, kind=Kind.AMENDS, other=example.decision)
