"""Reminders before and after a day: which step it is time for."""

import datetime
from collections.abc import Mapping
from typing import TypeVar

AnyStep = TypeVar("AnyStep", bound=str)


def latest(steps: Mapping[AnyStep, int], due_on: datetime.date, on: datetime.date) -> AnyStep | None:
    """The latest of the steps, given in the order of time as days from the due date, whose day has come by `on`."""
    reached = [step for step, days in steps.items() if due_on + datetime.timedelta(days=days) <= on]
    return reached[-1] if reached else None
