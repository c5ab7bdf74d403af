"""What managers say of their activities' money, and the limits above which an agreement asks them to."""

import datetime
from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction

from decisions.actions.common import DecisionRefused, require
from decisions.authority import Authority
from decisions.forecast import ForecastRow, forecast_view, share
from grants.kronor import format_kronor, format_percent
from grants.models import Activity, Agreement, BudgetMonth, Forecast, OutcomeComment
from people.abilities import Ability
from people.models import User


def _require_own(activity: Activity, by: User, on: datetime.date) -> None:
    verdict = Authority(by, on).may_forecast(activity)
    if not verdict.allowed:
        raise DecisionRefused(verdict.reason, "not_allowed")


@transaction.atomic
def save_forecast(activity: Activity, *, amount: Decimal, comment: str, by: User, on: datetime.date) -> Forecast:
    """A new version of the activity's forecast for the agreement's whole period, kronor; the earlier ones stay.

    Raises DecisionRefused: not the manager's own activity, below zero, or further from the current budget than the
    agreement's limit without a comment.
    """
    _require_own(activity, by, on)
    if amount < 0:
        raise DecisionRefused("En prognos kan inte vara mindre än noll.", "negative")
    # Two who save at once come one after the other, each with a version of its own.
    Activity.objects.select_for_update(no_key=True).get(pk=activity.pk)
    row = forecast_view(activity.area.agreement, on).of(activity.pk)
    _refuse_unexplained(row, amount, comment)
    return Forecast.objects.create(
        activity=activity,
        version=activity.forecasts.count() + 1,
        amount=amount,
        month=row.calendar.known,
        comment=comment.strip(),
        made_on=on,
        by=by,
    )


def _refuse_unexplained(row: ForecastRow, amount: Decimal, comment: str) -> None:
    variance = row.current - amount
    if comment.strip() or not row.threshold.exceeded(variance, row.current):
        return
    ratio = share(variance, row.current)
    percent = f" ({format_percent(ratio, 1)})" if ratio is not None else ""
    raise DecisionRefused(
        f"Prognosen avviker med {format_kronor(variance, sign=True)}{percent} från budgeten "
        f"{format_kronor(row.current)}. Skriv varför.",
        "unexplained",
    )


@transaction.atomic
def comment_outcome(activity: Activity, *, text: str, confirmed: bool, by: User, on: datetime.date) -> OutcomeComment:
    """Say why the outcome so far is not the budget, of the last month that has outcome. `confirmed`: the unit has the
    assignment (condition 4); the agreement's sentence is kept as it stands that day. Raises DecisionRefused."""
    _require_own(activity, by, on)
    if not text.strip():
        raise DecisionRefused("Skriv vad avvikelsen beror på.", "no_text")
    agreement = activity.area.agreement
    month = forecast_view(agreement, on).calendar.known
    if month is None:
        raise DecisionRefused("Inget utfall är inläst ännu, så det finns inget att kommentera.", "no_outcome")
    return OutcomeComment.objects.create(
        activity=activity,
        month=month,
        text=text.strip(),
        sentence=agreement.assignment_sentence if confirmed and not agreement.hands_out_to_own_units else "",
        commented_on=on,
        by=by,
    )


@transaction.atomic
def set_follow_up_terms(
    agreement: Agreement,
    *,
    above_amount: Decimal | None,
    above_percent: Decimal | None,
    weights: Mapping[datetime.date, int],
    by: User,
) -> Agreement:
    """Above which variance a comment is asked for (kronor, per cent of the budget, or both at once), and how budgets
    are spread over the months: the weight of each by its first day, or none at all for evenly. Raises DecisionRefused.
    """
    require(by, Ability.EDIT_AGREEMENT)
    if any(limit is not None and limit < 0 for limit in (above_amount, above_percent)):
        raise DecisionRefused("En gräns kan inte vara mindre än noll.", "negative")
    if weights and not any(weights.values()):
        raise DecisionRefused("Minst en månad behöver en vikt som är större än noll.", "no_weight")
    if any(weight < 0 for weight in weights.values()):
        raise DecisionRefused("En vikt kan inte vara mindre än noll.", "negative_weight")
    agreement.comment_above_amount, agreement.comment_above_percent = above_amount, above_percent
    agreement.save(update_fields=["comment_above_amount", "comment_above_amount_currency", "comment_above_percent"])
    agreement.budget_months.all().delete()
    BudgetMonth.objects.bulk_create(
        BudgetMonth(agreement=agreement, month=month, weight=weight) for month, weight in sorted(weights.items())
    )
    return agreement
