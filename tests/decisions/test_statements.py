"""Decisions without money, in numbered points (doc 000): from the form to the board's or the director's decision."""

import pytest
from django.db import IntegrityError, transaction

from config.refused import Refused
from decisions import actions
from decisions.decision_document import build_document
from decisions.models import Decision
from decisions.models.kinds import Body, Kind, Status
from people.abilities import Profile
from tests import creators, kinds
from tests.creators import TODAY
from tests.decisions.snapshots import nothing_changes
from tests.decisions.test_reallocation import confirmation, signed_in

pytestmark = pytest.mark.django_db

POINTS = "Mål antas:\r\n\r\n- samverkan,\r\n- personcentrering.\r\n\r\nAvtalet förlängs ett år."
WRITTEN = ["Mål antas:\n\n- samverkan,\n- personcentrering.", "Avtalet förlängs ett år."]


def test_from_the_list_of_kinds_to_the_boards_recorded_decision(example):
    officer = signed_in(creators.officer())
    assert 'href="/forslag/annat/"' in officer.get("/forslag/nytt/").text
    assert f"/forslag/annat/?arende={example.case.pk}" in officer.get(example.case.get_absolute_url()).text
    fields = {"case": example.case.pk, "title": "Gemensam plan", "points": "", "then": "hand-in"}
    with nothing_changes():
        assert "Skriv minst en beslutspunkt" in officer.post("/forslag/annat/", fields).text
    path = officer.post("/forslag/annat/", fields | {"then": "draft"})["Location"]
    draft = Decision.objects.get(kind=Kind.OTHER)
    assert (draft.body, draft.agreement, draft.case) == (Body.BOARD, example.agreement, example.case)
    assert ">Lämna in</button>" not in officer.get(path).text
    edit = f"/forslag/{draft.pk}/annat/"
    assert edit in officer.get(path).text
    fields |= {"points": POINTS, "version": draft.version}
    assert officer.post(edit, fields | {"then": "draft"})["Location"] == path
    assert [point.text for point in draft.points.all()] == WRITTEN
    assert "Avtalet förlängs ett år." in officer.get(edit).text
    assert ">Lämna in</button>" in officer.get(path).text
    with nothing_changes():
        assert officer.post(edit, fields).status_code == 409
    assert officer.post(f"{path}lamna-in/").status_code == 302
    draft.refresh_from_db()
    registrar = signed_in(creators.user(Profile.REGISTRAR))
    sent = {"decided_on": TODAY, "section_number": "§ 46", "outcome": "granted", "seen": actions.seen_token(draft)}
    assert "Vid bifall och ändring bokförs" not in registrar.get(f"{path}registrera/").text
    answer = registrar.post(f"{path}registrera/", sent, follow=True)
    assert answer.redirect_chain[0][0] == path
    assert [str(message) for message in answer.context["messages"]] == ["Beslutet är registrerat."]
    document = build_document(Decision.objects.for_page().get(pk=draft.pk))
    assert (document.section, [point.text for point in document.points]) == ("§ 46", WRITTEN)
    assert document.sentence == "Regionstyrelsen beslutar i ärendet Gemensam plan."


def test_the_director_decides_it_under_a_mandate_and_says_who_presented_it(example):
    creators.mandate(example.agreement, example.decision, kinds=(Kind.OTHER,))
    by = creators.officer()
    creators.role("Strateg", holder=by)
    draft = kinds.statement(example.case, "Avtalet förlängs.", by=by, hand_in=True)
    client = signed_in(creators.director())
    page = client.get(draft.get_absolute_url()).text
    assert f'value="{by.name}, Strateg"' in page
    fields = confirmation(client, draft, participants="Maja Jurist, stabsjurist")
    answer = client.post(f"/beslut/{draft.pk}/besluta/", fields, follow=True)
    assert [str(message) for message in answer.context["messages"]] == [f"{draft} är beslutad."]
    decided = Decision.objects.for_page().get(pk=draft.pk)
    assert (decided.status, decided.presenter) == (Status.DECIDED, f"{by.name}, Strateg")
    document, page = build_document(decided), client.get(draft.get_absolute_url()).text
    assert (document.presenter, document.participants) == (decided.presenter, "Maja Jurist, stabsjurist")
    assert "<dt>Föredragande</dt>" in page
    assert "Maja Jurist, stabsjurist" in page


def test_another_presenter_is_kept_and_none_is_refused_by_the_database(example):
    proposal = example.submitted({example.alfa: -10, example.beta: 10})
    decided = actions.decide(proposal, by=creators.director(), on=TODAY, presenter=" Siv Stab ")
    assert decided.presenter == "Siv Stab"
    other = example.submitted({example.alfa: -10, example.beta: 10})
    with pytest.raises(IntegrityError, match="decision_made_here_has_a_presenter"), transaction.atomic():
        Decision.objects.filter(pk=other.pk).update(decided_by=creators.user())


def test_without_a_mandate_the_director_does_not_decide_it(example):
    draft = kinds.statement(example.case, "Avtalet förlängs.")
    Decision.objects.filter(pk=draft.pk).update(body=Body.DIRECTOR)
    with nothing_changes(), pytest.raises(Refused, match="inget mandat för annat beslut"):
        actions.submit(draft, by=draft.created_by, on=TODAY)


def test_the_database_keeps_an_empty_one_from_being_handed_in(example):
    draft = kinds.statement(example.case)
    with pytest.raises(IntegrityError, match="says nothing"), transaction.atomic():
        Decision.objects.filter(pk=draft.pk).update(
            status=Status.SUBMITTED, submitted_by=draft.created_by, submitted_on=TODAY
        )
