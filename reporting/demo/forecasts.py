"""Closed months, the limit for comments, and what the responsible managers say of their activities. All invented."""

from decisions import actions
from grants.kronor import parse_month
from people.models import User
from reporting.demo.agreement import Loaded
from reporting.demo.files import Data, kronor, the_day
from reporting.demo.people import Cast


def load(loaded: Loaded, data: Data, cast: Cast) -> None:
    for row in data["closed"]:
        actions.close_month(
            agreement=loaded.agreement,
            month=parse_month(row["month"]),
            by=cast.controller,
            on=the_day(row["on"]),
            note=row["note"],
        )
    actions.set_follow_up_terms(
        loaded.agreement,
        above_amount=kronor(data["limit"]["amount"]),
        above_percent=kronor(data["limit"]["percent"]),
        weights={},
        by=cast.officer,
    )
    for row in data["forecasts"]:
        activity = loaded.activities[row["activity"]]
        by, on = _manager(loaded, row, cast), the_day(row["on"])
        activity.area.agreement = loaded.agreement
        actions.save_forecast(activity, amount=kronor(row["amount"]), comment=row["comment"], by=by, on=on)
        if row.get("outcome"):
            actions.comment_outcome(activity, text=row["outcome"], confirmed=True, by=by, on=on)


def _manager(loaded: Loaded, row: Data, cast: Cast) -> User:
    """Who holds the activity's first responsible role that day."""
    duty = loaded.activities[row["activity"]].responsibilities.select_related("role").order_by("position")[0]
    return cast.holder(duty.role.name, row["on"])
