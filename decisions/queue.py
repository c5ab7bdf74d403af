"""What waits for a decision, and for whom."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from decisions.authority import Authority, Verdict
from decisions.checks import findings_of_all
from decisions.models import Decision, DecisionLine
from decisions.models.kinds import Body, Kind
from decisions.questions import Threads, threads_of
from grants.findings import Finding, Severity
from grants.kronor import format_kronor
from people.abilities import Ability, may
from people.models import User


def waiting_for(user: User, on: datetime.date) -> list[Decision]:
    """The submitted decisions that this user decides (or, as registrar, records), the oldest first, none left out."""
    if may(user, Ability.RECORD):
        return list(Decision.objects.to_record().for_page())
    if not may(user, Ability.DECIDE):
        return []
    authority = Authority(user, on)
    waiting = Decision.objects.waiting_for(Body.DIRECTOR).for_page().prefetch_related("events")
    # Whether one may decide is the same whichever of one's mandates it will rest on: no line is read for it.
    return [decision for decision in waiting if authority.may_decide(decision, []).allowed]


def waiting_count(user: User, on: datetime.date) -> int:
    """How many wait, for the menu: without asking each decision who may decide it."""
    if may(user, Ability.RECORD):
        return Decision.objects.to_record().count()
    if may(user, Ability.DECIDE):
        return Decision.objects.waiting_for(Body.DIRECTOR).count()
    return 0


@dataclass(frozen=True)
class Waiting:
    """A submitted decision in the queue. `verdict` is the reader's own: may this person decide it, or why not."""

    decision: Decision
    amount: Decimal
    findings: tuple[Finding, ...]
    days: int
    verdict: Verdict
    threads: Threads

    @property
    def sentence(self) -> str:
        if self.decision.kind != Kind.ALLOCATION:
            return self.decision.title
        return f"{self.decision.title}, {format_kronor(self.amount)}" if self.amount else self.decision.title

    @property
    def errors(self) -> int:
        return len([finding for finding in self.findings if finding.severity == Severity.ERROR])

    @property
    def warnings(self) -> int:
        return len([finding for finding in self.findings if finding.severity == Severity.WARNING])


@dataclass(frozen=True)
class Queue:
    """Everything that waits, the oldest first, by who decides it."""

    director: tuple[Waiting, ...]
    board: tuple[Waiting, ...]


def queue(user: User, on: datetime.date) -> Queue:
    """All that is submitted, with what the checks say. Queries grow with the agreements, not with the decisions."""
    director = list(Decision.objects.waiting_for(Body.DIRECTOR).for_page().prefetch_related("events"))
    board = list(Decision.objects.to_record().for_page())
    found = findings_of_all([*director, *board], on)
    lines = DecisionLine.objects.by_decision([*director, *board])
    threads = threads_of([*director, *board])
    authority = Authority(user, on)

    def waiting(decision: Decision, verdict: Verdict) -> Waiting:
        since = decision.submitted_on or on
        amount = decision.moved(lines[decision.pk])
        return Waiting(decision, amount, tuple(found[decision.pk]), (on - since).days, verdict, threads[decision.pk])

    records = Verdict(may(user, Ability.RECORD))
    return Queue(
        tuple(waiting(decision, authority.may_decide(decision, lines[decision.pk])) for decision in director),
        tuple(waiting(decision, records) for decision in board),
    )
