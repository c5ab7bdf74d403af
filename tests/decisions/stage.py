"""One of every kind of decision in every state, everybody who may come by, and what each action is sent."""

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.test import Client

from decisions import actions
from decisions.actions import Statement
from decisions.models import Decision, DecisionLine, Mandate
from decisions.models.kinds import WITHIN_AN_AREA, Body, Kind, Status
from decisions.proposals import edit_path
from people.abilities import Profile
from people.models import User
from tests import creators, kinds
from tests.creators import PASSWORD, TODAY, Decimal, Example


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    ON_PAPER = "submitted as made on paper"
    RETURNED = "returned"
    ASKED = "returned with a question"
    TABLED = "tabled"
    DECIDED = "decided"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


DIRECTORS = {"director", "deputy"}
"""The holder, and the deputy on duty: not one whose time is over."""


@contextmanager
def taken_back() -> Iterator[None]:
    """What is done within is undone after it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Stage:
    """The small agreement with all that every kind needs. `clients` are signed in, by who they are: a person of each
    profile, of whom the officer is the author; the manager has a part in the area, the coordinator has none."""

    def __init__(self) -> None:
        self.example = example = Example()
        within = (Kind.ACTIVITY, Kind.RELEASE)
        creators.mandate(example.agreement, example.decision, kinds=within)
        _, self.omega = kinds.other_area(example)
        self.role = creators.role()
        self.people = {profile.value: creators.user(profile) for profile in Profile}
        self.people["author"] = self.people.pop("officer")
        creators.tenure(example.alfa.roles.get(), self.people["manager"])
        self._deputies()
        self.clients = {name: Client() for name in self.people}
        for name, client in self.clients.items():
            client.force_login(self.people[name])

    def _deputies(self) -> None:
        """One whose only day is today, and one whose last was yesterday."""
        director, day = creators.role("Regiondirektör", holder=self.people["director"]), datetime.timedelta(days=1)
        for name, rank, dates in (
            ("deputy", 1, {"starts_on": TODAY, "ends_on": TODAY}),
            ("deputy no more", 2, {"ends_on": TODAY - day}),
        ):
            self.people[name] = creators.user(Profile.DIRECTOR)
            creators.tenure(director, self.people[name], rank=rank, **dates)

    # ---- kinds ------------------------------------------------------------------------------------------------------

    def draft(self, kind: Kind, body: Body) -> Decision:
        """A proposal of that kind to that body, by the author."""
        example, author, more = self.example, self.people["author"], {"to_board": body == Body.BOARD}
        make: dict[Kind, Callable[..., Decision]] = {
            Kind.REALLOCATION: lambda by: example.propose({example.alfa: -10, example.beta: 10}, by=by),
            Kind.ALLOCATION: lambda by: self._allocation(body, by),
            Kind.ACTIVITY: lambda by: kinds.new_activity(example, pool=10, roles=[self.role], by=by),
            Kind.RELEASE: lambda by: kinds.release(example, example.alfa, 10, by=by),
            Kind.ACROSS: lambda by: kinds.across(example, self.omega, pool=10, by=by),
            Kind.LOCK: lambda by: kinds.lock(example, example.alfa, by=by),
            Kind.UNLOCK: lambda by: kinds.lock(example, example.gamma, kind=Kind.UNLOCK, by=by),
            Kind.REPAYMENT: lambda by: kinds.repayment(example, 10, by=by, **more),
            Kind.CORRECTION: lambda by: kinds.correction(example, example.alfa, 590, by=by),
            Kind.RECTIFICATION: lambda by: kinds.rectification(example, by=by),
            Kind.OTHER: lambda by: kinds.save(example, Statement("Mål", ["Målet antas."]), by=by, **more),
        }
        return make[kind](by=author)

    def _allocation(self, body: Body, by: User) -> Decision:
        """To the board more than the earmarked fund holds, so that there is something to cover."""
        example = self.example
        draft = actions.draft_allocation(
            agreement=example.agreement, case=example.case, body=body, title="Mer", by=by, on=TODAY
        )
        amounts = {example.fund.pk: Decimal(10)}
        if body == Body.BOARD:
            amounts[example.earmarked.pk] = Decimal(10)
        row = actions.GridRow(example.beta, amounts)
        return actions.save_grid(draft, rows=[row], version=draft.version, by=by, on=TODAY)

    # ---- states -----------------------------------------------------------------------------------------------------

    def states(self, kind: Kind, body: Body) -> Iterator[tuple[State, Decision]]:
        """A decision of that kind in each state, made out of the one before where it can be; taken back when the next
        is asked for. The board asks no questions on lines, and has minutes instead of paper; only the board tables."""
        with taken_back():
            if body == Body.DIRECTOR and kind not in WITHIN_AN_AREA:
                creators.mandate(self.example.agreement, self.example.decision, kinds=(kind,))
            draft, author = self.draft(kind, body), {"by": self.people["author"], "on": TODAY}
            yield State.DRAFT, draft
            with taken_back():
                yield State.WITHDRAWN, actions.withdraw(draft, **author)
            if body == Body.DIRECTOR:
                with taken_back():
                    yield State.ON_PAPER, actions.submit_made_on_paper(draft, **author)
            submitted = actions.submit(draft, **author)
            yield State.SUBMITTED, submitted
            judged = self._by_the_director(submitted) if body == Body.DIRECTOR else self._by_the_board(submitted)
            for state, judge in judged.items():
                with taken_back():
                    yield state, judge()

    def _by_the_director(self, submitted: Decision) -> dict[State, Callable[[], Decision]]:
        sent: dict[str, Any] = {"by": self.people["director"], "on": TODAY}
        send_back = actions.return_to_author
        return {
            State.RETURNED: lambda: send_back(submitted, reason="Mer.", **sent),
            State.ASKED: lambda: send_back(submitted, reason="", questions={None: "Varför?"}, **sent),
            State.REJECTED: lambda: actions.reject(submitted, reason="Nej.", **sent),
            State.DECIDED: lambda: actions.decide(submitted, **sent),
        }

    def _by_the_board(self, submitted: Decision) -> dict[State, Callable[[], Decision]]:
        minutes: dict[str, Any] = {"decided_on": TODAY, "on": TODAY, "section_number": "§ 8"}
        minutes["by"] = self.people["registrar"]
        return {
            State.RETURNED: lambda: actions.record_return(submitted, reason="Mer.", **minutes),
            State.TABLED: lambda: actions.record_tabling(submitted, reason="Sedan.", **minutes),
            State.REJECTED: lambda: actions.record_rejection(submitted, reason="Nej.", **minutes),
            State.DECIDED: lambda: actions.record(submitted, acknowledged="Godtas.", **minutes),
        }

    # ---- actions ----------------------------------------------------------------------------------------------------

    def paths(self, decision: Decision) -> dict[str, str]:
        """Where each action is sent."""
        at = f"/beslut/{decision.pk}/"
        paths = {"edit": edit_path(decision), "write contents": f"{at}innehall/", "choose conditions": f"{at}villkor/"}
        paths["say what it amends"] = f"{at}samband/"
        paths |= {"submit": f"{at}lamna-in/"}
        paths |= {"submit as made on paper": f"{at}lamna-in/"}
        paths |= {"withdraw": f"{at}aterta/", "answer": f"{at}svara/"}
        paths |= {"decide": f"{at}besluta/", "return": f"{at}atersand/", "reject": f"{at}avsla/"}
        paths |= {f"record {outcome}": f"{at}registrera/" for outcome in ("granted", "returned", "tabled", "rejected")}
        paths |= {"recommend": f"{at}tillstyrkan/", "correct": f"{at}ratta-belopp/", "rectify": f"{at}ratta-text/"}
        paths |= {"report": "/anmalan/ny/"}
        if decision.kind == Kind.ALLOCATION:
            paths |= {"submit the grid": f"/fordelning/{decision.pk}/lamna-in/"}
            paths |= {"withdraw the grid": f"/fordelning/{decision.pk}/aterta/"}
        lines = DecisionLine.objects.filter(decision=decision).exclude(activity=None)
        if line := lines.first():
            paths |= {"cover": f"/tackning/{line.pk}/", "cover by the lines": f"/tackning/{line.pk}/enligt-beslutet/"}
        return paths

    def sent(self, decision: Decision) -> dict[str, Any]:
        """Right for every action, so that only who sends it and the state decide how it goes."""
        example = self.example
        fields: dict[str, Any] = {"version": decision.version, "reason": "Behov.", "then": "draft"}
        fields |= {"form-TOTAL_FORMS": 0, "form-INITIAL_FORMS": 0, "points": "Punkt.", "recipients": "Revisorn"}
        fields |= {f"point-{point.number}": point.text for point in decision.points.all()}
        fields |= {"seen": actions.seen_token(decision), "password": PASSWORD}
        fields |= {f"reason-{number}": "Godtas." for number in range(1, 5)}
        fields |= {f"answer-{question.pk}": "Därför." for question in decision.questions.all()}
        fields |= {"decided_on": TODAY, "section_number": "§ 9", "acknowledged": "Godtas.", "body": "SVOM"}
        if decision.body == Body.DIRECTOR:
            fields["mandate"] = Mandate.objects.for_kind(example.agreement, decision.kind)[0].pk
        fields |= {"meeting_on": TODAY, "decisions": [decision.pk], "amount": "1", "fund": example.fund.pk}
        fields |= {f"amount-{movement.pk}": "5" for movement in actions.correcting.movements_of(decision)}
        fields |= {"heading": "Annan rubrik", "title": "Annat mål", "words": "Andra ord."}
        fields |= {"kind": "amends", "other": example.decision.pk}
        return fields | self._edited(decision)

    def _edited(self, decision: Decision) -> dict[str, Any]:
        """Twenty kronor instead of ten, or another activity."""
        example = self.example
        held, pool = f"take-{example.fund.pk}-{example.alfa.pk}", f"take-{example.fund.pk}-pool"
        match decision.kind:
            case Kind.REALLOCATION:
                return {f"change-{example.alfa.pk}": "-20", f"change-{example.beta.pk}": "20"}
            case Kind.ALLOCATION:
                return {f"c-{example.beta.pk}-{example.fund.pk}": "20"}
            case Kind.RELEASE:
                return {held: "20"}
            case Kind.ACTIVITY:
                return {pool: "20", "name": "Epsilon", "roles": [self.role.pk]}
            case Kind.ACROSS:
                return {pool: "20", "target": self.omega.pk}
            case Kind.REPAYMENT:
                return {pool: "20", "payment_number": "S2020/1/FS", "repay_by": "2021-01-31"}
            case Kind.LOCK:
                return {"activities": [example.beta.pk]}
            case Kind.UNLOCK:
                return {"activities": [example.gamma.pk]}
            case Kind.CORRECTION:
                row = decision.corrected_movements.get()
                return {f"amount-{row.movement_id}": "580"}
        return {}


STATUS = {State.ASKED: Status.RETURNED, State.TABLED: Status.SUBMITTED, State.ON_PAPER: Status.SUBMITTED}


def status_of(state: State) -> Status:
    return STATUS.get(state) or Status(state.value)
