"""What a report holds. Kronor as Decimal; dates are days. Everything here ends up in the frozen JSON by its name."""

import datetime
from dataclasses import dataclass, field, replace
from decimal import Decimal

from decisions.figures import Figures
from decisions.frozen import canonical, checksum, thaw, to_plain
from reporting.report.economy import EconomicPart
from reporting.report.providers import DistributionPart
from reporting.report.settled import SettledPart
from reporting.report_template import ACTIVITIES, TemplateFacts

FORMAT = 3
"""The number of this shape, described in docs/report-json.md. A filed report keeps the number it was filed with."""


@dataclass(frozen=True)
class Amounts:
    """The key row, in its fixed order, and what is left of what is booked."""

    allotted: Decimal
    decided: Decimal
    allocated: Decimal
    uncovered: Decimal
    unallocated: Decimal
    outcome: Decimal
    left: Decimal

    @classmethod
    def of(cls, figures: Figures) -> "Amounts":
        return cls(
            allotted=figures.allotted,
            decided=figures.decided,
            allocated=figures.allocated,
            uncovered=figures.uncovered,
            unallocated=figures.unallocated,
            outcome=figures.outcome,
            left=figures.left,
        )


@dataclass(frozen=True)
class AgreementFacts:
    slug: str
    name: str
    full_title: str
    registry_number: str
    year: int
    parties: str
    coordinator: str

    @property
    def subtitle(self) -> str:
        """What the full title adds to the name."""
        return self.full_title.removeprefix(self.name).lstrip(" .:–-")


@dataclass(frozen=True)
class StatusChange:
    on: datetime.date
    status: str
    status_text: str
    due_on: datetime.date | None
    by: str
    note: str


@dataclass(frozen=True)
class RequirementFacts:
    """The requirement on the day of the report. `voluntary`: nobody demands it any longer."""

    kind: str
    kind_text: str
    title: str
    recipient: str
    period_from: datetime.date
    period_to: datetime.date
    source: str
    status: str
    status_text: str
    due_on: datetime.date | None
    voluntary: bool
    history: tuple[StatusChange, ...]


@dataclass(frozen=True)
class FundRow:
    name: str
    earmarked: bool
    assumed: bool
    national: Decimal | None
    allotted: Decimal
    allocated: Decimal
    unallocated: Decimal
    repaid: Decimal


@dataclass(frozen=True)
class Holding:
    """What an activity holds of a fund."""

    fund: str
    balance: Decimal


@dataclass(frozen=True)
class ActivityRow:
    name: str
    roles: tuple[str, ...]
    locked: bool
    amounts: Amounts
    holdings: tuple[Holding, ...]


@dataclass(frozen=True)
class Crossing:
    """What the board has put on another area's activity, or had from another area: between the activities and the
    area's sum, which is by the area of the fund. Signed kronor."""

    text: str
    decided: Decimal
    allocated: Decimal


@dataclass(frozen=True)
class AttachedFile:
    """A file that answers a question. `number`: by which Bidragsboken finds it; `described`: "PDF, 1,4 MB"."""

    number: int
    name: str
    described: str
    sha256: str


@dataclass(frozen=True)
class AnswerRow:
    """An answer to the questionnaire, as it is read: about what, the question, the answer, who answers for it.

    `example`: the question is our own, since the recipient has not published any.
    """

    subject: str
    question: str
    answer: str
    roles: tuple[str, ...]
    state: str
    state_text: str
    file: AttachedFile | None = None
    example: bool = False

    @property
    def state_told(self) -> str:
        """ "godkänt", or "godkänt, exempelfråga"."""
        return f"{self.state_text}, exempelfråga" if self.example else self.state_text


@dataclass(frozen=True)
class AreaPart:
    number: int
    name: str
    coordinator: str
    reallocation_rule: str
    amounts: Amounts
    funds: tuple[FundRow, ...]
    activities: tuple[ActivityRow, ...]
    narrative: str
    crossings: tuple[Crossing, ...] = ()
    answers: tuple[AnswerRow, ...] = ()

    @property
    def repaid(self) -> Decimal:
        return sum((fund.repaid for fund in self.funds), Decimal("0.00"))


@dataclass(frozen=True)
class EarmarkUse:
    """What an activity has used of an earmarked fund. `planned`: a decision gave it that money."""

    activity: str
    booked: Decimal
    used: Decimal
    planned: bool


@dataclass(frozen=True)
class Earmark:
    """Whether an earmarked fund has kept its purpose (the state's word, nobody overrides it)."""

    fund: str
    area_number: int
    allotted: Decimal
    unallocated: Decimal
    used: Decimal
    unused: Decimal
    kept: bool
    uses: tuple[EarmarkUse, ...]

    @property
    def booked(self) -> Decimal:
        return sum((use.booked for use in self.uses), Decimal("0.00"))


@dataclass(frozen=True)
class MonthOutcome:
    month: datetime.date
    amount: Decimal


@dataclass(frozen=True)
class Change:
    activity: str
    amount: Decimal


@dataclass(frozen=True)
class DecisionRow:
    number: str
    kind: str
    kind_text: str
    title: str
    reference: str
    registry_number: str
    section: str
    decided_on: datetime.date
    body: str
    basis: str
    reason: str
    amount: Decimal
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Unmet:
    """An activity that does not meet a condition, and what that is seen from."""

    activity: str
    evidence: str


@dataclass(frozen=True)
class ConditionText:
    """A condition, and for how many of the activities that it holds for it is met."""

    number: int
    name: str
    text: str
    met: int = 0
    not_met: int = 0
    not_applicable: int = 0
    unknown: int = 0
    unmet: tuple[Unmet, ...] = ()

    @property
    def relevant(self) -> int:
        return self.met + self.not_met + self.unknown

    @property
    def lacking(self) -> list[tuple[str, list[str]]]:
        """What is lacking, once each, with the activities that lack it."""
        by_evidence: dict[str, list[str]] = {}
        for row in self.unmet:
            by_evidence.setdefault(row.evidence, []).append(row.activity)
        return list(by_evidence.items())


@dataclass(frozen=True)
class FindingRow:
    id: str
    severity: str
    text: str
    acknowledged: str


@dataclass(frozen=True)
class Difference:
    """What a filed report said and what is said now, in words."""

    where: str
    what: str
    filed: str
    now: str


@dataclass(frozen=True)
class Filing:
    """The filing of a report: who stands for it, and what differs from the version before. None in a draft."""

    version: int
    filed_on: datetime.date
    signatory: str
    what_changed: str
    changes: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class Report:
    agreement: AgreementFacts
    requirement: RequirementFacts
    sender: str
    as_of: datetime.date
    amounts: Amounts
    unmatched_outcome: Decimal
    outcome_in_accounts: Decimal
    areas: tuple[AreaPart, ...]
    earmarks: tuple[Earmark, ...]
    months: tuple[MonthOutcome, ...]
    decisions: tuple[DecisionRow, ...]
    conditions: tuple[ConditionText, ...]
    findings: tuple[FindingRow, ...]
    narrative: str
    filing: Filing | None = None
    settlement: SettledPart | None = None
    economy: EconomicPart | None = None
    distributions: tuple[DistributionPart, ...] = ()
    template: TemplateFacts = ACTIVITIES
    method: tuple[str, ...] = ()
    format: int = field(default=FORMAT)
    answers: tuple[AnswerRow, ...] = ()
    """About the agreement as a whole; those about an area stand in it."""

    @property
    def title(self) -> str:
        return f"{self.requirement.kind_text.capitalize()} {self.agreement.name}"

    @property
    def reallocations(self) -> tuple[DecisionRow, ...]:
        return tuple(row for row in self.decisions if row.kind == "reallocation")

    @property
    def has_decision_lines(self) -> bool:
        return any(row.changes for row in self.decisions)

    @property
    def activity_count(self) -> int:
        return sum(len(area.activities) for area in self.areas)

    @property
    def all_answers(self) -> tuple[tuple[str, AnswerRow], ...]:
        """(the area's number, "" for the whole; the answer)"""
        whole = tuple(("", row) for row in self.answers)
        return whole + tuple((str(area.number), row) for area in self.areas for row in area.answers)

    @property
    def attached(self) -> tuple[tuple[str, AnswerRow, AttachedFile], ...]:
        """(its name in the bundle, the answer, the file) of every file, in the order of the answers."""
        rows = [(row, row.file) for _, row in self.all_answers if row.file]
        return tuple((f"bilagor/{at}-{file.name}", row, file) for at, (row, file) in enumerate(rows, start=1))

    @property
    def dated(self) -> datetime.date:
        """The day on the document: the day of filing, or for a draft the day of its figures."""
        return self.filing.filed_on if self.filing else self.as_of

    def filed(self, filing: Filing) -> "Report":
        return replace(self, filing=filing)

    def unfiled(self) -> "Report":
        return replace(self, filing=None)

    def to_json(self) -> dict:
        """Amounts as "18174397.00", dates as "2020-08-31"."""
        return to_plain(self)

    def canonical(self) -> str:
        """The text that is frozen and hashed."""
        return canonical(self)

    @property
    def sha256(self) -> str:
        return checksum(self.canonical())

    @classmethod
    def thaw(cls, text: str) -> "Report":
        return thaw(cls, text)
