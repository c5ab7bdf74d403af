"""Every kind of decision in any order, by anyone, while months close: the proof of the book holds after each step."""

import datetime
from decimal import Decimal
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule, run_state_machine_as_test

from config.refused import Refused
from decisions import actions
from decisions.actions import Correction, Locking, Move, NewActivity, Right, Taken
from decisions.checks import findings
from decisions.figures import agreement_figures
from decisions.models import Decision, DecisionLine
from decisions.models.decisions import BUDGETING, Body, Kind, Status
from decisions.verification import breaches
from grants.actions import close_month
from grants.figures import ZERO, read_book
from grants.models import Movement
from people.abilities import Profile
from tests import creators, kinds
from tests.creators import TODAY, Example
from tests.decisions.snapshots import total
from tests.decisions.test_stateful import acting_director

pytestmark = pytest.mark.django_db(transaction=True)

KINDS = [Kind.ACTIVITY, Kind.RELEASE, Kind.ACROSS, Kind.REPAYMENT, Kind.CORRECTION, Kind.LOCK, Kind.UNLOCK]
PEOPLE = ["author", "colleague", "manager", "director", "registrar", "controller"]

kind_of = st.sampled_from(KINDS)
amounts = st.integers(1, 300)
writers = st.sampled_from(["author", "colleague", "author", "manager"])
sometimes = st.sampled_from([True, False, True])


class AllKinds(RuleBasedStateMachine):
    """The example with a second area. A day that goes on, and months that close behind it."""

    proposals = Bundle("proposals")
    decided: ClassVar[set[str]] = set()
    """The kinds that any machine has brought to a decision: so it is seen that the rules let something through."""

    def __init__(self) -> None:
        super().__init__()
        self.example, self.day, self.serial = Example(), TODAY, 0
        kinds.empower(self.example)
        _, self.omega = kinds.other_area(self.example)
        profiles = {"author": Profile.OFFICER, "colleague": Profile.OFFICER, "manager": Profile.MANAGER,
                    "registrar": Profile.REGISTRAR, "controller": Profile.CONTROLLER}  # fmt: skip
        self.people = {name: creators.user(profile) for name, profile in profiles.items()}
        self.people["director"] = acting_director()
        creators.tenure(self.example.alfa.roles.get(), self.people["manager"])

    def attempt(self, act, *args, by: str, **kwargs):
        """What it gave, or None when it was refused, which leaves the movements as they were."""
        movements = Movement.objects.count()
        try:
            return act(*args, by=self.people[by], on=self.day, **kwargs)
        except Refused:
            assert Movement.objects.count() == movements
            return None

    def content(self, kind: Kind, amount: int):
        """A proposal of the kind, of so many kronor out of the pool or of Alfa."""
        fund, alfa = self.example.fund, self.example.alfa
        pool, held = Taken(fund, None, Decimal(amount)), Taken(fund, alfa, Decimal(amount))
        match kind:
            case Kind.ACTIVITY:
                self.serial += 1
                return Move(kind, [pool], NewActivity(self.example.area, f"Ny {self.serial}", [alfa.roles.get()]))
            case Kind.RELEASE:
                return Move(kind, [held])
            case Kind.ACROSS:
                return Move(kind, [pool, held], self.omega)
            case Kind.REPAYMENT:
                return Move(kind, [pool], None, kinds.Repayment("RS/1/2020", "S2020/1/FS", datetime.date(2021, 1, 31)))
            case Kind.CORRECTION:
                decided = self.example.agreement.decisions.decided().filter(kind__in=BUDGETING | {Kind.REPAYMENT})
                found = [(each, movement) for each in decided for movement in actions.correcting.movements_of(each)]
                earlier, movement = found[amount % len(found)]
                return Correction(earlier, [Right(movement, Decimal(amount))])
        return Locking(kind, [self.example.gamma if amount % 2 else self.example.beta])

    @rule(target=proposals, kind=kind_of, amount=amounts, by=writers, hand_in=sometimes)
    def propose_it(self, kind: Kind, amount: int, by: str, hand_in: bool):
        return self.propose(kind, amount, by, hand_in) or multiple()

    def propose(self, kind: Kind, amount: int, by: str, hand_in: bool) -> int | None:
        agreement = self.example.agreement
        found = self.attempt(
            actions.save_proposal, None, self.content(kind, amount), agreement=agreement, reason="Behov.", by=by,
            hand_in=hand_in, case=self.example.case,
        )  # fmt: skip
        return found.pk if found else None

    @rule(pk=proposals, amount=amounts, by=writers, stale=st.sampled_from([0, 0, 1]))
    def edit(self, pk: int, amount: int, by: str, stale: int) -> None:
        decision = Decision.objects.get(pk=pk)
        self.attempt(
            actions.save_proposal, decision, self.content(Kind(decision.kind), amount), reason="Nytt.", by=by,
            agreement=self.example.agreement, version=decision.version - stale,
        )  # fmt: skip

    @rule(pk=proposals, by=st.sampled_from(PEOPLE))
    def submit(self, pk: int, by: str) -> None:
        self.attempt(actions.submit, Decision.objects.get(pk=pk), by=by)

    @rule(pk=proposals, by=st.sampled_from(PEOPLE), act=st.sampled_from(["return_to_author", "reject"]))
    def refuse(self, pk: int, by: str, act: str) -> None:
        self.attempt(getattr(actions, act), Decision.objects.get(pk=pk), reason="Varför?", by=by)

    @rule(pk=proposals, by=st.sampled_from(PEOPLE))
    def withdraw(self, pk: int, by: str) -> None:
        self.attempt(actions.withdraw, Decision.objects.get(pk=pk), by=by)

    @rule(kind=kind_of, amount=amounts)
    def all_the_way(self, kind: Kind, amount: int) -> None:
        """Proposed, handed in, and judged by whom it is for."""
        found = self.propose(kind, amount, "colleague", True)
        if found is not None:
            body = Decision.objects.get(pk=found).body
            self.judge(found, "director" if body == Body.DIRECTOR else "registrar", "§ 77")

    @rule(pk=proposals, by=st.sampled_from(PEOPLE), section=st.sampled_from(["§ 78", ""]))
    def judge(self, pk: int, by: str, section: str) -> None:
        decision = Decision.objects.get(pk=pk)
        if decision.body == Body.DIRECTOR:
            reasons = {finding.key: "Godtas." for finding in findings(decision, self.day)}
            done = self.attempt(actions.decide, decision, by=by, acknowledgements=reasons)
        else:
            done = self.attempt(
                actions.record, decision, by=by, decided_on=self.day, section_number=section, acknowledged="Godtas."
            )
        if done:
            assert by in {"director", "registrar"}
            self.decided.add(done.kind)

    @rule()
    def close(self) -> None:
        """The month ends and closes. What is decided from now on is booked later."""
        month = self.day.replace(day=1)
        self.day = (month + datetime.timedelta(days=32)).replace(day=5)
        if self.day.month < 12:
            self.attempt(close_month, agreement=self.example.agreement, month=month, by="controller")

    @invariant()
    def the_proof_holds(self) -> None:
        assert breaches() == []

    @invariant()
    def the_sum_stands(self) -> None:
        repaid = sum(read_book(self.example.agreement).repaid.values(), ZERO)
        assert total(self.example.agreement) + repaid == 1600

    @invariant()
    def decided_is_funded_and_uncovered(self) -> None:
        """Only an allocation may have something uncovered."""
        lines = DecisionLine.objects.filter(
            decision__agreement=self.example.agreement, decision__status=Status.DECIDED, decision__kind__in=BUDGETING
        )
        uncovered = ZERO
        for line in lines.exclude(activity=None).select_related("decision").prefetch_related("fundings"):
            lacking = line.amount.amount - sum((funding.amount.amount for funding in line.fundings.all()), ZERO)
            assert lacking == 0 or (lacking > 0 and line.decision.kind == Kind.ALLOCATION)
            uncovered += lacking
        assert agreement_figures(self.example.agreement).totals.uncovered == uncovered

    @invariant()
    def nobody_decided_own_work(self) -> None:
        for decision in Decision.objects.exclude(decided_by=None):
            assert decision.decided_by_id not in {decision.created_by_id, decision.submitted_by_id}


def test_whatever_is_decided_the_proof_holds():
    AllKinds.decided.clear()
    run_state_machine_as_test(
        AllKinds,
        settings=settings(
            max_examples=3,
            stateful_step_count=18,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert AllKinds.decided >= {Kind.ACTIVITY, Kind.RELEASE, Kind.ACROSS, Kind.REPAYMENT, Kind.CORRECTION}
