"""Conditions: wordings over time, what a decision carries and why, frozen when it is decided."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from config.refused import Refused, Stale
from decisions import actions
from decisions.checks import findings
from decisions.decision_document import DecisionDocument, build_document
from decisions.models import Condition, ConditionWording, Decision, DecisionCondition, Event
from decisions.models.conditions import ConditionChoice
from people.abilities import Profile
from tests import creators
from tests.creators import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("example")]

YEAR_START = datetime.date(2020, 1, 1)


def other(number: int = 7, *, since: datetime.date = YEAR_START) -> Condition:
    """A condition that follows no decision by itself."""
    made = Condition.objects.create(number=number, name="Tillägg", standard=False)
    made.wordings.create(text="Privata utförare görs delaktiga.", valid_from=since)
    return made


def carried(decision: Decision) -> list[int]:
    return [row.wording.condition.number for row in decision.conditions.select_related("wording__condition")]


def choose(decision: Decision, reasons: dict[Condition, str], **more) -> Decision:
    by, version = more.get("by", decision.created_by), more.get("version", decision.version)
    named = {condition.pk: reason for condition, reason in reasons.items()}
    return actions.choose_conditions(decision, reasons=named, version=version, by=by, on=TODAY)


# ---- The library


def test_a_new_condition_is_last_and_has_its_wording() -> None:
    creators.condition(4)
    by = creators.officer()
    made = actions.add_condition(name=" Miljö ", text="Hänsyn.", standard=True, valid_from=TODAY, source="RS 1", by=by)
    assert (made.number, made.name, made.standard) == (5, "Miljö", True)
    wording = made.wordings.get()
    assert (wording.text, wording.valid_from, wording.source, wording.added_by) == ("Hänsyn.", TODAY, "RS 1", by)


def test_a_new_wording_begins_later_and_the_earlier_stays(example: creators.Example) -> None:
    first = creators.condition(1, "Gammal.")
    before = example.submitted({example.alfa: -1, example.beta: 1})
    second = actions.add_wording(first.condition, text="Ny.", valid_from=TODAY, by=creators.officer())
    after = example.submitted({example.alfa: -2, example.beta: 2})
    assert [row.wording for row in before.conditions.all()] == [first]
    assert [row.wording for row in after.conditions.all()] == [second]
    assert ConditionWording.objects.in_force(TODAY - datetime.timedelta(days=1)).get() == first


@pytest.mark.parametrize(
    ("text", "valid_from", "code"),
    [("Ny.", YEAR_START, "not_later"), (" ", TODAY, "no_text"), ("Gammal.", TODAY, "same_text")],
)
def test_a_wording_that_is_refused(text: str, valid_from: datetime.date, code: str) -> None:
    condition = creators.condition(1, "Gammal.").condition
    with pytest.raises(Refused) as refused:
        actions.add_wording(condition, text=text, valid_from=valid_from, by=creators.officer())
    assert refused.value.code == code
    assert condition.wordings.count() == 1


@pytest.mark.parametrize("profile", sorted(set(Profile) - {Profile.OFFICER}))
def test_only_the_officer_edits_the_library(profile: Profile) -> None:
    person = creators.user(profile)
    with pytest.raises(Refused, match="Du har inte behörighet"):
        actions.add_condition(name="Miljö", text="Hänsyn.", standard=True, valid_from=TODAY, by=person)
    assert not Condition.objects.exists()


def test_a_wording_is_never_changed() -> None:
    wording = creators.condition()
    with pytest.raises(Exception, match="wording_is_never_changed"), transaction.atomic():
        ConditionWording.objects.filter(pk=wording.pk).update(text="Annan.")


def test_the_terms_of_an_agreement(example: creators.Example) -> None:
    agreement = example.agreement
    assert not agreement.hands_out_to_own_units
    actions.set_terms(agreement, hands_out_to_own_units=True, assignment_sentence=" Ja. ", by=creators.officer())
    agreement.refresh_from_db()
    assert (agreement.hands_out_to_own_units, agreement.assignment_sentence) == (True, "Ja.")
    assert agreement.events.count() == 2
    with pytest.raises(Refused):
        actions.set_terms(agreement, hands_out_to_own_units=False, assignment_sentence=" ", by=creators.officer())


# ---- What a decision carries


def test_a_standard_condition_is_waived_and_another_added_with_reasons(example: creators.Example) -> None:
    standard, second, extra = creators.condition(1).condition, creators.condition(2).condition, other()
    draft = choose(example.propose({example.alfa: -1, example.beta: 1}), {standard: "Gäller ej.", extra: "Behövs."})
    decision = actions.submit(draft, by=draft.created_by, on=TODAY)
    assert carried(decision) == [second.number, extra.number]
    rows = {choice.condition: choice for choice in decision.condition_choices.all()}
    assert (rows[standard].waived, rows[standard].reason, rows[standard].by) == (True, "Gäller ej.", draft.created_by)
    assert (rows[extra].waived, rows[extra].chosen_on) == (False, TODAY)


def test_a_choice_is_replaced_as_a_whole(example: creators.Example) -> None:
    standard, extra = creators.condition(1).condition, other()
    draft = choose(example.propose({example.alfa: -1, example.beta: 1}), {standard: "Gäller ej."})
    draft = choose(draft, {extra: "Behövs."})
    assert carried(actions.submit(draft, by=draft.created_by, on=TODAY)) == [1, 7]


def test_the_reason_stands_in_the_document(example: creators.Example) -> None:
    standard = creators.condition(1).condition
    draft = choose(example.propose({example.alfa: -1, example.beta: 1}), {standard: "Ingen anställs."})
    document = build_document(draft)
    (departure,) = document.departures
    assert (departure.number, departure.waived, departure.reason) == (1, True, "Ingen anställs.")
    assert DecisionDocument.thaw(document.canonical()) == document


def test_a_departure_without_a_reason_changes_nothing(example: creators.Example) -> None:
    standard = creators.condition(1).condition
    draft = example.propose({example.alfa: -1, example.beta: 1})
    with pytest.raises(Refused, match="Skriv ett skäl"):
        choose(draft, {standard: "  "})
    assert not draft.condition_choices.exists()
    draft.refresh_from_db()
    assert draft.version == 1


def test_a_condition_that_is_not_in_force_is_not_added(example: creators.Example) -> None:
    coming = other(since=TODAY + datetime.timedelta(days=1))
    with pytest.raises(Refused, match="ingen lydelse"):
        choose(example.propose({example.alfa: -1, example.beta: 1}), {coming: "Behövs."})


def test_who_may_not_write_the_draft_does_not_choose(example: creators.Example) -> None:
    standard = creators.condition(1).condition
    draft = example.propose({example.alfa: -1, example.beta: 1})
    for person in (creators.user(Profile.AUDITOR), creators.user(Profile.MANAGER)):
        with pytest.raises(Refused):
            choose(draft, {standard: "Gäller ej."}, by=person)
    assert not ConditionChoice.objects.exists()


def test_what_has_been_handed_in_is_not_changed(example: creators.Example) -> None:
    standard = creators.condition(1).condition
    decision = example.submitted({example.alfa: -1, example.beta: 1})
    with pytest.raises(Refused, match="kan inte ändras"):
        choose(decision, {standard: "Gäller ej."})


def test_two_who_write_at_once_are_told(example: creators.Example) -> None:
    standard = creators.condition(1).condition
    draft = example.propose({example.alfa: -1, example.beta: 1})
    choose(draft, {standard: "Gäller ej."})
    with pytest.raises(Stale):
        choose(draft, {}, version=draft.version)


def test_choosing_counts_as_writing(example: creators.Example) -> None:
    """Who has chosen the conditions does not decide."""
    draft = choose(example.propose({example.alfa: -1, example.beta: 1}), {})
    assert draft.events.filter(what=Event.What.EDITED, by=draft.created_by).exists()


def test_the_choice_of_a_decided_decision_is_frozen(example: creators.Example) -> None:
    standard = creators.condition(1).condition
    for write in (
        lambda: example.decision.condition_choices.create(
            condition=standard, waived=True, reason="Sent.", by=creators.officer(), chosen_on=TODAY
        ),
        lambda: DecisionCondition.objects.create(decision=example.decision, wording=standard.wordings.get()),
    ):
        with pytest.raises(IntegrityError, match="is final"), transaction.atomic():
            write()


def test_what_is_decided_is_the_wording_that_was_handed_in_and_the_decider_is_told(example: creators.Example) -> None:
    first = creators.condition()
    proposal = example.submitted({example.alfa: -50, example.beta: 50})
    director = creators.director()
    client = Client()
    client.force_login(director)
    assert "lydelse som förslaget inte bär" not in client.get(proposal.get_absolute_url()).text
    later = actions.add_wording(
        first.condition, text="Nya ord.", valid_from=TODAY - datetime.timedelta(days=1), by=creators.officer()
    )
    told = [each for each in findings(proposal, TODAY) if each.id == "decisions.I028"]
    assert [each.subject for each in told] == ["1"]
    page = client.get(proposal.get_absolute_url()).text
    assert "Villkor 1, Villkor 1, har från och med 2020-09-09 en lydelse som förslaget inte bär." in page
    assert first.text in page
    returned = actions.return_to_author(proposal, reason="Nya villkor.", by=director, on=TODAY)
    assert [each.id for each in findings(returned, TODAY) if each.id == "decisions.I028"] == []
    again = actions.submit(returned, by=proposal.created_by, on=TODAY)
    assert [row.wording for row in again.conditions.all()] == [later]
    decided = actions.decide(again, by=director, on=TODAY)
    assert [row.wording for row in decided.conditions.all()] == [later]
