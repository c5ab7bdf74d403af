"""An activity's outcome traced to the rows of the accounting files."""

import datetime

from grants.kronor import MonthError, parse_month
from grants.models import Activity, Outcome
from grants.models.outcome import OutcomeQuerySet


def rows_behind(activity: Activity, month: datetime.date | None) -> OutcomeQuerySet:
    """The rows in force of the activity, of one month or of all; the latest month first, as in the file."""
    rows = Outcome.objects.in_force().filter(activity=activity)
    rows = rows if month is None else rows.filter(month=month)
    return rows.select_related("source", "rule").order_by("-month", "source_id", "row_number")


def month_asked_for(text: str | None) -> datetime.date | None:
    """The month in an address; None for all months, also when the text is not one."""
    try:
        return parse_month(text or "")
    except MonthError:
        return None
