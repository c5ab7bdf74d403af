"""Conditions (villkor): the wording in force is frozen in each decision."""

import datetime
from typing import ClassVar

import pghistory
import pgtrigger
from django.db import models

from decisions.models.decisions import Decision
from decisions.models.lines import frozen_with


class Condition(models.Model):
    """A condition of the library. The standard ones follow every decision ("ska framgå i alla beslutsunderlag")."""

    number = models.PositiveSmallIntegerField("nummer", unique=True)
    name = models.CharField("namn", max_length=120)
    standard = models.BooleanField("följer varje beslut", default=True)

    class Meta:
        verbose_name = "villkor"
        verbose_name_plural = "villkor"
        ordering: ClassVar[list[str]] = ["number"]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"


class WordingQuerySet(models.QuerySet["ConditionWording"]):
    def in_force(self, on: datetime.date) -> "WordingQuerySet":
        """The latest wording of each condition that has begun to hold."""
        return (
            self.filter(valid_from__lte=on)
            .order_by("condition__number", "-valid_from", "-pk")
            .distinct("condition__number")
        )

    def standard(self) -> "WordingQuerySet":
        return self.filter(condition__standard=True)


class ConditionWording(models.Model):
    """A wording of a condition from a day on. Never changed: a new wording is a new row that decisions point at."""

    condition = models.ForeignKey(Condition, on_delete=models.PROTECT, related_name="wordings")
    text = models.TextField("lydelse")
    valid_from = models.DateField("gäller från och med")
    source = models.CharField("källa", max_length=200, blank=True)

    objects = WordingQuerySet.as_manager()

    class Meta:
        verbose_name = "lydelse"
        ordering: ClassVar[list[str]] = ["condition__number", "valid_from"]
        constraints = [models.UniqueConstraint(fields=["condition", "valid_from"], name="wording_once_a_day")]
        triggers = [pgtrigger.Protect(name="wording_is_never_changed", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.text


@pghistory.track()
class DecisionCondition(models.Model):
    """The wording that a decision carries. Frozen with the decision."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="conditions")
    wording = models.ForeignKey(ConditionWording, on_delete=models.PROTECT, related_name="decisions")

    class Meta:
        verbose_name = "beslutets villkor"
        ordering: ClassVar[list[str]] = ["wording__condition__number"]
        constraints = [models.UniqueConstraint(fields=["decision", "wording"], name="wording_once_per_decision")]
        triggers = [frozen_with("row_.decision_id", "condition_of_a_final_decision")]

    def __str__(self) -> str:
        return str(self.wording)
