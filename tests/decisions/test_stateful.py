"""Every kind of decision in any order, by anyone, tabled, covered and corrected while months close: after each step the
proof of the book holds, no one has decided own work, and every movement has its decision.

The same few ways every time. `STATEFUL=200x40` draws 200 other ones of 40 steps each; `pytest -s` tells what they did.
"""

import datetime
import itertools
import os
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, ClassVar

import pytest
from django.db import connection
from django.db.models import QuerySet
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from config.refused import Refused
from decisions import actions
from decisions.actions import Correction, GridRow, Locking, Move, NewActivity, Right, Taken
from decisions.checks import findings
from decisions.figures import agreement_figures
from decisions.models import Decision, DecisionLine, Event
from decisions.models.kinds import BUDGETING, FINAL, Body, Kind, Status
from decisions.verification import breaches
from grants.actions import close_month
from grants.figures import ZERO, read_book
from grants.models import Activity, Movement
from people.abilities import Profile
from people.models import User
from tests import creators, kinds
from tests.creators import TODAY, Example
from tests.decisions.snapshots import total
from tests.decisions.stage import taken_back

pytestmark = pytest.mark.django_db

LONG = "STATEFUL" in os.environ
MACHINES, STEPS = (int(count) for count in os.environ.get("STATEFUL", "4x8").split("x"))

MOVING = [Kind.REALLOCATION, Kind.ALLOCATION, Kind.RELEASE, Kind.ACTIVITY, Kind.ACROSS, Kind.REPAYMENT, Kind.CORRECTION]
KINDS = [*MOVING, Kind.LOCK, Kind.UNLOCK]
TURNS = KINDS if LONG else MOVING
"""What goes all the way to a decision, each in turn. The few ways of the short run have no turn left for locks."""
PEOPLE = ["author", "colleague", "manager", "director", "registrar", "controller"]

kind_of = st.sampled_from(KINDS)
amounts = st.integers(1, 300)
small = st.integers(10, 40)
writers = st.sampled_from(["author", "colleague", "author", "manager"])
sometimes = st.sampled_from([True, False, True])


def acting(rank: int) -> User:
    """The one director, or deputy, of all machines: a role has one holder at a time. The deputy is an officer too."""
    role = creators.role("Regiondirektör")
    if tenure := role.tenures.filter(rank=rank).first():
        return tenure.user
    person = creators.user(Profile.DIRECTOR, *([Profile.OFFICER] if rank else []))
    creators.tenure(role, person, rank=rank)
    return person


class AllKinds(RuleBasedStateMachine):
    """The example with a second area. A day that goes on, and months that close behind it. The colleague writes and
    deputises for the director."""

    proposals = Bundle("proposals")
    done: ClassVar[Counter[str]] = Counter()
    """How many of each kind any machine has brought to a decision, and what else was done or refused: so it is seen
    that the rules let something through."""
    turn: ClassVar[Iterator[Kind]] = itertools.cycle(TURNS)

    def __init__(self) -> None:
        super().__init__()
        self.taken_back = taken_back()
        self.taken_back.__enter__()
        self.example, self.day, self.serial = Example(), TODAY, 0
        kinds.empower(self.example)
        _, self.omega = kinds.other_area(self.example)
        profiles = {"author": Profile.OFFICER, "manager": Profile.MANAGER}
        profiles |= {"registrar": Profile.REGISTRAR, "controller": Profile.CONTROLLER}
        self.people = {name: creators.user(profile) for name, profile in profiles.items()}
        self.people |= {"director": acting(0), "colleague": acting(1)}
        self.final: dict[int, tuple[Any, ...]] = {}
        creators.tenure(self.example.alfa.roles.get(), self.people["manager"])

    def teardown(self) -> None:
        """The next one begins in the database that this one began in."""
        self.taken_back.__exit__(None, None, None)
        self.done["machines"] += 1

    def attempt(self, act, *args, by: str, **kwargs):
        """What it gave, or None when it was refused, which leaves the movements as they were."""
        movements = Movement.objects.count()
        try:
            made = act(*args, by=self.people[by], on=self.day, **kwargs)
            self.done["allowed"] += 1
            return made
        except Refused:
            self.done["refused"] += 1
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

    def changes(self, amount: int) -> dict[Activity, Decimal]:
        return {self.example.alfa: Decimal(-amount), self.example.beta: Decimal(amount)}

    def rows(self, amount: int) -> list[GridRow]:
        """Often more than the funds hold."""
        example = self.example
        return [
            GridRow(example.beta, {example.fund.pk: Decimal(amount)}),
            GridRow(example.gamma, {example.earmarked.pk: Decimal(amount % 7 + 1)}),
        ]

    @rule(target=proposals, kind=kind_of, amount=amounts, by=writers, hand_in=sometimes)
    def propose_it(self, kind: Kind, amount: int, by: str, hand_in: bool):
        return self.propose(kind, amount, by, hand_in) or multiple()

    def propose(self, kind: Kind, amount: int, by: str, hand_in: bool) -> int | None:
        new = {"agreement": self.example.agreement, "case": self.example.case, "by": by}
        match kind:
            case Kind.REALLOCATION:
                made = self.attempt(actions.propose_reallocation, changes=self.changes(amount), reason="Behov.", **new)
            case Kind.ALLOCATION:
                made = self.attempt(actions.draft_allocation, body=Body.BOARD, title="Mer", **new)
                if made is not None:
                    made = self.attempt(actions.save_grid, made, rows=self.rows(amount), version=made.version, by=by)
            case _:
                made = self.attempt(actions.save_proposal, None, self.content(kind, amount), reason="Behov.", **new)
        if made is not None and hand_in:
            self.attempt(actions.submit, made, by=by)
        return made.pk if made else None

    @rule(pk=proposals, amount=amounts, by=writers, stale=st.sampled_from([0, 0, 1]))
    def edit(self, pk: int, amount: int, by: str, stale: int) -> None:
        decision = Decision.objects.get(pk=pk)
        read = {"version": decision.version - stale, "by": by}
        match decision.kind:
            case Kind.REALLOCATION:
                self.attempt(
                    actions.revise_reallocation, decision, changes=self.changes(amount), reason="Nytt.", **read
                )
            case Kind.ALLOCATION:
                self.attempt(actions.save_grid, decision, rows=self.rows(amount), **read)
            case kind:
                self.attempt(
                    actions.save_proposal, decision, self.content(Kind(kind), amount), reason="Nytt.",
                    agreement=self.example.agreement, **read,
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

    @initialize(first=small, second=small)
    def begin(self, first: int, second: int) -> None:
        """Two kinds come through in any case, whichever rules are drawn."""
        self.all_the_way(first)
        self.all_the_way(second)

    @rule(amount=amounts)
    def all_the_way(self, amount: int) -> None:
        """Proposed, handed in, and judged by whom it is for: each kind in turn."""
        found = self.propose(next(self.turn), amount, "author", True)
        if found is not None:
            decision = Decision.objects.get(pk=found)
            if decision.kind == Kind.ACROSS:
                self.put_off(decision, "registrar")
            self.judge(found, "director" if decision.body == Body.DIRECTOR else "registrar", "§ 77")

    @rule(amount=amounts, kind=st.sampled_from([Kind.REALLOCATION, Kind.RELEASE]))
    def decide_own(self, amount: int, kind: Kind) -> None:
        """The colleague may decide, but not what the colleague has written."""
        found = self.propose(kind, amount, "colleague", True)
        if found is not None:
            self.judge(found, "colleague", "")
            assert Decision.objects.get(pk=found).status != Status.DECIDED

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
            assert by in {"director", "colleague", "registrar"}
            self.done[done.kind] += 1

    @rule(pk=proposals, by=st.sampled_from([*PEOPLE, "registrar"]))
    def table(self, pk: int, by: str) -> None:
        self.put_off(Decision.objects.get(pk=pk), by)

    def put_off(self, decision: Decision, by: str) -> None:
        """The board puts it off (bordläggning): it waits, and can be decided another day."""
        minutes = {"decided_on": self.day, "section_number": "§ 70", "reason": "Sedan."}
        if self.attempt(actions.record_tabling, decision, by=by, **minutes):
            assert by == "registrar"
            assert Decision.objects.get(pk=decision.pk).tabled_on == self.day
            self.done["tabled"] += 1

    @rule(amount=st.integers(1, 40), by=st.sampled_from(["author", "author", "manager", "director"]))
    def cover(self, amount: int, by: str) -> None:
        """What is decided without money behind it, out of what lies free in a fund of the area."""
        lines = self.lines().filter(decision__kind=Kind.ALLOCATION).prefetch_related("fundings")
        short = [line for line in lines if self.lacking(line)]
        for line in short[amount % len(short) :][:1] if short else ():
            fund = self.example.fund if amount % 3 else self.example.earmarked
            covered = min(Decimal(amount), self.lacking(line)) if amount % 5 else Decimal(amount)
            before = self.lacking(line)
            self.attempt(actions.cover, line, fund=fund, amount=covered, by=by)
            if self.lacking(DecisionLine.objects.get(pk=line.pk)) < before:
                assert by == "author"
                self.done["covered"] += 1

    @rule()
    def close(self) -> None:
        """The month ends and closes. What is decided from now on is booked later."""
        month = self.day.replace(day=1)
        self.day = (month + datetime.timedelta(days=32)).replace(day=5)
        if self.day.month < 12:
            self.attempt(close_month, agreement=self.example.agreement, month=month, by="controller")

    @invariant()
    def it_could_be_committed(self) -> None:
        """What the database checks at a commit."""
        connection.check_constraints()

    @invariant()
    def the_proof_holds(self) -> None:
        assert breaches() == []

    @invariant()
    def the_sum_stands(self) -> None:
        repaid = sum(read_book(self.example.agreement).repaid.values(), ZERO)
        assert total(self.example.agreement) + repaid == 1600

    def lines(self) -> QuerySet[DecisionLine]:
        """Those of activities that change what is decided."""
        decided = DecisionLine.objects.filter(decision__status=Status.DECIDED, decision__kind__in=BUDGETING)
        mine = decided.filter(decision__agreement=self.example.agreement).exclude(activity=None)
        return mine.select_related("decision", "activity").order_by("pk")

    @staticmethod
    def lacking(line: DecisionLine) -> Decimal:
        return line.amount.amount - sum((funding.amount.amount for funding in line.fundings.all()), ZERO)

    @invariant()
    def decided_is_funded_and_uncovered(self) -> None:
        """Only an allocation may have something uncovered."""
        uncovered = ZERO
        for line in self.lines().prefetch_related("fundings"):
            lacking = self.lacking(line)
            assert lacking == 0 or (lacking > 0 and line.decision.kind == Kind.ALLOCATION)
            uncovered += lacking
        assert agreement_figures(self.example.agreement).totals.uncovered == uncovered

    @invariant()
    def every_movement_has_its_decision(self) -> None:
        mine = Movement.objects.filter(source__fund__area__agreement=self.example.agreement)
        assert not mine.filter(fundings=None).exists()
        assert not mine.exclude(fundings__line__decision__status=Status.DECIDED).exists()

    @invariant()
    def nobody_decided_own_work(self) -> None:
        """Nor what one has edited since it was last returned: read from the trail."""
        wrote = {Event.What.CREATED, Event.What.EDITED, Event.What.ANSWERED, Event.What.SUBMITTED}
        for decision in Decision.objects.exclude(decided_by=None).prefetch_related("events"):
            trail = list(decision.events.all())
            last = max((at for at, event in enumerate(trail) if event.what == Event.What.RETURNED), default=0)
            writers = {event.by_id for event in trail[last:] if event.what in wrote}
            writers |= {decision.created_by_id, decision.submitted_by_id}
            assert decision.decided_by_id not in writers

    @invariant()
    def what_is_final_stays(self) -> None:
        final = self.example.agreement.decisions.filter(status__in=FINAL)
        now = {row[0]: row[1:] for row in final.values_list("pk", "status", "version", "title", "decided_on")}
        assert self.final.items() <= now.items()
        self.final = now


SETTINGS = settings(
    max_examples=MACHINES,
    stateful_step_count=STEPS,
    deadline=None,
    phases=[Phase.generate],
    derandomize=not LONG,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def test_whatever_is_decided_the_proof_holds():
    AllKinds.done.clear()
    AllKinds.turn = itertools.cycle(TURNS)
    try:
        run_state_machine_as_test(AllKinds, settings=SETTINGS)
    finally:
        if LONG:
            print(f"\nof {STEPS} steps each: {dict(AllKinds.done)}")
    assert AllKinds.done.keys() >= {*TURNS, "tabled", "covered"}
