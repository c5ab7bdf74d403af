"""Mandates and clauses of the delegation order: given, ended, never rewritten; and the sentence beside each draft."""

import datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from config.refused import Refused
from decisions import actions
from decisions.authority import basis_sentence, may_decide
from decisions.models import Mandate
from people.abilities import Profile
from tests import creators
from tests.creators import TODAY, Example

pytestmark = pytest.mark.django_db
YESTERDAY = TODAY - datetime.timedelta(days=1)


@pytest.fixture
def registrar():
    return creators.user(Profile.REGISTRAR)


@pytest.fixture
def desk(registrar) -> Client:
    client = Client()
    client.force_login(registrar)
    return client


def end(mandate: Mandate, by, last_day=YESTERDAY) -> Mandate:
    return actions.end_mandate(mandate, last_day=last_day, reason="Ersätts.", by=by)


def sentence(example: Example, changes=None) -> str:
    return basis_sentence(example.propose(changes or {example.alfa: -50, example.beta: 50}), TODAY)


def test_a_clause_is_entered_shown_and_rested_on(example, registrar, desk):
    end(example.mandate, registrar)
    sent = {
        "name": "Riktade statsbidrag",
        "role": creators.role("Regiondirektör").pk,
        "kinds": ["reallocation"],
        "ceiling": "100",
        "valid_from": "2020-06-01",
        "clause": "4.1.17",
        "text": "Att fördela riktade statsbidrag.",
    }
    assert desk.post("/mandat/delegation/", sent).status_code == 302
    page = desk.get("/mandat/").text
    for words in ("4.1.17", "Att fördela riktade statsbidrag.", "högst 100\u00a0kr per beslut", "Ersätts."):
        assert words in page
    assert sentence(example) == (
        "Beslutas av regiondirektören med stöd av regionstyrelsens delegationsbestämmelse 4.1.17."
    )
    clause = Mandate.objects.get(clause="4.1.17")
    assert clause.given_by == registrar
    decided = example.decided({example.alfa: -50, example.beta: 50}, director=creators.director())
    assert decided.mandate == clause


@pytest.mark.parametrize(
    ("fields", "anchor", "message"),
    [
        ({"kinds": []}, "id_kinds", "Välj minst ett slag av beslut."),
        ({"source": ""}, "id_source", "Välj det beslut som gav mandatet."),
        ({"valid_from": "2020-03-23"}, "id_valid_from", "kan inte gälla före 2020-03-24"),
        ({"valid_until": "2020-03-24", "valid_from": "2020-03-25"}, "id_valid_until", "sluta innan det börjar"),
        ({"agreement": ""}, "id_areas", "Välj områden i den överenskommelse"),
        ({"text": ""}, "id_text", "Skriv lydelsen"),
    ],
)
def test_what_cannot_be_a_mandate_is_said_at_its_field(example, desk, fields, anchor, message):
    sent = {
        "name": "Omfördelning",
        "role": creators.role("Regiondirektör").pk,
        "kinds": ["reallocation"],
        "agreement": example.agreement.pk,
        "areas": [example.area.pk],
        "valid_from": "2020-03-24",
        "source": example.decision.pk,
        "source_point": "2",
        "text": "Regiondirektören får omfördela.",
    }
    answer = desk.post("/mandat/nytt/", sent | fields)
    assert answer.status_code == 422
    assert message in answer.text
    assert f'id="{anchor}_error"' in answer.text
    assert Mandate.objects.count() == 1
    assert desk.post("/mandat/nytt/", sent).status_code == 302
    assert Mandate.objects.last().areas_text == "område 1"


def test_it_is_ended_once_and_not_before_what_rests_on_it(example, registrar, desk):
    decided = example.decided({example.alfa: -50, example.beta: 50}, director=creators.director())
    path = f"/mandat/{example.mandate.pk}/avsluta/"
    early = desk.post(path, {"last_day": "2020-09-09", "reason": "Ersätts."})
    assert early.status_code == 422
    assert f"{decided} fattades 2020-09-10" in early.text
    assert desk.post(path, {"last_day": "2020-09-10", "reason": "Ersätts."}).status_code == 302
    assert "redan avslutat" in desk.post(path, {"last_day": "2020-09-10", "reason": "Igen."}).text
    decided.refresh_from_db()
    assert decided.mandate == example.mandate


def test_the_database_keeps_what_decisions_cite(example):
    example.decided({example.alfa: -50, example.beta: 50}, director=creators.director())
    rows = Mandate.objects.filter(pk=example.mandate.pk)
    changes = [
        {"text": "Annat."},
        {"ceiling": Decimal(1)},
        {"area_numbers": [2]},
        {"kinds": ["allocation"]},
        {"valid_until": YESTERDAY},
    ]
    for change in changes:
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()


@pytest.mark.parametrize("profile", [profile for profile in Profile if profile != Profile.REGISTRAR])
def test_nobody_else_gives_or_ends(example, profile):
    with pytest.raises(Refused, match="behörighet"):
        end(example.mandate, creators.user(profile))


class TestTheSentence:
    """Beside each draft: by what right it is decided here, or why the board must."""

    def test_ceiling(self, example, registrar):
        end(example.mandate, registrar)
        creators.mandate(example.agreement, example.decision, ceiling=Decimal(49))
        assert sentence(example).endswith("gäller högst 49\u00a0kr per beslut och förslaget är på 50\u00a0kr.")
        # Another that reaches further is the one that counts, for the sentence and for the decision.
        wider = creators.mandate(None, example.decision, ceiling=Decimal(50))
        assert sentence(example).startswith("Beslutas av regiondirektören med stöd av")
        proposal = example.submitted({example.alfa: -50, example.beta: 50})
        assert may_decide(creators.director(), proposal, TODAY).mandate == wider

    def test_another_area(self, example, registrar):
        end(example.mandate, registrar)
        creators.area(example.agreement, 2)
        creators.mandate(example.agreement, example.decision, area_numbers=[2])
        assert sentence(example).endswith("bara gäller område 2.")
        draft = example.propose({example.alfa: -50, example.beta: 50})
        with pytest.raises(Refused, match="bara gäller område 2"):
            actions.submit(draft, by=draft.created_by, on=TODAY)

    def test_ended_and_not_begun(self, example, registrar):
        end(example.mandate, registrar)
        assert sentence(example).endswith("gällde till och med 2020-09-09.")
        creators.mandate(example.agreement, example.decision, valid_from=TODAY + datetime.timedelta(days=1))
        assert sentence(example).endswith("gäller först från och med 2020-09-11.")

    def test_locked_across_areas_and_an_area_that_is_kept(self, example):
        assert sentence(example, {example.alfa: -5, example.gamma: 5}).endswith(
            f"Gamma är låst genom {example.gamma.lock_reference}."
        )
        other = creators.activity(creators.area(example.agreement, 2))
        assert sentence(example, {example.alfa: -5, other: 5}).endswith("pengar flyttas mellan område 1 och 2.")
        example.area.reallocation_allowed = False
        example.area.save()
        assert sentence(example).endswith("den inte har medgett omfördelning i område 1.")

    def test_no_mandate_at_all(self, example):
        draft = example.propose({example.alfa: -50, example.beta: 50})
        draft.kind = "allocation"
        assert basis_sentence(draft, TODAY).endswith(
            f"inget mandat för fördelning i {example.agreement} gäller {TODAY}."
        )


def test_a_correction_is_not_given_by_a_mandate(example, desk):
    page = desk.get("/mandat/nytt/").text
    assert 'value="reallocation"' in page
    assert 'value="correction"' not in page
