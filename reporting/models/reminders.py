"""Reminders of what must be reported: one letter a step, requirement and address."""

from typing import ClassVar

import pgtrigger
from django.db import models

from decisions.models.letters import Letter
from reporting.models.requirements import Requirement


class Reminder(Letter):
    """A reminder that is to be sent or has been. Never twice for the same step of the same due date."""

    class Step(models.TextChoices):
        MONTH_BEFORE = "before_30", "30 dagar före"
        WEEK_BEFORE = "before_7", "7 dagar före"
        DAY_BEFORE = "before_1", "dagen före"
        DAY_AFTER = "after_1", "dagen efter"
        WEEK_AFTER = "after_7", "7 dagar efter"

    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="reminders")
    step = models.CharField("steg", max_length=10, choices=Step)
    due_on = models.DateField("senast")
    on = models.DateField("dag", help_text="Den dag som påminnelsen gäller.")
    name = models.CharField("till", max_length=200)

    class Meta:
        verbose_name = "påminnelse"
        verbose_name_plural = "påminnelser"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["requirement", "due_on", "step", "address"], name="reminder_once_per_step_and_address"
            ),
            models.CheckConstraint(condition=~models.Q(address=""), name="requirement_reminder_has_an_address"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="reminder_sent_is_kept",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__status="sent"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()}: {self.requirement} till {self.name}"
