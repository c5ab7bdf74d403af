"""Who did what, when, from what to what: on every case, decision, activity and fund. The newest first."""

from decisions.timeline.days import Day, Happening, Page, paged
from decisions.timeline.subjects import activity_timeline, case_timeline, decision_timeline, fund_timeline

__all__ = [
    "Day",
    "Happening",
    "Page",
    "activity_timeline",
    "case_timeline",
    "decision_timeline",
    "fund_timeline",
    "paged",
]
