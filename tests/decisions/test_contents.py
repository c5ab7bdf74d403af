"""Points, assignments and recipients of a draft, written in the browser; what is decided keeps them for ever."""

import datetime

import pytest
from django.test import Client

from decisions import actions
from decisions.addressees import addressees
from decisions.decision_document import build_document
from decisions.forms.contents import split_points
from decisions.fulfilment import Fulfilment
from decisions.models import Condition, Decision, Document, Recipient
from people.abilities import Profile
from tests import creators, kinds
from tests.creators import TODAY, Example
from tests.decisions.snapshots import nothing_changes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("example")]


def draft(example: Example) -> Decision:
    return example.propose({example.alfa: -10, example.beta: 10}, by=creators.officer())


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def fields(decision: Decision, **changed: str) -> dict[str, str]:
    role = creators.role("FOU chef")
    return {
        "points": "Medlen flyttas.\n\nFOU chef får i uppdrag att\nfölja upp.",
        "recipients": "FOU chef\nRevisorerna",
        "version": str(decision.version),
        "form-TOTAL_FORMS": "2",
        "form-INITIAL_FORMS": "0",
        "form-0-text": "Följ upp och återrapportera.",
        "form-0-role": str(role.pk),
        "form-0-due_text": "hösten 2021",
        "form-1-text": "",
    } | changed


def test_what_is_written_stands_on_the_page_and_is_for_ever_once_decided(example):
    decision = draft(example)
    client = signed_in(decision.created_by)
    path = f"/beslut/{decision.pk}/innehall/"
    assert path in client.get(decision.get_absolute_url()).text
    assert client.post(path, fields(decision))["Location"] == decision.get_absolute_url()
    decision.refresh_from_db()
    assert [point.text for point in decision.points.all()] == [
        "Medlen flyttas.",
        "FOU chef får i uppdrag att följa upp.",
    ]
    assert [(one.name, one.role is not None) for one in decision.recipients.all()] == [
        ("FOU chef", True),
        ("Revisorerna", False),
    ]
    (task,) = decision.assignments.all()
    assert (task.text, task.role.name, task.due_text) == ("Följ upp och återrapportera.", "FOU chef", "hösten 2021")
    shown = client.get(path).text
    assert "Medlen flyttas." in shown
    assert "hösten 2021" in shown
    page = client.get(decision.get_absolute_url()).text
    assert "FOU chef får i uppdrag att följa upp." in page
    actions.submit(decision, by=decision.created_by, on=TODAY)
    decided = actions.decide(decision, by=creators.director(), on=TODAY)
    with nothing_changes():
        assert client.post(path, fields(decided)).status_code == 409


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("", []),
        ("En.\r\n\r\nTvå\r\nrader.", ["En.", "Två rader."]),
        ("Mål antas:\n\n- ett,\n- två.\n\n\nNästa.", ["Mål antas:\n\n- ett,\n- två.", "Nästa."]),
        ("Mål antas:\n- ett,\n- två\n  rader.", ["Mål antas:\n- ett,\n- två rader."]),
    ],
)
def test_a_list_stays_in_its_point_and_is_read_back_as_it_was_written(text, points):
    assert split_points(text) == points
    assert split_points("\n\n".join(points)) == points


def test_a_decision_says_how_existing_resources_are_used(example):
    """Condition 1: lacking it is a warning on the draft; said, it stands on page and paper and shows the condition."""
    condition = creators.condition(code=Condition.Code.EXISTING_RESOURCES).condition
    creators.condition(2, "Registreras.", code=Condition.Code.REGISTRATION)
    kinds.empower(example)
    proposal = kinds.new_activity(example, 10)
    client, path = signed_in(proposal.created_by), f"/beslut/{proposal.pk}/innehall/"
    assert "W026" in client.get(proposal.get_absolute_url()).text
    assert client.post(path, fields(proposal, existing_resources="Samma personal som i dag.")).status_code == 302
    assert "Samma personal som i dag." in client.get(path).text
    page = client.get(proposal.get_absolute_url()).text
    assert "W026" not in page
    assert "Samma personal som i dag." in page
    actions.submit(proposal, by=proposal.created_by, on=TODAY)
    decided = actions.decide(proposal, by=creators.director(), on=TODAY)
    assert build_document(Decision.objects.for_page().get(pk=decided.pk)).existing_resources.startswith("Samma")
    activity = decided.lines.get().activity
    cell = Fulfilment(example.agreement, TODAY).cell(activity, condition)
    assert (cell.state, cell.ground.evidence) == ("met", f"{decided.reference}: Samma personal som i dag.")
    assert "Inte registrerad: Delta." in client.get(decided.get_absolute_url()).text
    actions.register_activities([activity], registered_on=TODAY, by=proposal.created_by, on=TODAY)
    assert f"Delta sedan {TODAY}." in client.get(decided.get_absolute_url()).text


@pytest.mark.parametrize("profile", [Profile.CONTROLLER, Profile.DIRECTOR, Profile.REGISTRAR, Profile.AUDITOR])
def test_others_read_and_do_not_write(example, profile):
    decision = draft(example)
    client = signed_in(creators.user(profile))
    with nothing_changes():
        assert client.post(f"/beslut/{decision.pk}/innehall/", fields(decision)).status_code == 403


def test_two_at_once_both_texts_are_shown_and_nothing_is_lost(example):
    decision = draft(example)
    client, path = signed_in(decision.created_by), f"/beslut/{decision.pk}/innehall/"
    client.post(path, fields(decision))
    with nothing_changes():
        answer = client.post(path, fields(decision, points="Mitt förslag till punkt."))
    assert answer.status_code == 409
    assert "Mitt förslag till punkt." in answer.text
    assert "Medlen flyttas." in answer.text
    decision.refresh_from_db()
    assert f'name="version" value="{decision.version}"' in answer.text


def test_an_assignment_without_words_and_a_day_in_words_are_refused(example):
    decision = draft(example)
    client, path = signed_in(decision.created_by), f"/beslut/{decision.pk}/innehall/"
    for changed, said in (
        ({"form-0-text": ""}, "Skriv vad uppdraget är."),
        ({"form-0-due_on": "i höst"}, "Skriv dagen som 2020-09-30."),
        ({"recipients": "x" * 201}, "är längre än 200 tecken."),
    ):
        with nothing_changes():
            answer = client.post(path, fields(decision, **changed))
        assert answer.status_code == 422
        assert said in answer.text


def test_who_gets_an_extract_of_the_document_is_told_of_the_decision(example):
    decision = draft(example)
    holder = creators.user(Profile.MANAGER, name="Frida Chef")
    role = creators.role("FOU chef", holder=holder)
    memo = Document.objects.create(case=decision.case, kind=Document.Kind.MEMO, title="Memo", decision=decision)
    Recipient.objects.create(document=memo, role=role, name="FOU chef")
    actions.submit(decision, by=decision.created_by, on=TODAY)
    decided = actions.decide(decision, by=creators.director(), on=datetime.date(2020, 9, 10))
    told = {one.address: one.why for one in addressees(decided.events.last())}
    assert told[holder.email] == "Utdrag till FOU chef"
