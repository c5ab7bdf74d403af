"""A period of an agreement as it stands on its last day: the data of `decisions.period_shape`, read and summed."""

import datetime
from collections.abc import Iterable, Sequence
from itertools import accumulate

from django.db.models.functions import Coalesce

from decisions.figures import AgreementFigures, AreaFigures, agreement_figures
from decisions.forecast import ForecastRow, ForecastView, MonthLine, view_of
from decisions.month_pictures import last_day
from decisions.period_shape import ActivityLine, Amounts, AreaLines, FundLine, MovementLine, PeriodReport
from decisions.periods import named_period
from decisions.selection import Selection
from grants.figures import ZERO
from grants.kronor import format_month
from grants.models import Account, Agreement, Movement
from grants.outcome.months import MonthRow, months_of


def period_report(
    agreement: Agreement,
    from_month: datetime.date,
    to_month: datetime.date,
    *,
    on: datetime.date,
    selection: Selection | None = None,
) -> PeriodReport:
    """The period as it stands on its last day, or on the day `on` if that comes first. A fixed number of queries.

    Outcome, comments and forecasts that came later about these months count: a month is told of after it has ended.
    """
    chosen = selection or Selection()
    as_of = min(last_day(to_month), on)
    figures, months = agreement_figures(agreement, as_of), months_of(agreement, on)
    view = view_of(figures, months, as_of, seen=to_month)
    rows = [row for row in view.rows if chosen.lets_through(row)]
    areas = tuple(_areas(figures, rows, from_month))
    title, code = _called(from_month, to_month)
    missing, still_open = _unfinished(months, from_month, to_month)
    return PeriodReport(
        title=title,
        code=code,
        agreement=agreement.name,
        agreement_slug=agreement.slug,
        registry_number=agreement.registry_number,
        first=from_month,
        last=to_month,
        as_of=as_of,
        selection=chosen.in_words(),
        known_to=format_month(view.calendar.known) if view.calendar.known else "",
        missing_months=missing,
        open_months=still_open,
        totals=sum((area.amounts for area in areas), Amounts()),
        areas=areas,
        months=summed_months(view, rows),
        funds=tuple(_funds(figures, chosen)),
        movements=tuple(_movements(agreement, from_month, last_day(to_month), chosen, rows)),
        unmatched=figures.unmatched_outcome,
    )


def _called(first: datetime.date, last: datetime.date) -> tuple[str, str]:
    """The title and the code: of the period that is reported, if the months are one."""
    period = named_period(first, last)
    return (period.title, period.code) if period else ("Uppföljning", "")


def _unfinished(
    months: Iterable[MonthRow], first: datetime.date, last: datetime.date
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The months of the period that are over and lack outcome, and those that nobody has closed."""
    ended = [row for row in months if first <= row.month <= last and row.ended]
    return _written(row for row in ended if row.is_missing), _written(row for row in ended if row.close is None)


def _written(rows: Iterable[MonthRow]) -> tuple[str, ...]:
    return tuple(sorted(format_month(row.month) for row in rows))


def _areas(figures: AgreementFigures, rows: Sequence[ForecastRow], first: datetime.date) -> Iterable[AreaLines]:
    """The areas that have a row, with their sums."""
    for area in figures.areas:
        lines = tuple(_activity(row, first) for row in rows if row.area == area.area.number)
        if lines:
            total = sum((line.amounts for line in lines), Amounts())
            yield AreaLines(area.area.number, area.area.name, total, lines)


def _activity(row: ForecastRow, first: datetime.date) -> ActivityLine:
    comment = row.comment
    return ActivityLine(
        id=row.activity.pk,
        area=row.area,
        name=row.activity.name,
        roles=tuple(row.figures.roles),
        amounts=_amounts(row, first),
        forecast=row.source,
        comment=f"{comment.text} {comment.sentence}".strip() if comment else "",
        commented=f"{comment.by}, {comment.commented_on}" if comment else "",
        needs_comment=row.needs_comment,
        comment_missing=row.is_unexplained,
    )


def _amounts(row: ForecastRow, first: datetime.date) -> Amounts:
    within = [line for line in row.lines if line.month >= first and line.outcome is not None]
    budget = sum((line.budget for line in within), ZERO)
    outcome = sum((line.outcome or ZERO for line in within), ZERO)
    return Amounts(
        original=row.original,
        current=row.current,
        booked=row.figures.figures.allocated,
        uncovered=row.figures.figures.uncovered,
        budget_of_period=budget,
        outcome_of_period=outcome,
        variance_of_period=budget - outcome,
        budget=row.budget_so_far,
        outcome=row.outcome,
        variance=row.variance_so_far,
        expected=row.expected,
        expected_variance=row.variance,
    )


def summed_months(view: ForecastView, rows: Sequence[ForecastRow]) -> tuple[MonthLine, ...]:
    """The months of the activities together, in order. A month has outcome when the agreement has."""
    lines = [line for row in rows for line in row.lines]
    months = sorted({*view.calendar.months, *(line.month for line in lines)})
    sums = {month: [ZERO, ZERO, ZERO, ZERO] for month in months}
    for line in lines:
        parts = (line.original, line.budget, line.outcome or ZERO, line.forecast)
        sums[line.month] = [total + part for total, part in zip(sums[line.month], parts, strict=True)]
    so_far = zip(*(accumulate(sums[month][place] for month in months) for place in (1, 2, 3)), strict=True)
    return tuple(
        MonthLine(
            month,
            original,
            budget,
            outcome if view.calendar.is_known(month) else None,
            forecast,
            budget_so_far,
            outcome_so_far if view.calendar.is_known(month) else None,
            forecast_so_far,
        )
        for month, (original, budget, outcome, forecast), (budget_so_far, outcome_so_far, forecast_so_far) in zip(
            months, sums.values(), so_far, strict=True
        )
    )


def _funds(figures: AgreementFigures, chosen: Selection) -> Iterable[FundLine]:
    if chosen.splits_activities:
        return
    for area in figures.areas:
        if chosen.area in (None, area.area.number):
            yield from _funds_of(area)


def _funds_of(area: AreaFigures) -> Iterable[FundLine]:
    for row in area.funds:
        yield FundLine(
            area.area.number,
            row.fund.name,
            row.fund.earmarked,
            row.allotted,
            row.allocated,
            row.unallocated,
            row.repaid,
        )


def _movements(
    agreement: Agreement,
    first: datetime.date,
    last: datetime.date,
    chosen: Selection,
    rows: Sequence[ForecastRow],
) -> Iterable[MovementLine]:
    """What was decided from the first day to the last. With a choice: what touches the activities shown, or, of an
    area alone, its funds."""
    found = (
        Movement.objects.annotate(day=Coalesce("decided_on", "booked_on"))
        .filter(source__fund__area__agreement=agreement, day__gte=first, day__lte=last)
        .select_related("source__fund__area", "source__activity", "target__fund", "target__activity")
        .order_by("day", "pk")
    )
    ids = {row.activity.pk for row in rows}
    for movement in found:
        touched = {movement.source.activity_id, movement.target.activity_id} & ids
        in_area = chosen.area in (None, movement.source.fund.area.number)
        if in_area and (touched or not chosen.splits_activities):
            yield _movement(movement)


def _movement(movement: Movement) -> MovementLine:
    return MovementLine(
        decided_on=movement.decided_on or movement.booked_on,
        booked_on=movement.booked_on,
        kind=movement.get_kind_display(),
        fund=movement.source.fund.name,
        source=_place(movement.source),
        target=_place(movement.target),
        amount=movement.amount.amount,
        reference=movement.reference,
    )


def _place(account: Account) -> str:
    return account.activity.name if account.activity else account.get_kind_display()
