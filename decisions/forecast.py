"""Budget, outcome and forecast of an activity, month by month, and of an agreement, activity by activity.

Kronor as Decimal. A variance is budget minus cost: below zero it costs more than decided. The budget is what is
decided (original: by the activity's first allocation; current: with what was decided after), spread evenly over the
months of the agreement unless it weighs them. The run rate is the outcome to the last closed month, by month, for all
the months.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from itertools import accumulate

from decisions.figures import ActivityFigures, AgreementFigures, agreement_figures
from decisions.models import DecisionLine
from decisions.models.kinds import Kind, Status
from grants.figures import ZERO
from grants.models import Activity, Agreement, Forecast, OutcomeComment
from grants.outcome.months import MonthRow, months_between, months_of
from grants.splitting import split

HUNDRED = Decimal(100)


def share(part: Decimal, whole: Decimal) -> Decimal | None:
    """`part` of `whole` as a ratio; None where there is no whole to compare with."""
    return part / whole if whole else None


@dataclass(frozen=True)
class Threshold:
    """Above what a variance wants a comment: kronor, per cent of the budget, or both at once. None of them: never."""

    amount: Decimal | None = None
    percent: Decimal | None = None

    def exceeded(self, variance: Decimal, budget: Decimal) -> bool:
        if (self.amount is None and self.percent is None) or not variance:
            return False
        above_amount = self.amount is None or abs(variance) > self.amount
        # Without a budget any cost is more than every per cent of it.
        above_percent = self.percent is None or abs(variance) * HUNDRED > self.percent * budget
        return above_amount and above_percent


@dataclass(frozen=True)
class MonthLine:
    """One month. `outcome` is None for a month that accounting has not told of yet; `forecast` is the outcome where
    there is one, else the month's part of what the forecast leaves."""

    month: datetime.date
    original: Decimal
    budget: Decimal
    outcome: Decimal | None
    forecast: Decimal
    budget_so_far: Decimal
    outcome_so_far: Decimal | None
    forecast_so_far: Decimal

    @property
    def variance(self) -> Decimal | None:
        return None if self.outcome is None else self.budget - self.outcome

    @property
    def variance_so_far(self) -> Decimal | None:
        return None if self.outcome_so_far is None else self.budget_so_far - self.outcome_so_far

    @property
    def share_so_far(self) -> Decimal | None:
        return None if self.variance_so_far is None else share(self.variance_so_far, self.budget_so_far)


@dataclass(frozen=True)
class Calendar:
    """The months of an agreement with their weights; `known` is the last month that has outcome, `closed` the last that
    is closed."""

    months: tuple[datetime.date, ...]
    weights: tuple[int, ...]
    known: datetime.date | None
    closed: datetime.date | None

    @property
    def base(self) -> datetime.date | None:
        """What the run rate rests on: the last closed month; before any is closed, the last with outcome."""
        return self.closed or self.known

    def is_known(self, month: datetime.date) -> bool:
        """Whether accounting has told of the month, or of a later one."""
        return self.known is not None and month <= self.known


def month_view(
    calendar: Calendar, original: Decimal, current: Decimal, outcome: Mapping[datetime.date, Decimal], expected: Decimal
) -> tuple[MonthLine, ...]:
    """The months of one activity. Pure. `expected` is what the whole period will cost; what is left of it after the
    outcome falls on the months to come by their weights. Outcome outside the agreement's months has months of its own.
    """
    months = sorted({*calendar.months, *outcome})
    weight = dict(zip(calendar.months, calendar.weights, strict=True))
    weights = [weight.get(month, 0) for month in months]
    budgets, originals = spread(current, weights), spread(original, weights)
    spent = [outcome.get(month, ZERO) if calendar.is_known(month) else None for month in months]
    ahead = [0 if cost is not None else weight for cost, weight in zip(spent, weights, strict=True)]
    rest = spread(expected - sum((cost for cost in spent if cost is not None), ZERO), ahead)
    forecasts = [left if cost is None else cost for cost, left in zip(spent, rest, strict=True)]
    so_far = zip(accumulate(budgets), accumulate(cost or ZERO for cost in spent), accumulate(forecasts), strict=True)
    return tuple(
        MonthLine(month, was, budget, cost, coming, budgeted, None if cost is None else cost_so_far, expected_so_far)
        for month, was, budget, cost, coming, (budgeted, cost_so_far, expected_so_far) in zip(
            months, originals, budgets, spent, forecasts, so_far, strict=True
        )
    )


def spread(amount: Decimal, weights: Sequence[int]) -> list[Decimal]:
    """The amount by weights, below zero alike. Nothing if nobody weighs."""
    if not any(weights):
        return [ZERO for _ in weights]
    parts = split(abs(amount), weights)
    return parts if amount >= 0 else [-part for part in parts]


def run_rate(calendar: Calendar, outcome: Mapping[datetime.date, Decimal]) -> Decimal | None:
    """Outcome to the last closed month / months passed × all the months, whole kronor. None before the first."""
    base = calendar.base
    passed = [month for month in calendar.months if base is not None and month <= base]
    if base is None or not passed:
        return None
    spent = sum((amount for month, amount in outcome.items() if month <= base), ZERO)
    rate = spent * len(calendar.months) / len(passed)
    return max(rate, ZERO).quantize(Decimal(1), ROUND_HALF_UP)


@dataclass(frozen=True)
class ForecastRow:
    """One activity of the list. `forecast` is the newest, `comment` the newest on the outcome so far."""

    figures: ActivityFigures
    area: int
    original: Decimal
    calendar: Calendar
    threshold: Threshold
    forecast: Forecast | None
    comment: OutcomeComment | None

    @property
    def activity(self) -> Activity:
        return self.figures.activity

    @property
    def current(self) -> Decimal:
        return self.figures.figures.decided

    @cached_property
    def run_rate(self) -> Decimal | None:
        return run_rate(self.calendar, self.figures.by_month)

    @property
    def expected(self) -> Decimal:
        """The manager's forecast; before there is one, the run rate; before there is outcome, the budget."""
        if self.forecast is not None:
            return self.forecast.amount.amount
        return self.current if self.run_rate is None else self.run_rate

    @cached_property
    def lines(self) -> tuple[MonthLine, ...]:
        return month_view(self.calendar, self.original, self.current, self.figures.by_month, self.expected)

    @property
    def outcome(self) -> Decimal:
        return self.figures.figures.outcome

    @property
    def budget_so_far(self) -> Decimal:
        return sum((line.budget for line in self.lines if line.outcome is not None), ZERO)

    @property
    def variance_so_far(self) -> Decimal:
        return self.budget_so_far - self.outcome

    @property
    def variance(self) -> Decimal:
        """Of the whole period: current budget minus forecast."""
        return self.current - self.expected

    @property
    def needs_comment(self) -> bool:
        return self.calendar.known is not None and self.threshold.exceeded(self.variance_so_far, self.budget_so_far)

    @property
    def is_unexplained(self) -> bool:
        return self.needs_comment and self.comment is None

    @property
    def is_uncovered(self) -> bool:
        return self.figures.figures.uncovered > 0

    @property
    def is_overspent(self) -> bool:
        return self.figures.figures.left < 0

    @property
    def role_ids(self) -> set[int]:
        return {duty.role_id for duty in self.activity.responsibilities.all()}

    @property
    def source(self) -> str:
        """Where the forecast comes from, in words."""
        if self.forecast is not None:
            return f"version {self.forecast.version}, {self.forecast.made_on}, {self.forecast.by}"
        return "enligt takten hittills, ej lämnad" if self.run_rate is not None else "lika med budgeten, ej lämnad"


@dataclass(frozen=True)
class ForecastView:
    agreement: Agreement
    calendar: Calendar
    threshold: Threshold
    rows: tuple[ForecastRow, ...]

    def of(self, activity_id: int) -> ForecastRow:
        return next(row for row in self.rows if row.activity.pk == activity_id)

    @property
    def unexplained(self) -> list[ForecastRow]:
        return [row for row in self.rows if row.is_unexplained]


def forecast_view(agreement: Agreement, as_of: datetime.date) -> ForecastView:
    """Every activity of the agreement as of a day, in a fixed number of queries."""
    return view_of(agreement_figures(agreement, as_of), months_of(agreement, as_of), as_of)


def view_of(
    figures: AgreementFigures,
    months: Sequence[MonthRow],
    as_of: datetime.date,
    *,
    seen: datetime.date | None = None,
) -> ForecastView:
    """The same from figures and months already read. With `seen`, a month, forecasts made after `as_of` count as well
    when their authors had seen no outcome later than that month's."""
    agreement = figures.agreement
    calendar = calendar_of(agreement, months, as_of)
    threshold = threshold_of(agreement)
    forecasts = Forecast.objects.latest_each(agreement, as_of, seen=seen)
    comments = OutcomeComment.objects.latest_each(agreement, calendar.known) if calendar.known else {}
    originals = original_by_activity(agreement, as_of)
    rows = (
        ForecastRow(
            row,
            area.area.number,
            originals.get(row.activity.pk, ZERO),
            calendar,
            threshold,
            forecasts.get(row.activity.pk),
            comments.get(row.activity.pk),
        )
        for area in figures.areas
        for row in area.activities
    )
    return ForecastView(agreement, calendar, threshold, tuple(rows))


def threshold_of(agreement: Agreement) -> Threshold:
    amount = agreement.comment_above_amount
    return Threshold(amount.amount if amount is not None else None, agreement.comment_above_percent)


def calendar_of(agreement: Agreement, months: Sequence[MonthRow], as_of: datetime.date) -> Calendar:
    after = (as_of + datetime.timedelta(days=1)).replace(day=1)  # months before it have ended
    weights = budget_weights(agreement)
    return Calendar(
        tuple(weights),
        tuple(weights.values()),
        max((row.month for row in months if row.total is not None and row.month < after), default=None),
        max((row.month for row in months if row.close and row.month < after), default=None),
    )


def budget_weights(agreement: Agreement) -> dict[datetime.date, int]:
    """How much each month of the agreement weighs: all alike unless the agreement says otherwise. One query."""
    said = {row.month: row.weight for row in agreement.budget_months.all()}
    months = months_between(agreement.starts_on, agreement.ends_on)
    return {month: said.get(month, 0) if said else 1 for month in months}


def original_by_activity(agreement: Agreement, as_of: datetime.date) -> dict[int, Decimal]:
    """What the first decided allocation gave each activity, kronor."""
    lines = DecisionLine.objects.filter(
        decision__agreement=agreement,
        decision__status=Status.DECIDED,
        decision__kind=Kind.ALLOCATION,
        decision__decided_on__lte=as_of,
        activity__isnull=False,
    )
    first = lines.order_by("activity_id", "decision__decided_on", "decision_id").distinct("activity_id")
    return {line.activity_id: line.amount.amount for line in first if line.activity_id}
