"""Who may decide and who may propose: the answer, its reason in Swedish, and that nothing moves when it is no."""

import datetime
from decimal import Decimal

import pytest

from config.refused import Refused
from decisions import actions
from decisions.authority import basis_sentence, find_mandate, may_decide, may_propose
from decisions.checks import findings_of_all
from decisions.models import Decision
from decisions.models.kinds import Body, Kind
from people.abilities import Profile
from tests import creators, kinds
from tests.creators import TODAY, Example
from tests.decisions.snapshots import nothing_changes

pytestmark = pytest.mark.django_db

QUEUE_QUERIES = 30
YESTERDAY = TODAY - datetime.timedelta(days=1)


def refused(proposal, by) -> str:
    """The reason why this person cannot decide; the verdict and the action say the same."""
    verdict = may_decide(by, proposal, TODAY)
    assert not verdict.allowed
    with nothing_changes(), pytest.raises(Refused) as caught:
        actions.decide(proposal, by=by, on=TODAY)
    assert caught.value.message == verdict.reason
    return verdict.reason


def deputy(rank: int, *, starts_on=datetime.date(2020, 7, 1), ends_on=None, name="Eva Ersättare"):
    person = creators.user(Profile.DIRECTOR, name=name)
    creators.tenure(creators.role("Regiondirektör"), person, starts_on=starts_on, ends_on=ends_on, rank=rank)
    return person


def end(mandate):
    by = creators.user(Profile.REGISTRAR)
    return actions.end_mandate(mandate, last_day=YESTERDAY, reason="Ersätts.", by=by)


def move(example):
    return {example.alfa: -50, example.beta: 50}


def test_the_holder_decides(example):
    verdict = may_decide(creators.director(), example.submitted(move(example)), TODAY)
    assert verdict.allowed
    assert verdict.mandate == example.mandate
    assert verdict.on_behalf_of == ""


@pytest.mark.parametrize("profile", [profile for profile in Profile if profile != Profile.DIRECTOR])
def test_nobody_else_decides(example, profile):
    assert "inte behörighet" in refused(example.submitted(move(example)), creators.user(profile))


def test_a_director_without_the_role_does_not_decide(example):
    assert refused(example.submitted(move(example)), creators.user(Profile.DIRECTOR)) == (
        "Du innehar inte funktionen Regiondirektör."
    )


def test_the_author_does_not_decide(example):
    both = creators.user(Profile.DIRECTOR, Profile.OFFICER)
    creators.tenure(creators.role("Regiondirektör"), both)
    assert "själv arbetat med" in refused(example.submitted(move(example), by=both), both)


def test_an_editor_does_not_decide(example):
    author, editor = creators.officer(), creators.user(Profile.DIRECTOR, Profile.OFFICER)
    creators.tenure(creators.role("Regiondirektör"), editor)
    draft = example.propose(move(example), by=author)
    draft = actions.revise_reallocation(
        draft, changes={example.alfa: -60, example.beta: 60}, reason="Mer.", version=1, by=editor, on=TODAY
    )
    assert "själv arbetat med" in refused(actions.submit(draft, by=author, on=TODAY), editor)


def test_who_edited_before_it_was_returned_may_decide_what_others_made_of_it(example):
    author, editor = creators.officer(), creators.user(Profile.DIRECTOR, Profile.OFFICER)
    holder = creators.director()
    creators.tenure(creators.role("Regiondirektör"), editor, rank=1)
    draft = example.propose(move(example), by=author)
    changes = {example.alfa: -60, example.beta: 60}
    draft = actions.revise_reallocation(draft, changes=changes, reason="Mer.", version=1, by=editor, on=TODAY)
    draft = actions.submit(draft, by=author, on=TODAY)
    draft = actions.return_to_author(draft, reason="Mindre.", by=holder, on=TODAY)
    assert may_decide(editor, actions.submit(draft, by=author, on=TODAY), TODAY).allowed


def test_a_deputy_decides_on_behalf_of(example):
    person = deputy(1)
    decided = actions.decide(example.submitted(move(example)), by=person, on=TODAY)
    assert decided.on_behalf_of == "på uppdrag av regiondirektören"
    assert decided.events.last().on_behalf_of == decided.on_behalf_of


def test_a_deputy_one_day_too_late(example):
    person = deputy(1, ends_on=YESTERDAY)
    assert refused(example.submitted(move(example)), person) == (
        "Ditt förordnande som ersättare för Regiondirektör gällde till och med 2020-09-09. I dag är det 2020-09-10."
    )
    assert may_decide(person, example.submitted(move(example)), YESTERDAY).allowed


def test_a_deputy_one_day_too_early(example):
    person = deputy(1, starts_on=TODAY + datetime.timedelta(days=1))
    assert "gäller från och med 2020-09-11" in refused(example.submitted(move(example)), person)


def test_the_second_deputy_waits_while_the_first_is_on_duty(example):
    deputy(1, name="Första Ersättaren")
    assert "Första Ersättaren" in refused(example.submitted(move(example)), deputy(2))


def test_the_second_deputy_decides_when_the_first_is_away(example):
    deputy(1, ends_on=YESTERDAY, name="Första Ersättaren")
    assert may_decide(deputy(2), example.submitted(move(example)), TODAY).allowed


def test_without_a_mandate_it_is_the_boards(example):
    end(example.mandate)
    reason = refused(example.submitted(move(example)), creators.director())
    assert reason.startswith("Måste beslutas av regionstyrelsen, eftersom mandatet Omfördelning inom utvecklingsområde")
    assert reason.endswith("gällde till och med 2020-09-09.")


def test_a_mandate_of_another_agreement_does_not_serve(example):
    other = Example()
    end(other.mandate)
    assert find_mandate(other.submitted({other.alfa: -1, other.beta: 1}), TODAY) is None


def test_the_agreements_own_mandate_goes_first(example):
    creators.mandate(None, example.decision)
    assert find_mandate(example.submitted(move(example)), TODAY) == example.mandate


def test_another_mandate_serves_when_the_first_is_somebody_elses(example):
    person = creators.user(Profile.DIRECTOR)
    end(example.mandate)
    other = creators.role("Hälso- och sjukvårdsdirektör", holder=creators.user(Profile.DIRECTOR))
    creators.mandate(example.agreement, example.decision, role=other)
    general = creators.mandate(None, example.decision, role=creators.role("Regionstabschef", holder=person))
    assert may_decide(person, example.submitted(move(example)), TODAY).mandate == general


def test_what_the_board_decides_is_not_the_directors(example):
    draft = actions.draft_allocation(
        agreement=example.agreement, case=example.case, body="board", title="Ny", by=creators.officer(), on=TODAY
    )
    assert "inte av regiondirektören" in may_decide(creators.director(), draft, TODAY).reason


def test_the_sentence_beside_a_draft(example):
    draft = example.propose(move(example))
    assert basis_sentence(draft, TODAY) == (
        f"Beslutas av regiondirektören med stöd av regionstyrelsens beslut {example.case.registry_number} § 35 punkt 2."
    )


def test_officers_propose_everywhere(example):
    assert may_propose(creators.officer(), example.area, TODAY).allowed


@pytest.mark.parametrize("profile", [Profile.MANAGER, Profile.COORDINATOR])
def test_managers_propose_where_a_role_of_theirs_is_responsible(example, profile):
    person = creators.user(profile)
    creators.tenure(example.alfa.roles.get(), person)
    assert may_propose(person, example.area, TODAY).allowed


def test_coordinators_of_the_area_or_the_agreement_propose(example):
    person = creators.user(Profile.COORDINATOR)
    role = creators.role("Samordnare", holder=person)
    assert not may_propose(person, example.area, TODAY).allowed
    example.area.coordinator = role
    assert may_propose(person, example.area, TODAY).allowed
    example.area.coordinator, example.area.agreement.coordinator = None, role
    assert may_propose(person, example.area, TODAY).allowed


def test_nobody_proposes_in_an_area_of_others(example):
    stranger = creators.user(Profile.MANAGER)
    verdict = may_propose(stranger, example.area, TODAY)
    assert "ansvarar inte för någon aktivitet i område 1" in verdict.reason
    with nothing_changes(), pytest.raises(Refused, match="ansvarar inte"):
        example.propose(move(example), by=stranger)
    draft = example.propose(move(example))
    with nothing_changes(), pytest.raises(Refused, match="ansvarar inte"):
        actions.submit(draft, by=stranger, on=TODAY)
    with nothing_changes(), pytest.raises(Refused, match="ansvarar inte"):
        actions.revise_reallocation(
            draft, changes={example.alfa: -1, example.beta: 1}, reason="x", version=1, by=stranger, on=TODAY
        )


def test_a_role_that_was_left_yesterday_gives_nothing(example):
    person = creators.user(Profile.MANAGER)
    creators.tenure(example.alfa.roles.get(), person, ends_on=YESTERDAY)
    assert not may_propose(person, example.area, TODAY).allowed


@pytest.mark.parametrize("profile", [Profile.DIRECTOR, Profile.REGISTRAR, Profile.CONTROLLER, Profile.AUDITOR])
def test_other_profiles_do_not_propose(example, profile):
    with nothing_changes(), pytest.raises(Refused, match="inte behörighet"):
        example.propose(move(example), by=creators.user(profile))


@pytest.mark.parametrize("count", [1, 3])
def test_asking_about_many_costs_as_much_as_about_one(example, count, django_assert_num_queries):
    proposals = [example.submitted(move(example)) for _ in range(count)]
    with django_assert_num_queries(15):
        findings_of_all(proposals, TODAY)


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_costs_the_same_for_one_and_for_three(example, count, client, django_assert_num_queries):
    for _ in range(count):
        example.submitted(move(example))
    client.force_login(creators.director())
    client.get("/att-besluta/")
    with django_assert_num_queries(QUEUE_QUERIES):
        assert client.get("/att-besluta/").text.count("Väntar på dig") == count


def allocation(example: Example, amount: int = 20) -> Decision:
    by = creators.officer()
    draft = actions.draft_allocation(
        agreement=example.agreement, case=example.case, body=Body.BOARD, title="Mer", by=by, on=TODAY
    )
    row = actions.GridRow(example.alfa, {example.fund.pk: Decimal(amount)})
    return actions.save_grid(draft, rows=[row], version=draft.version, by=by, on=TODAY)


BEFORE_THE_BOARD = {
    Kind.ALLOCATION: allocation,
    Kind.REALLOCATION: lambda example: example.propose({example.alfa: -20, example.beta: 20}),
    Kind.ACTIVITY: lambda example: kinds.new_activity(example, pool=20),
    Kind.RELEASE: lambda example: kinds.release(example, example.alfa, 20),
    Kind.REPAYMENT: lambda example: kinds.repayment(example, 20),
    Kind.OTHER: lambda example: kinds.statement(example.case, "Avtalet förlängs."),
}


@pytest.mark.parametrize("kind", BEFORE_THE_BOARD)
def test_why_the_board_decides_is_said_of_every_kind(example, kind):
    end(example.mandate)
    draft = BEFORE_THE_BOARD[kind](example)
    draft.body = Body.BOARD
    said, must = basis_sentence(draft, TODAY), "Måste beslutas av regionstyrelsen, eftersom"
    lacking = f"{must} inget mandat för {kind.label} i {example.agreement} gäller 2020-09-10."
    ended = f"{must} mandatet {example.mandate} ({example.mandate.basis}) gällde till och med 2020-09-09."
    assert said == (ended if kind == Kind.REALLOCATION else lacking)
    low = creators.mandate(example.agreement, example.decision, kinds=(kind,), ceiling=Decimal(10), name="Lågt tak")
    said = basis_sentence(draft, TODAY)
    if kind == Kind.OTHER:
        assert said == "Beslutas av regionstyrelsen."
    else:
        beyond = "gäller högst 10\u00a0kr per beslut och förslaget är på 20\u00a0kr."
        assert said == f"{must} mandatet Lågt tak ({low.basis}) {beyond}"


def test_why_the_board_decides_what_only_it_decides(example):
    only = {
        Kind.ACROSS: "pengar flyttas mellan utvecklingsområden",
        Kind.LOCK: "bara den kan låsa en aktivitet",
        Kind.UNLOCK: "ett lås hävs av den som har satt det",
    }
    for kind, why in only.items():
        draft = Decision(kind=kind, agreement=example.agreement, body=Body.BOARD)
        assert basis_sentence(draft, TODAY) == f"Måste beslutas av regionstyrelsen, eftersom {why}."
    corrections = kinds.correction(example, example.alfa, 500), kinds.rectification(example)
    for draft in corrections:
        why = "eftersom den som fattade beslutet rättar det."
        assert basis_sentence(draft, TODAY) == f"Måste beslutas av regionstyrelsen, {why}"
    assert {*only, *BEFORE_THE_BOARD, *(draft.kind for draft in corrections), Kind.ALLOTMENT} == set(Kind)
