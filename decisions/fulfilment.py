"""Which conditions are met for which activity of an agreement, on what ground: the one place that answers.

Counted from what is kept where the software knows (registered, written off, planned, answered); else someone's word.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count

from config.clock import day_of
from decisions.forecast import budget_weights
from decisions.investments import YearCharge, charges
from decisions.models import (
    Assignment,
    AssignmentRegistration,
    Condition,
    ConditionChoice,
    ConditionMark,
    DecisionCondition,
    DecisionLine,
    ExitPlan,
    Investment,
    ProviderRequest,
    Registration,
)
from decisions.models.kinds import Status
from grants.figures import Book, read_book
from grants.kronor import format_kronor
from grants.models import Activity, Agreement, Distribution, OutcomeComment, Ownership

State = ConditionMark.State
Code = Condition.Code

COUNTED = frozenset({Code.REGISTRATION, Code.DEPRECIATION, Code.EXIT_PLAN})
"""Met or not met follows from what is kept. By hand one may only say that such a condition does not apply."""


def markable(condition: Condition) -> list[State]:
    """The states that may be set by hand. UNKNOWN takes an earlier word back."""
    return [State.NOT_APPLICABLE, State.UNKNOWN] if condition.code in COUNTED else list(State)


@dataclass(frozen=True)
class Ground:
    """A state with its evidence, the day it is from and who stands for it."""

    state: str
    evidence: str
    on: datetime.date | None = None
    by: str = ""


@dataclass(frozen=True)
class Cell:
    activity: Activity
    condition: Condition
    ground: Ground
    carried: bool
    """Whether a decision about the activity carries the condition."""
    marked: bool = False
    """Whether it is someone's word; otherwise it is counted."""

    @property
    def state(self) -> str:
        return self.ground.state


class Fulfilment:
    """The conditions × activities of an agreement as of a day, in a fixed number of queries."""

    def __init__(self, agreement: Agreement, on: datetime.date, book: Book | None = None) -> None:
        self.agreement, self.on = agreement, on
        self._book = book

    @cached_property
    def book(self) -> Book:
        return self._book or read_book(self.agreement, self.on)

    @cached_property
    def activities(self) -> list[Activity]:
        """Those that something is decided about, in the order of the agreement."""
        rows = Activity.objects.filter(pk__in=self._decisions).select_related("area")
        return list(rows.prefetch_related("responsibilities__role").order_by("area__number", "position", "pk"))

    @cached_property
    def conditions(self) -> list[Condition]:
        """Those that a decision about some activity carries, or has waived."""
        wanted = {pk for carried in self._carried.values() for pk in carried} | {pk for _, pk in self._waived}
        return [condition for condition in self._library if condition.pk in wanted]

    @property
    def activity_ids(self) -> set[int]:
        """Of `activities`, without reading them."""
        return set(self._decisions)

    def exempted(self, code: str) -> dict[int, str]:
        """Why a condition that an activity carries does not apply to it, in someone's words, by the activity's id."""
        sought = {condition.pk for condition in self._library if condition.code == code}
        return {
            activity_id: mark.evidence
            for (activity_id, condition_id), mark in self._marks.items()
            if condition_id in sought & self._carried[activity_id] and mark.state == State.NOT_APPLICABLE
        }

    def cells_of(self, activity: Activity) -> list[Cell]:
        return [self.cell(activity, condition) for condition in self.conditions]

    def cells_for(self, code: str) -> list[Cell]:
        """The cells of one condition, of those activities that it holds for."""
        return [
            cell
            for condition in self.conditions
            if condition.code == code
            for activity in self.activities
            if (cell := self.cell(activity, condition)).carried
        ]

    def cell(self, activity: Activity, condition: Condition) -> Cell:
        if condition.pk not in self._carried[activity.pk]:
            return Cell(activity, condition, self._why_not(activity, condition), carried=False)
        mark, counted = self._mark(activity, condition), self._counted(activity, condition)
        if counted is None or (mark and (condition.code not in COUNTED or self._exempts(mark, counted))):
            return Cell(activity, condition, mark or Ground(State.UNKNOWN, ""), carried=True, marked=mark is not None)
        return Cell(activity, condition, counted, carried=True)

    @staticmethod
    def _exempts(mark: Ground, counted: Ground) -> bool:
        return mark.state == State.NOT_APPLICABLE and counted.state != State.MET

    def _why_not(self, activity: Activity, condition: Condition) -> Ground:
        for decision_id in self._decisions[activity.pk]:
            if choice := self._waived.get((decision_id, condition.pk)):
                evidence = f"Undantaget i {choice.decision.reference}: {choice.reason}"
                return Ground(State.NOT_APPLICABLE, evidence, choice.chosen_on, str(choice.by))
        return Ground(State.NOT_APPLICABLE, "Villkoret följer inget beslut om aktiviteten.")

    def _mark(self, activity: Activity, condition: Condition) -> Ground | None:
        mark = self._marks.get((activity.pk, condition.pk))
        if mark is None or mark.state == State.UNKNOWN:
            return None
        return Ground(mark.state, mark.evidence, mark.on, str(mark.by))

    def _counted(self, activity: Activity, condition: Condition) -> Ground | None:
        count = COUNTING.get(condition.code)
        return count(self, activity) if count else None

    # ---- What is read, each once

    @cached_property
    def _decisions(self) -> dict[int, list[int]]:
        """The ids of the decided decisions about each activity, the oldest first."""
        lines = DecisionLine.objects.filter(
            decision__agreement=self.agreement,
            decision__status=Status.DECIDED,
            decision__decided_on__lte=self.on,
            activity__isnull=False,
        )
        found: dict[int, list[int]] = defaultdict(list)
        for activity_id, decision_id in lines.order_by("decision_id").values_list("activity_id", "decision_id"):
            found[activity_id].append(decision_id)
        return found

    @cached_property
    def _library(self) -> list[Condition]:
        return list(Condition.objects.all())

    @cached_property
    def _carried(self) -> dict[int, set[int]]:
        """The ids of the conditions that hold for each activity."""
        of_decision: dict[int, set[int]] = defaultdict(set)
        rows = DecisionCondition.objects.filter(decision__agreement=self.agreement, decision__status=Status.DECIDED)
        for decision_id, condition_id in rows.order_by().values_list("decision_id", "wording__condition_id"):
            of_decision[decision_id].add(condition_id)
        # "För samtliga områden ska privata utförare göras delaktiga" (doc 002 § 2.1) is the agreement's own condition.
        everywhere = {
            condition.pk
            for condition in self._library
            if condition.code == Code.PRIVATE_PROVIDERS and self.agreement.private_providers_take_part
        }
        return defaultdict(
            set,
            {
                activity_id: everywhere.union(*(of_decision[decision_id] for decision_id in decisions))
                for activity_id, decisions in self._decisions.items()
            },
        )

    @cached_property
    def _waived(self) -> dict[tuple[int, int], ConditionChoice]:
        rows = ConditionChoice.objects.waived().filter(
            decision__agreement=self.agreement, decision__status=Status.DECIDED
        )
        found = rows.select_related("decision__case", "by")
        return {(choice.decision_id, choice.condition_id): choice for choice in found}

    @cached_property
    def _marks(self) -> dict[tuple[int, int], ConditionMark]:
        rows = ConditionMark.objects.filter(activity__area__agreement=self.agreement).latest_each(self.on)
        return {(mark.activity_id, mark.condition_id): mark for mark in rows}

    @cached_property
    def said_of_resources(self) -> dict[int, Ground]:
        rows = DecisionLine.objects.filter(
            decision__agreement=self.agreement,
            decision__status=Status.DECIDED,
            decision__decided_on__lte=self.on,
            activity__isnull=False,
        ).exclude(decision__existing_resources="")
        return {
            line.activity_id: Ground(
                State.MET,
                f"{line.decision.reference}: {line.decision.existing_resources}",
                line.decision.decided_on,
                str(line.decision.decided_by or line.decision.get_body_display()),
            )
            for line in rows.select_related("decision__case", "decision__decided_by").order_by("decision")
            if line.activity_id is not None
        }

    @cached_property
    def confirmations(self) -> dict[int, OutcomeComment]:
        """Where the unit has shown that it has the assignment (condition 4)."""
        return OutcomeComment.objects.confirming(self.agreement, self.on)

    @cached_property
    def registrations(self) -> dict[int, Registration]:
        return {row.activity_id: row for row in self._current(Registration)}

    @cached_property
    def unregistered_assignments(self) -> list[Assignment]:
        """Those given by decisions that carry condition 2."""
        given = Assignment.objects.given().filter(
            decision__agreement=self.agreement,
            decision__decided_on__lte=self.on,
            decision__conditions__wording__condition__code=Code.REGISTRATION,
        )
        registered = AssignmentRegistration.objects.current().values("assignment")
        return list(given.exclude(pk__in=registered).for_page().order_by("decision_id", "pk"))

    @cached_property
    def exit_plans(self) -> dict[int, ExitPlan]:
        return {row.activity_id: row for row in self._current(ExitPlan).prefetch_related("years")}

    @cached_property
    def investments(self) -> dict[int, list[Investment]]:
        return _by_activity(self._current(Investment))

    @cached_property
    def requests(self) -> dict[int, list[ProviderRequest]]:
        return _by_activity(self._current(ProviderRequest))

    def _current(self, model):
        rows = model.objects.current().filter(activity__area__agreement=self.agreement)
        return rows.select_related("by")

    # ---- The figures of condition 3

    @cached_property
    def private_parts(self) -> dict[int, tuple[int, datetime.date | None, str]]:
        """Of each activity whose money is shared: how many private providers have a part, since when, and by whom."""
        shared = Distribution.objects.in_force_on(self.on).filter(activity__area__agreement=self.agreement)
        rows = shared.filter(rows__ownership=Ownership.PRIVATE).order_by("fixed_on", "pk")
        counted = rows.annotate(private=Count("rows__provider", distinct=True))
        return {
            row.activity_id: (row.private, row.fixed_on, str(row.fixed_by))
            for row in counted.select_related("fixed_by")
        }

    @cached_property
    def _weights(self) -> dict[datetime.date, int]:
        return budget_weights(self.agreement)

    def charges(self, activity: Activity) -> tuple[YearCharge, ...]:
        """The depreciation that falls on each year of the agreement, with what the activity has for that year."""
        booked = self.book.allocated(activity.pk)
        return charges(self.investments.get(activity.pk, []), booked, self._weights)


def _by_activity(rows: list) -> dict[int, list]:
    found: dict[int, list] = defaultdict(list)
    for row in rows:
        found[row.activity_id].append(row)
    return found


# ---- What is counted, condition by condition ----------------------------------------------------------------------


def _existing_resources(found: Fulfilment, activity: Activity) -> Ground | None:
    """What the last decision about the activity says of it; without a word it is for somebody to mark."""
    return found.said_of_resources.get(activity.pk)


def _registration(found: Fulfilment, activity: Activity) -> Ground:
    row = found.registrations.get(activity.pk)
    if row is None:
        return Ground(State.NOT_MET, "Inte registrerad i Stratsys.")
    named = f" som {row.reference}" if row.reference else ""
    return Ground(State.MET, f"Registrerad i Stratsys{named}.", row.registered_on, str(row.by))


def _depreciation(found: Fulfilment, activity: Activity) -> Ground:
    investments = found.investments.get(activity.pk)
    if not investments:
        return Ground(State.NOT_APPLICABLE, "Ingen investering är inlagd.")
    years = found.charges(activity)
    evidence = " ".join(
        f"Avskrivning {one.year}: {format_kronor(one.charge)}, bokfört för året: {format_kronor(one.booked)}."
        for one in years
    )
    state = State.NOT_MET if any(one.over for one in years) else State.MET
    newest = max(investments, key=lambda row: row.pk)
    return Ground(state, evidence, day_of(newest.created_at), str(newest.by))


def _exit_plan(found: Fulfilment, activity: Activity) -> Ground:
    plan = found.exit_plans.get(activity.pk)
    if plan is None:
        return Ground(State.NOT_MET, "Ingen kalkyl för tiden efter satsningen.")
    years = ", ".join(f"{row.year}: {format_kronor(row.amount)}" for row in plan.years.all())
    return Ground(State.MET, f"{plan.get_kind_display()}. Kostnad {years}.", plan.planned_on, str(plan.by))


def _providers(found: Fulfilment, activity: Activity) -> Ground | None:
    requests = found.requests.get(activity.pk)
    if not requests:
        return None
    silent = [row for row in requests if row.answered_on is None]
    if silent:
        asked = silent[0]
        return Ground(State.UNKNOWN, f"Väntar på svar från {asked.provider}.", asked.asked_on, str(asked.by))
    last = max(requests, key=lambda row: row.answered_on or row.asked_on)
    count = "1 utförare har" if len(requests) == 1 else f"{len(requests)} förfrågningar har"
    by = last.provider if last.answered_itself else str(last.by)
    return Ground(State.MET, f"{count} svarat, senast {last.provider}.", last.answered_on, by)


def _private_providers(found: Fulfilment, activity: Activity) -> Ground | None:
    """That they take part is seen from the money they get; that they do not, someone must say."""
    if activity.pk not in found.private_parts:
        return None
    count, since, by = found.private_parts[activity.pk]
    parts = "1 privat utförare har" if count == 1 else f"{count} privata utförare har"
    return Ground(State.MET, f"{parts} del i fördelningen till utförare.", since, by)


def _handout(found: Fulfilment, activity: Activity) -> Ground | None:
    """Met where a unit that comments its outcome confirms that it has the assignment; else for somebody to mark."""
    if found.agreement.hands_out_to_own_units:
        return Ground(State.NOT_APPLICABLE, "Enligt överenskommelsens inställning delas medlen ut i redovisningen.")
    comment = found.confirmations.get(activity.pk)
    if comment is None:
        return None
    evidence = f"Bekräftat i kommentaren till utfallet till och med {comment.month:%Y-%m}: {comment.sentence}"
    return Ground(State.MET, evidence, comment.commented_on, str(comment.by))


COUNTING: dict[str, Callable[[Fulfilment, Activity], Ground | None]] = {
    Code.EXISTING_RESOURCES: _existing_resources,
    Code.REGISTRATION: _registration,
    Code.DEPRECIATION: _depreciation,
    Code.EXIT_PLAN: _exit_plan,
    Code.PROVIDER_REPORTING: _providers,
    Code.NO_HANDOUT: _handout,
    Code.PRIVATE_PROVIDERS: _private_providers,
}
