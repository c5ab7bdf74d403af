"""Examples of what shows that the conditions are followed: registrations, an investment, plans, a provider asked."""

from decisions import actions
from decisions.models import Condition
from grants.kronor import parse_month
from reporting.demo.agreement import Loaded
from reporting.demo.files import Data, kronor, the_day
from reporting.demo.people import Cast


def load(loaded: Loaded, data: Data, cast: Cast) -> None:
    """All by the officer, each on its own day."""
    for row in data["registered"]:
        activities, day = [loaded.activities[key] for key in row["activities"]], the_day(row["on"])
        actions.register_activities(activities, registered_on=day, by=cast.officer, on=day)
    for row in data["investments"]:
        _invest(loaded, row, cast)
    for row in data["exit_plans"]:
        amounts = {int(year): kronor(amount) for year, amount in row["amounts"].items()}
        actions.save_exit_plan(
            loaded.activities[row["activity"]],
            kind=row["kind"],
            text=row["text"],
            amounts=amounts,
            by=cast.officer,
            on=the_day(row["planned_on"]),
        )
    for row in data["provider_requests"]:
        _ask(loaded, row, cast)
    for row in data["marks"]:
        condition = Condition.objects.get(code=row["condition"])
        activity, day = loaded.activities[row["activity"]], the_day(row["on"])
        actions.mark_condition(
            activity, condition, state=row["state"], evidence=row["evidence"], by=cast.officer, on=day
        )


def _invest(loaded: Loaded, row: Data, cast: Cast) -> None:
    actions.add_investment(
        loaded.activities[row["activity"]],
        name=row["name"],
        cost=kronor(row["cost"]),
        first_month=parse_month(row["first_month"]),
        life_months=row["life_months"],
        by=cast.officer,
        on=the_day(row["entered_on"]),
    )


def _ask(loaded: Loaded, row: Data, cast: Cast) -> None:
    asked = actions.ask_provider(
        loaded.activities[row["activity"]],
        provider=row["provider"],
        asked_on=the_day(row["asked_on"]),
        question=row["question"],
        by=cast.officer,
        on=the_day(row["asked_on"]),
    )
    if "answer" in row:
        day = the_day(row["answered_on"])
        actions.note_answer(asked, answer=row["answer"], answered_on=day, by=cast.officer, on=day)
