"""Late corrections of outcome: what is found after the month is closed. A dated row beside the file, never in it."""

import datetime
from decimal import Decimal
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from grants.models import triggers
from grants.models.activities import Activity
from grants.models.agreements import Agreement
from grants.models.fields import kronor_field
from people.models import User


class OutcomeCorrectionQuerySet(models.QuerySet["OutcomeCorrection"]):
    def of(self, agreement: Agreement) -> "OutcomeCorrectionQuerySet":
        return self.filter(activity__area__agreement=agreement)

    def total_of(self, month: datetime.date) -> Decimal:
        """Kronor that the month has been corrected with."""
        return self.filter(month=month).aggregate(total=models.Sum("amount"))["total"] or Decimal(0)


class OutcomeCorrection(models.Model):
    """`amount` kronor more (or less, below zero) of outcome on an activity in a month that has been closed.

    It counts in that month from then on; what the month looked like when it closed is kept as it was.
    """

    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, related_name="outcome_corrections", verbose_name="aktivitet"
    )
    month = models.DateField("månad som rättas")
    dated = models.DateField("rättad")
    amount = kronor_field("ändring")
    reason = models.CharField("skäl", max_length=300)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="rättad av")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OutcomeCorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = "rättelse av utfall"
        verbose_name_plural = "rättelser av utfall"
        ordering: ClassVar[list[str]] = ["dated", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="correction_changes_something"),
            models.CheckConstraint(condition=Q(month__day=1), name="correction_month_is_a_first_day"),
            models.CheckConstraint(condition=Q(dated__gt=models.F("month")), name="correction_comes_after_its_month"),
            models.CheckConstraint(condition=~Q(reason=""), name="correction_says_why"),
        ]
        indexes = [models.Index(fields=["activity", "month"], include=["amount"], name="correction_by_activity_month")]
        triggers = [
            pgtrigger.Protect(name="correction_is_never_changed", operation=pgtrigger.Update | pgtrigger.Delete),
            triggers.CORRECTION_AFTER_A_CLOSING,
        ]

    def __str__(self) -> str:
        return f"{self.activity} {self.month:%Y-%m}"
