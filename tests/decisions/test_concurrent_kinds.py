"""Eight threads that decide every kind that moves money, on the same funds at once."""

import random
from collections.abc import Callable
from itertools import chain

import pytest

from config.refused import Refused
from decisions import actions
from decisions.models import Decision
from decisions.models.decisions import Body, Kind, Status
from decisions.verification import breaches
from grants.figures import read_book
from people.abilities import Profile
from tests import creators, kinds
from tests.creators import TODAY, Example
from tests.decisions.test_concurrency import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_eight_who_decide_every_kind_keep_each_fund_whole():
    source = random.Random(2020)  # noqa: S311 - the same moves every time
    example, director = Example(), creators.director()
    kinds.empower(example)
    _, omega = kinds.other_area(example)
    author, registrar = creators.officer(), creators.user(Profile.REGISTRAR)
    makers: list[Callable[[int], Decision]] = [
        lambda amount: kinds.release(example, example.alfa, amount, by=author),
        lambda amount: kinds.repayment(example, amount, by=author),
        lambda amount: kinds.across(example, omega, pool=amount, alfa=amount, by=author),
        lambda amount: kinds.correction(example, example.alfa, amount, by=author),
        lambda amount: example.propose({example.beta: -amount, example.alfa: amount}, by=author),
        lambda amount: kinds.new_activity(example, pool=amount, name=f"Ny {amount}", by=author),
    ]
    # So that some get through and some find the money gone, in whatever order the threads come.
    proposals = [maker(amount) for maker in makers for amount in source.sample(range(40, 260), 4)]
    source.shuffle(proposals)
    people = {Body.DIRECTOR: director, Body.BOARD: registrar}

    def work(mine: list[Decision]) -> list[bool]:
        return [_hand_in_and_settle(each, people[Body(each.body)]) for each in mine]

    answers = at_once(*(lambda mine=proposals[start::8]: work(mine) for start in range(8)))
    done = list(chain.from_iterable(answers))
    assert True in done
    assert False in done
    book = read_book(example.agreement)
    for fund, whole in ((example.fund, 1000), (example.earmarked, 100)):
        on_activities = sum(held.get(fund.pk, 0) for held in book.accounts.values())
        assert on_activities + book.pool[fund.pk] + book.repaid[fund.pk] == whole
    assert breaches() == []
    decided = Decision.objects.filter(pk__in=[each.pk for each in proposals], status=Status.DECIDED)
    assert decided.count() == done.count(True)
    assert {Kind.RELEASE, Kind.REPAYMENT} <= set(decided.values_list("kind", flat=True))


def _hand_in_and_settle(proposal: Decision, judge) -> bool:
    """Any other error than a refusal, a deadlock above all, ends the test."""
    try:
        actions.submit(proposal, by=proposal.created_by, on=TODAY)
        if proposal.body == Body.DIRECTOR:
            actions.decide(proposal, by=judge, on=TODAY)
        else:
            actions.record(
                proposal, decided_on=TODAY, by=judge, on=TODAY, section_number="§ 77", acknowledged="Godtas."
            )
    except Refused:
        return False
    return True
