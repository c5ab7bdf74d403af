"""Eight threads that decide every kind that moves money, on the same funds at once. With `-s` it tells how it went."""

import random
import time
from collections import Counter
from collections.abc import Callable
from itertools import chain

import pytest

from config.refused import Refused
from decisions import actions
from decisions.models import Decision
from decisions.models.kinds import Body, Status
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
        lambda amount: example.propose({example.alfa: -amount, example.beta: amount}, by=author),
        lambda amount: kinds.new_activity(example, pool=amount, name=f"Ny {amount}", by=author),
    ]
    # So that some get through and some find the money gone, in whatever order the threads come.
    proposals = [maker(amount) for maker in makers for amount in source.sample(range(40, 260), 4)]
    source.shuffle(proposals)
    people = {Body.DIRECTOR: director, Body.BOARD: registrar}

    def work(mine: list[Decision]) -> list[str]:
        return [_hand_in_and_settle(each, people[Body(each.body)]) for each in mine]

    before, began = sums(example), time.monotonic()
    answers = at_once(*(lambda mine=proposals[start::8]: work(mine) for start in range(8)))
    seconds, after = time.monotonic() - began, sums(example)
    done = Counter(chain.from_iterable(answers))
    assert after == before == {"Fri": 1000, "Öronmärkt": 100}
    assert breaches() == []
    decided = Decision.objects.filter(pk__in=[each.pk for each in proposals], status=Status.DECIDED)
    assert 0 < decided.count() == done.pop("decided") < len(proposals)
    # Which kinds depends on who came first; that it is more than one does not, since there are four of each.
    assert decided.count() > 4
    refused = ", ".join(f"{count} {reason}" for reason, count in done.most_common())
    print(
        f"\n8 threads, {len(proposals)} decisions tried in {seconds:.1f} s: {decided.count()} made, refused: {refused}"
    )
    print(f"kronor of the funds before {before}, after {after}; no deadlock, no retry (either ends the run)")


def sums(example: Example) -> dict[str, int]:
    """All kronor of each fund: on activities, unallocated, repaid. None of the first two is below zero."""
    book = read_book(example.agreement)
    found = {}
    for fund in (example.fund, example.earmarked):
        on_accounts = [book.pool[fund.pk], *(held.get(fund.pk, 0) for held in book.accounts.values())]
        assert min(on_accounts) >= 0
        found[fund.name] = int(sum(on_accounts) + book.repaid[fund.pk])
    return found


def _hand_in_and_settle(proposal: Decision, judge) -> str:
    """ "decided", or why not. Any other error than a refusal, a deadlock above all, ends the test."""
    try:
        actions.submit(proposal, by=proposal.created_by, on=TODAY)
        if proposal.body == Body.DIRECTOR:
            actions.decide(proposal, by=judge, on=TODAY)
        else:
            actions.record(
                proposal, decided_on=TODAY, by=judge, on=TODAY, section_number="§ 77", acknowledged="Godtas."
            )
    except Refused as refusal:
        return refusal.code
    return "decided"
