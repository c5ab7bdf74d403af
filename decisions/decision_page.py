"""A decision as its page shows it to one user on one day: what it says, what the checks find, and who may do what."""

import datetime
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from decisions.authority import Verdict, basis_sentence, bodies, may_decide, may_propose, may_withdraw
from decisions.checks import blocks, findings
from decisions.comparison import Comparison
from decisions.models import Decision, Document, Question
from decisions.models.kinds import CORRECTING, WITHIN_AN_AREA, Body, Kind, Status
from decisions.proposals import edit_path
from grants.findings import Finding, Severity
from people.abilities import Ability, may
from people.models import User

OPEN = frozenset({Status.DRAFT, Status.RETURNED, Status.SUBMITTED})


@dataclass(frozen=True)
class Possible:
    """What this user may do with the decision as it stands."""

    decide: Verdict
    edit: bool
    submit: bool
    withdraw: bool
    record: bool
    cover: bool


class DecisionPage(Comparison):
    """A decision with everything that its page shows to one user on one day."""

    def __init__(self, decision: Decision, user: User, on: datetime.date) -> None:
        super().__init__(decision)
        self.user, self.on = user, on

    @cached_property
    def to_answer(self) -> tuple[Question, ...]:
        """The questions that this user may answer now."""
        return self.threads.unanswered if self.possible.edit and self.decision.status == Status.RETURNED else ()

    @cached_property
    def may_be_on_paper(self) -> bool:
        """Whether the director may have decided it on paper already, under a mandate."""
        kind = Kind(self.decision.kind)
        if kind in CORRECTING:
            return self.decision.body == Body.DIRECTOR
        return Body.DIRECTOR in bodies(kind)

    @property
    def blocked(self) -> bool:
        """Whether what the checks find stops it; the board's own decisions are never stopped."""
        return bool(blocks(self.decision, self.errors))

    @cached_property
    def edit_path(self) -> str:
        return edit_path(self.decision)

    @cached_property
    def papers(self) -> list[tuple[str, str]]:
        """What this user can begin to write of it, with its address: a memo while it is open, a delegationsbeslut, or
        minutes of each meeting that had it, the latest first."""
        decision, case = self.decision, self.decision.case
        begin = f"{reverse('document_new', args=[case.pk])}?beslut={decision.pk}&slag="
        if case.closed_on is not None:
            return []
        found = []
        if may(self.user, Ability.WRITE_DOCUMENT):
            if self.is_open:
                found.append((f"{begin}{Document.Kind.MEMO}", "Skriv tjänsteskrivelse"))
            if decision.body == Body.DIRECTOR:
                found.append((f"{begin}{Document.Kind.DELEGATED}", "Skriv delegationsbeslut"))
        if decision.body == Body.BOARD and may(self.user, Ability.RECORD):
            acts = decision.meetings().reverse()
            minutes = f"{begin}{Document.Kind.MINUTES}&sammantrade="
            found += [(f"{minutes}{act.pk}", f"Skriv protokollsutdrag, {act.meeting}") for act in acts]
        return found

    @cached_property
    def correct_paths(self) -> dict[str, str]:
        """Where an officer proposes to correct this decided decision: its amounts, its words."""
        if self.decision.status != Status.DECIDED or not may(self.user, Ability.ALLOCATE):
            return {}
        found = {"words": reverse("rectification_new", args=[self.decision.pk])}
        if self.decision.lines.filter(fundings__isnull=False).exists():
            found["amounts"] = reverse("correction_new", args=[self.decision.pk])
        return found

    @cached_property
    def is_open(self) -> bool:
        return self.decision.status in OPEN

    @cached_property
    def findings(self) -> list[Finding]:
        """What the checks say now, while something can still be done about it."""
        return findings(self.decision, self.on) if self.is_open else []

    @cached_property
    def warnings(self) -> list[Finding]:
        """Those that want a reason from the one who decides."""
        return [finding for finding in self.findings if finding.severity == Severity.WARNING]

    @cached_property
    def errors(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.severity == Severity.ERROR]

    @cached_property
    def notes(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.severity == Severity.INFO]

    @cached_property
    def basis(self) -> str:
        return basis_sentence(self.decision, self.decision.decided_on or self.on)

    @cached_property
    def verdict(self) -> Verdict:
        return may_decide(self.user, self.decision, self.on)

    @cached_property
    def presenter(self) -> str:
        """Who presents it to the one who decides, unless somebody else is named."""
        return self.decision.proposed_presenter(self.on) if self.verdict.allowed else ""

    @cached_property
    def possible(self) -> Possible:
        decision, user = self.decision, self.user
        writes = self._may_write()
        return Possible(
            decide=self.verdict,
            edit=writes and decision.is_editable,
            submit=writes and decision.is_editable,
            withdraw=writes and decision.status in OPEN and may_withdraw(user, decision, self.on).allowed,
            record=decision.status == Status.SUBMITTED and may(user, Ability.RECORD),
            cover=decision.status == Status.DECIDED and decision.kind == Kind.ALLOCATION and may(user, Ability.COVER),
        )

    def _may_write(self) -> bool:
        if self.decision.kind not in WITHIN_AN_AREA:
            return may(self.user, Ability.ALLOCATE)
        return may(self.user, Ability.PROPOSE) and all(
            may_propose(self.user, area, self.on).allowed for area in self.areas
        )

    @property
    def may_recommend(self) -> bool:
        """Whether the user may note that another body recommends the proposal."""
        return (
            self.is_open
            and may(self.user, Ability.KEEP_CASES)
            and (self._may_write() or may(self.user, Ability.RECORD))
        )

    @property
    def is_decider(self) -> bool:
        """Whether the user decides at all, so that a reason why not this one is of use."""
        return may(self.user, Ability.DECIDE)
