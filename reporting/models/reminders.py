"""Reminders of what must be reported and answered: one letter a step, requirement or questionnaire, and address."""

from typing import ClassVar

import pgtrigger
from django.db import models

from decisions.models.letters import Letter
from reporting.models.questionnaires import Questionnaire
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


class AnswerReminder(Letter):
    """A letter about the answers that are left of a questionnaire: to who owes them, or to who coordinates those.

    `count` and `owed`, "Primärvårdschef (3)", are of the day `on`: the letter says the same whenever it is sent.
    """

    class Step(models.TextChoices):
        ASKED = "asked", "frågorna utskickade"
        WEEK_BEFORE = "before_7", "7 dagar före"
        DAY_BEFORE = "before_1", "dagen före"
        DAY_AFTER = "after_1", "dagen efter"
        WEEK_AFTER = "after_7", "7 dagar efter"
        COORDINATOR = "coordinator_3", "till samordnaren 3 dagar efter"
        COORDINATOR_AGAIN = "coordinator_10", "till samordnaren 10 dagar efter"

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="reminders")
    step = models.CharField("steg", max_length=14, choices=Step)
    due_on = models.DateField("senast")
    on = models.DateField("dag", help_text="Den dag som påminnelsen gäller.")
    name = models.CharField("till", max_length=200)
    count = models.PositiveIntegerField("frågor kvar")
    owed = models.TextField("vilka som har dem kvar")

    class Meta:
        verbose_name = "påminnelse om svar"
        verbose_name_plural = "påminnelser om svar"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "due_on", "step", "address"], name="answer_reminder_once_per_step_and_address"
            ),
            models.CheckConstraint(condition=~models.Q(address=""), name="answer_reminder_has_an_address"),
            models.CheckConstraint(condition=models.Q(count__gte=1), name="answer_reminder_of_something"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="answer_reminder_sent_is_kept",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__status="sent"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()}: {self.questionnaire} till {self.name}"

    @property
    def requirement(self) -> Requirement:
        return self.questionnaire.requirement

    @property
    def is_to_coordinator(self) -> bool:
        return self.step in (self.Step.COORDINATOR, self.Step.COORDINATOR_AGAIN)
