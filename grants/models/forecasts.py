"""What a responsible manager says of an activity: what the year will cost, and why the outcome is not the budget."""

import datetime
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from grants.models.activities import Activity
from grants.models.agreements import Agreement
from grants.models.fields import kronor_field
from people.models import User


class ForecastQuerySet(models.QuerySet["Forecast"]):
    def latest_each(
        self, agreement: Agreement, on: datetime.date, *, seen: datetime.date | None = None
    ) -> dict[int, "Forecast"]:
        """The newest forecast of each activity by that day, by the activity's id; with `seen` also those made later
        about outcome to that month, since a month is judged after it has ended. One query."""
        in_time = Q(made_on__lte=on) if seen is None else Q(made_on__lte=on) | Q(month__lte=seen)
        rows = self.filter(in_time, activity__area__agreement=agreement).select_related("by")
        return {row.activity_id: row for row in rows.order_by("activity_id", "-version").distinct("activity_id")}


class Forecast(models.Model):
    """A forecast (prognos): what the activity will have cost when the agreement's period ends, kronor.

    Each is a version of its own and never changed. `month` is the last month of outcome that its author had seen.
    """

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="forecasts", verbose_name="aktivitet")
    version = models.PositiveIntegerField("version")
    amount = kronor_field("prognos för hela perioden")
    month = models.DateField("utfall till och med", null=True, blank=True)
    comment = models.TextField("kommentar", blank=True)
    made_on = models.DateField("lämnad")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="lämnad av")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ForecastQuerySet.as_manager()

    class Meta:
        verbose_name = "prognos"
        verbose_name_plural = "prognoser"
        ordering: ClassVar[list[str]] = ["activity", "version"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "version"], name="forecast_version_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="forecast_not_below_zero"),
            models.CheckConstraint(
                condition=Q(month__isnull=True) | Q(month__day=1), name="forecast_month_is_a_first_day"
            ),
        ]
        triggers = [pgtrigger.Protect(name="forecast_is_never_changed", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"Prognos {self.version} för {self.activity}"


class OutcomeCommentQuerySet(models.QuerySet["OutcomeComment"]):
    def latest_each(self, agreement: Agreement, month: datetime.date) -> dict[int, "OutcomeComment"]:
        """The newest comment on each activity's outcome to the end of that month, by the activity's id. One query."""
        rows = self.filter(activity__area__agreement=agreement, month=month).select_related("by")
        return {row.activity_id: row for row in rows.order_by("activity_id", "-pk").distinct("activity_id")}

    def confirming(self, agreement: Agreement, on: datetime.date) -> dict[int, "OutcomeComment"]:
        """Of the comments that held on that day, the one about the latest month that confirms the assignment, by the
        activity's id. One query."""
        held = self.filter(activity__area__agreement=agreement, commented_on__lte=on)
        rows = held.select_related("by").order_by("activity_id", "month", "-pk").distinct("activity_id", "month")
        return {row.activity_id: row for row in rows if row.sentence}


class OutcomeComment(models.Model):
    """Why the outcome to the end of `month` is not the budget. Never changed; a later one about the same month holds.

    `sentence` is the agreement's sentence that the unit has the assignment (condition 4), if the author confirmed it.
    """

    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, related_name="outcome_comments", verbose_name="aktivitet"
    )
    month = models.DateField("utfall till och med")
    text = models.TextField("kommentar")
    sentence = models.CharField("bekräftad mening", max_length=400, blank=True)
    commented_on = models.DateField("lämnad")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="lämnad av")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OutcomeCommentQuerySet.as_manager()

    class Meta:
        verbose_name = "kommentar till utfallet"
        verbose_name_plural = "kommentarer till utfallet"
        ordering: ClassVar[list[str]] = ["activity", "month", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="comment_month_is_a_first_day"),
            models.CheckConstraint(condition=~Q(text=""), name="comment_says_something"),
            models.CheckConstraint(condition=Q(commented_on__gt=F("month")), name="comment_comes_after_its_month"),
        ]
        triggers = [pgtrigger.Protect(name="comment_is_never_changed", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.activity} till och med {self.month:%Y-%m}"


class BudgetMonth(models.Model):
    """A month's weight when an agreement spreads its budgets unevenly. Without rows every month weighs the same."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="budget_months")
    month = models.DateField("månad")
    weight = models.PositiveSmallIntegerField("vikt")

    class Meta:
        verbose_name = "budgetmånad"
        ordering: ClassVar[list[str]] = ["month"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "month"], name="budget_month_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="budget_month_is_a_first_day"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}: {self.weight}"
