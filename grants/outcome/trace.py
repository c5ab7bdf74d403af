"""An activity's outcome traced to the rows of the accounting files."""

import datetime
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Prefetch

from grants.figures import ZERO
from grants.kronor import MonthError, parse_month
from grants.models import Activity, HeldCorrection, Outcome, OutcomeCorrection
from grants.models.outcome import OutcomeQuerySet


def rows_behind(activity: Activity, month: datetime.date | None) -> OutcomeQuerySet:
    """The rows in force of the activity, of one month or of all; the latest month first, as in the file."""
    rows = Outcome.objects.in_force().filter(activity=activity)
    rows = rows if month is None else rows.filter(month=month)
    return rows.select_related("source", "rule").order_by("-month", "source_id", "row_number")


def corrections_behind(activity: Activity, month: datetime.date | None) -> list[tuple[OutcomeCorrection, str]]:
    """The dated corrections of the activity, of one month or of all, the latest first; with each why it is not counted,
    if a file in force says the same."""
    held = HeldCorrection.objects.filter(source__ended_at__isnull=True).select_related("source", "by")
    rows = OutcomeCorrection.objects.filter(activity=activity).select_related("by")
    rows = rows if month is None else rows.filter(month=month)
    found = rows.prefetch_related(Prefetch("held_in", held)).order_by("-month", "-pk")
    return [(row, _why_not(list(row.held_in.all()))) for row in found]


def total_behind(rows: OutcomeQuerySet, corrections: Iterable[tuple[OutcomeCorrection, str]]) -> Decimal:
    """Kronor of the rows and of those corrections that count."""
    return rows.total() + sum((row.amount.amount for row, why_not in corrections if not why_not), ZERO)


def _why_not(held: list[HeldCorrection]) -> str:
    """Nothing for what counts."""
    if not held:
        return ""
    return f"Räknas inte: finns i {held[-1].source.file_name} enligt {held[-1].by}. {held[-1].reason}"


def month_asked_for(text: str | None) -> datetime.date | None:
    """The month in an address; None for all months, also when the text is not one."""
    try:
        return parse_month(text or "")
    except MonthError:
        return None
