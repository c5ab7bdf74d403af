"""Reallocations and coverings in any order: whatever is tried, the sum stands and nothing falls below zero."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    rule,
    run_state_machine_as_test,
)

from config.refused import Refused
from decisions import actions
from decisions.figures import agreement_figures
from decisions.models import Decision, Funding
from decisions.models.decisions import FINAL, Status
from grants.figures import ZERO, read_book
from grants.models import Movement
from people.abilities import Profile
from people.models import User
from tests import creators
from tests.creators import TODAY, Example
from tests.decisions.snapshots import total

pytestmark = pytest.mark.django_db(transaction=True)

amounts = st.integers(1, 700)


def acting_director() -> User:
    """The one director of all machines: a role has one holder at a time."""
    return User.objects.filter(tenures__role__name="Regiondirektör").first() or creators.director()


class Reallocating(RuleBasedStateMachine):
    """Two activities with money, a locked one that is not wholly covered, an author, and a director."""

    proposals = Bundle("proposals")

    def __init__(self) -> None:
        super().__init__()
        self.example = Example()
        self.author, self.director = creators.user(Profile.OFFICER), acting_director()
        self.whole = total(self.example.agreement)
        self.final: dict[int, tuple] = {}

    def attempt(self, act, *args, **kwargs) -> bool:
        """Whether it was done. What is refused leaves the movements as they were."""
        movements = Movement.objects.count()
        try:
            act(*args, by=kwargs.pop("by", self.director), on=TODAY, **kwargs)
        except Refused:
            assert Movement.objects.count() == movements
            return False
        return True

    def changes(self, amount: int, backwards: bool, skew: int) -> dict:
        giver, taker = (self.example.alfa, self.example.beta)[:: -1 if backwards else 1]
        return {giver: Decimal(-amount), taker: Decimal(amount + skew)}

    @rule(target=proposals, amount=amounts, backwards=st.booleans(), skew=st.sampled_from([0, 0, 0, 1]))
    def propose(self, amount: int, backwards: bool, skew: int) -> int:
        return self.example.propose(self.changes(amount, backwards, skew), by=self.author).pk

    @rule(pk=proposals, amount=amounts, backwards=st.booleans(), version=st.integers(1, 3))
    def edit(self, pk: int, amount: int, backwards: bool, version: int) -> None:
        self.attempt(
            actions.revise_reallocation,
            Decision.objects.get(pk=pk),
            changes=self.changes(amount, backwards, 0),
            reason="Nytt.",
            version=version,
            by=self.author,
        )

    @rule(pk=proposals)
    def submit(self, pk: int) -> None:
        self.attempt(actions.submit, Decision.objects.get(pk=pk), by=self.author)

    @rule(pk=proposals)
    def return_it(self, pk: int) -> None:
        self.attempt(actions.return_to_author, Decision.objects.get(pk=pk), reason="Varför?")

    @rule(pk=consumes(proposals))
    def reject(self, pk: int) -> None:
        self.attempt(actions.reject, Decision.objects.get(pk=pk), reason="Nej.")

    @rule(pk=proposals, seen=st.booleans())
    def decide(self, pk: int, seen: bool) -> None:
        decision = Decision.objects.get(pk=pk)
        token = actions.seen_token(decision) if seen else "something else"
        assert self.attempt(actions.decide, decision, seen=token) is False or seen

    @rule(pk=proposals)
    def decide_own(self, pk: int) -> None:
        assert not self.attempt(actions.decide, Decision.objects.get(pk=pk), by=self.author)

    @rule(amount=st.integers(1, 40))
    def cover(self, amount: int) -> None:
        line = self.example.decision.lines.get(activity=self.example.gamma)
        fund = self.example.fund
        self.attempt(actions.cover, line, fund=fund, amount=Decimal(amount), by=self.author)

    @invariant()
    def the_sum_stands(self) -> None:
        assert total(self.example.agreement) == self.whole

    @invariant()
    def nothing_is_below_zero(self) -> None:
        book = read_book(self.example.agreement)
        assert all(balance >= 0 for balance in book.pool.values())
        assert all(balance >= 0 for held in book.accounts.values() for balance in held.values())

    @invariant()
    def booked_is_decided_less_uncovered(self) -> None:
        """Only what is decided is booked, and a reallocation is booked whole."""
        figures = agreement_figures(self.example.agreement).totals
        assert figures.uncovered >= 0
        for decision in Decision.objects.filter(kind="reallocation"):
            funded = sum((funding.amount.amount for funding in Funding.objects.filter(line__decision=decision)), ZERO)
            assert funded == 0
            assert Funding.objects.filter(line__decision=decision).exists() == (decision.status == Status.DECIDED)

    @invariant()
    def what_is_final_stays(self) -> None:
        now = {
            decision.pk: (decision.status, decision.version, decision.title)
            for decision in Decision.objects.filter(status__in=FINAL)
        }
        assert self.final.items() <= now.items()
        self.final = now


def test_whatever_is_tried_the_book_holds():
    run_state_machine_as_test(
        Reallocating,
        settings=settings(
            max_examples=6,
            stateful_step_count=15,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
