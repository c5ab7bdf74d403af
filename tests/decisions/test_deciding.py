"""Submit, decide, return, reject, withdraw: what is allowed works, and what is refused changes nothing."""

import datetime
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from config.refused import Refused
from decisions import actions
from decisions.actions.seeing import FiguresChanged
from decisions.actions.verdicts import Blocked, Unacknowledged
from decisions.models.kinds import Status
from people.abilities import Profile
from tests import creators
from tests.creators import TODAY
from tests.decisions.snapshots import booked, nothing_changes

pytestmark = pytest.mark.django_db


def refused(code: str, act, *args, **kwargs) -> Refused:
    """Runs it, and answers with the refusal; nothing has changed."""
    with nothing_changes(), pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    assert caught.value.code == code
    return caught.value


def findings_of(refusal: Refused) -> set[str]:
    assert isinstance(refusal, Blocked)
    return {finding.id.removeprefix("decisions.") for finding in refusal.findings}


def test_the_whole_way(example):
    proposal = example.submitted({example.alfa: -200, example.beta: 200})
    decided = actions.decide(proposal, by=creators.director(), on=TODAY, seen=actions.seen_token(proposal))
    assert decided.status == Status.DECIDED
    assert decided.mandate == example.mandate
    assert (booked(example.alfa), booked(example.beta)) == (400, 400)
    assert [event.what for event in decided.events.all()] == ["created", "submitted", "decided"]
    assert all(movement.movement.reference for line in decided.lines.all() for movement in line.fundings.all())


def test_one_krona_more_than_there_is(example):
    draft = example.propose({example.alfa: -601, example.beta: 601})
    refusal = refused("blocked", actions.submit, draft, by=draft.created_by, on=TODAY)
    assert findings_of(refusal) == {"E007"}
    assert "600\u00a0kr" in refusal.message


def test_nothing_leaves_or_reaches_a_locked_activity(example):
    for changes in ({example.gamma: -50, example.alfa: 50}, {example.alfa: -50, example.gamma: 50}):
        draft = example.propose(changes)
        refusal = refused("blocked", actions.submit, draft, by=draft.created_by, on=TODAY)
        assert "E005" in findings_of(refusal)
        assert "låst genom" in refusal.message


def test_nothing_crosses_areas(example):
    other = creators.activity(creators.area(example.agreement, 2), "Delta")
    draft = example.propose({example.alfa: -50, other: 50})
    refusal = refused("blocked", actions.submit, draft, by=draft.created_by, on=TODAY)
    assert findings_of(refusal) == {"E003"}
    assert "område 1 och område 2" in refusal.message


def test_nothing_moves_where_the_board_has_not_allowed_it(example):
    example.area.reallocation_allowed = False
    example.area.save()
    draft = example.propose({example.alfa: -50, example.beta: 50})
    assert findings_of(refused("blocked", actions.submit, draft, by=draft.created_by, on=TODAY)) == {"E004"}


def test_what_does_not_sum_to_zero(example):
    draft = example.propose({example.alfa: -50, example.beta: 40})
    refusal = refused("blocked", actions.submit, draft, by=draft.created_by, on=TODAY)
    assert findings_of(refusal) == {"E002"}


def test_earmarked_money_keeps_its_purpose(example):
    marked = creators.activity(example.area, "Epsilon")
    creators.allot(example.earmarked, 50)
    creators.decided_allocation({marked: {example.earmarked: 50}})
    draft = example.propose({marked: -50, example.alfa: 50})
    refusal = refused("blocked", actions.submit, draft, by=draft.created_by, on=TODAY)
    assert findings_of(refusal) == {"E006"}


def capped(example) -> None:
    """The mandate is ended, and given anew with a ceiling of 100 kr."""
    yesterday = TODAY - datetime.timedelta(days=1)
    by = creators.user(Profile.REGISTRAR)
    actions.end_mandate(example.mandate, last_day=yesterday, reason="Ersätts.", by=by)
    creators.mandate(example.agreement, example.decision, ceiling=Decimal(100))


def test_more_than_the_mandate_allows(example):
    capped(example)
    draft = example.propose({example.alfa: -101, example.beta: 101})
    assert findings_of(refused("blocked", actions.submit, draft, by=draft.created_by, on=TODAY)) == {"E015"}
    within = example.submitted({example.alfa: -100, example.beta: 100})
    assert actions.decide(within, by=creators.director(), on=TODAY).status == Status.DECIDED


def test_a_ceiling_that_came_after_the_proposal(example):
    proposal = example.submitted({example.alfa: -101, example.beta: 101})
    capped(example)
    refused("blocked", actions.decide, proposal, by=creators.director(), on=TODAY)


def test_the_second_draft_on_money_that_the_first_has_taken(example):
    director = creators.director()
    first = example.submitted({example.alfa: -500, example.beta: 500})
    second = example.submitted({example.alfa: -500, example.beta: 500})
    seen = actions.seen_token(second)
    actions.decide(first, by=director, on=TODAY)
    refused("figures_changed", actions.decide, second, by=director, on=TODAY, seen=seen)
    refusal = refused("blocked", actions.decide, second, by=director, on=TODAY, seen=actions.seen_token(second))
    assert findings_of(refusal) == {"E007"}


def test_lawful_but_changed_is_confirmed_anew(example):
    director = creators.director()
    first = example.submitted({example.alfa: -100, example.beta: 100})
    second = example.submitted({example.alfa: -100, example.beta: 100})
    seen = actions.seen_token(second)
    actions.decide(first, by=director, on=TODAY)
    with nothing_changes(), pytest.raises(FiguresChanged):
        actions.decide(second, by=director, on=TODAY, seen=seen)
    actions.decide(second, by=director, on=TODAY, seen=actions.seen_token(second))
    assert booked(example.alfa) == 400


def test_a_warning_wants_a_reason_that_is_kept(example):
    creators.spent(example.alfa, 500)
    proposal = example.submitted({example.alfa: -200, example.beta: 200})
    director = creators.director()
    with nothing_changes(), pytest.raises(Unacknowledged) as caught:
        actions.decide(proposal, by=director, on=TODAY)
    (warning,) = caught.value.findings
    assert warning.id == "decisions.W008"
    decided = actions.decide(proposal, by=director, on=TODAY, acknowledgements={warning.key: "Annan finansiering."})
    assert "Skäl: Annan finansiering." in decided.events.get(what="acknowledged").text


def test_nothing_is_decided_twice(example):
    director = creators.director()
    proposal = example.submitted({example.alfa: -50, example.beta: 50})
    actions.decide(proposal, by=director, on=TODAY)
    refused("not_now", actions.decide, proposal, by=director, on=TODAY)


@pytest.mark.parametrize("judge", [actions.return_to_author, actions.reject])
def test_returning_and_rejecting_want_a_reason(example, judge):
    proposal = example.submitted({example.alfa: -50, example.beta: 50})
    refused("no_reason", judge, proposal, reason=" ", by=creators.director(), on=TODAY)


def test_returned_edited_handed_in_again_and_decided_by_who_returned_it(example):
    director, author = creators.director(), creators.officer()
    proposal = example.submitted({example.alfa: -50, example.beta: 50}, by=author)
    returned = actions.return_to_author(proposal, reason="Varför så lite?", by=director, on=TODAY)
    revised = actions.revise_reallocation(
        returned,
        changes={example.alfa: Decimal(-100), example.beta: Decimal(100)},
        reason="Mer behövs.",
        version=returned.version,
        by=author,
        on=TODAY,
    )
    again = actions.submit(revised, by=author, on=TODAY)
    actions.decide(again, by=director, on=TODAY)
    assert booked(example.beta) == 300


def test_what_is_final_stays(example):
    director = creators.director()
    proposal = example.submitted({example.alfa: -50, example.beta: 50})
    rejected = actions.reject(proposal, reason="Nej.", by=director, on=TODAY)
    refused("not_open", actions.withdraw, rejected, by=rejected.created_by, on=TODAY)
    refused("not_now", actions.decide, rejected, by=director, on=TODAY)


def test_only_the_author_takes_it_back(example):
    proposal = example.submitted({example.alfa: -50, example.beta: 50})
    refused("not_the_author", actions.withdraw, proposal, by=creators.officer(), on=TODAY)
    assert actions.withdraw(proposal, by=proposal.created_by, on=TODAY).status == Status.WITHDRAWN


def test_who_has_left_the_work_does_not_take_it_back_and_a_colleague_does(example):
    proposal = example.submitted({example.alfa: -50, example.beta: 50})
    former, colleague = proposal.created_by, creators.officer()
    client, path = Client(), proposal.get_absolute_url()
    client.force_login(former)
    assert "Återta förslaget" in client.get(path).text
    former.groups.set(Group.objects.filter(name=Profile.AUDITOR.label))
    former = type(former).objects.get(pk=former.pk)
    assert "Återta förslaget" not in client.get(path).text
    refused("not_the_author", actions.withdraw, proposal, by=former, on=TODAY)
    client.force_login(colleague)
    assert "Återta förslaget" in client.get(path).text
    assert client.post(f"{path}aterta/").status_code == 302
    proposal.refresh_from_db()
    assert proposal.status == Status.WITHDRAWN


def test_a_reallocation_without_a_reason_is_not_handed_in(example):
    draft = example.propose({example.alfa: -50, example.beta: 50}, reason=" ")
    refused("no_reason", actions.submit, draft, by=draft.created_by, on=TODAY)


def test_a_stale_draft_is_not_saved(example):
    author = creators.officer()
    draft = example.propose({example.alfa: -50, example.beta: 50}, by=author)
    changes = {example.alfa: Decimal(-60), example.beta: Decimal(60)}
    actions.revise_reallocation(draft, changes=changes, reason="Ny.", version=1, by=author, on=TODAY)
    refusal = refused(
        "stale", actions.revise_reallocation, draft, changes=changes, reason="Annan.", version=1, by=author, on=TODAY
    )
    assert str(author) in refusal.message


def test_the_conditions_in_force_follow_the_decision(example):
    wording = creators.condition()
    proposal = example.submitted({example.alfa: -50, example.beta: 50})
    assert [condition.wording for condition in proposal.conditions.all()] == [wording]


def test_saving_and_handing_in_is_one_thing(example):
    changes = {example.alfa: Decimal(-601), example.beta: Decimal(601)}
    refused(
        "blocked",
        actions.save_reallocation,
        None,
        agreement=example.agreement,
        changes=changes,
        reason="Behov.",
        version=0,
        hand_in=True,
        by=creators.user(Profile.OFFICER),
        on=TODAY,
    )
