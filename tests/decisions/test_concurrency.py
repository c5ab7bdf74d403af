"""Real threads on PostgreSQL: two approvals race for the same money, and many decide at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from config.refused import Refused
from decisions import actions
from decisions.models import Decision, Funding
from decisions.models.kinds import Status
from people.abilities import Profile
from tests import creators
from tests.creators import TODAY, Example
from tests.decisions.snapshots import booked, total

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*jobs: Callable[[], object]) -> list[object]:
    """Runs the jobs in threads of their own that start together; a refusal is an answer."""
    barrier = Barrier(len(jobs))

    def run(job: Callable[[], object]) -> object:
        barrier.wait()
        try:
            return job()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def deciding(proposal: Decision, director) -> Callable[[], object]:
    return lambda: actions.decide(proposal, by=director, on=TODAY, seen=actions.seen_token(proposal))


@pytest.mark.parametrize("attempt", range(3))
def test_two_approvals_race_for_the_same_money_and_exactly_one_wins(attempt):
    example, director = Example(), creators.director()
    proposals = [example.submitted({example.alfa: -500, example.beta: 500}) for _ in range(2)]
    answers = at_once(*(deciding(proposal, director) for proposal in proposals))
    assert sorted(type(answer) is Decision for answer in answers) == [False, True]
    assert [proposal.status for proposal in Decision.objects.filter(pk__in=[p.pk for p in proposals])].count(
        Status.DECIDED
    ) == 1
    assert booked(example.alfa) == 100
    assert total(example.agreement) == 1100


def test_a_double_click_decides_once():
    example, director = Example(), creators.director()
    proposal = example.submitted({example.alfa: -100, example.beta: 100})
    answers = at_once(*[deciding(proposal, director)] * 4)
    assert [type(answer) is Decision for answer in answers].count(True) == 1
    assert Funding.objects.filter(line__decision=proposal).count() == 2
    assert booked(example.alfa) == 500


def test_deciding_and_returning_at_once_ends_in_one_of_them():
    example, director = Example(), creators.director()
    proposal = example.submitted({example.alfa: -100, example.beta: 100})
    at_once(
        deciding(proposal, director),
        lambda: actions.return_to_author(proposal, reason="Varför?", by=director, on=TODAY),
    )
    proposal.refresh_from_db()
    assert booked(example.alfa) == (500 if proposal.status == Status.DECIDED else 600)
    assert proposal.status in {Status.DECIDED, Status.RETURNED}


def test_two_who_take_a_number_get_two():
    example = Example()
    authors = [creators.user(Profile.OFFICER) for _ in range(4)]
    answers = at_once(
        *(lambda by=author: example.propose({example.alfa: -1, example.beta: 1}, by=by) for author in authors)
    )
    numbers = [decision.number for decision in answers]
    assert len(set(numbers)) == 4
