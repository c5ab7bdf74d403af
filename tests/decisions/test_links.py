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

pytestmark = pytest.mark.django_db

Kind = DecisionLink.Kind


def test_both_pages_and_the_document_say_it():
    example = Example()
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
    assert "<dt>Ändrad genom</dt>" in earlier
    assert str(draft) in earlier
    assert "Förslag</span>" in earlier
    assert build_document(draft).relations == (
        f"Ändrar {example.decision} ({example.decision.reference})",
        "Tillstyrkt av SVOM § 46, 2020-03-04",
    )


@pytest.mark.parametrize(
    ("kind", "target", "code"),
    [
        (Kind.AMENDS, {}, "no_target"),
        (Kind.AMENDS, {"body": "SVOM"}, "no_target"),
        (Kind.CORRECTS, {"other": "draft"}, "not_decided"),
        (Kind.RECOMMENDED_BY, {"other": "decision", "body": "SVOM"}, "no_target"),
    ],
)
def test_what_is_no_link(kind, target, code):
    example = Example()
    draft = example.propose({example.alfa: -10, example.beta: 10})
    named = {"draft": draft, "decision": example.decision}
    target = {name: named.get(value, value) for name, value in target.items()}
    with pytest.raises(Refused) as refusal:
        actions.link(draft, kind=kind, by=draft.created_by, on=TODAY, **target)
    assert refusal.value.code == code


def test_a_decision_that_is_made_gets_no_more_links():
    example = Example()
    decided = example.decided({example.alfa: -10, example.beta: 10}, director=creators.director())
    with pytest.raises(Refused):
        actions.link(decided, kind=Kind.AMENDS, other=example.decision, by=creators.officer(), on=TODAY)
    with pytest.raises(IntegrityError, match="is final"), transaction.atomic():
        DecisionLink.objects.create(decision=decided, kind=Kind.AMENDS, other=example.decision)
