"""Conditions (villkor): the wording in force is frozen in each decision, and so is what was waived and why."""

import datetime
from typing import ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Count, Q

from decisions.models.decisions import Decision
from decisions.models.kinds import Status
from decisions.models.lines import frozen_with
from people.abilities import Ability, may
from people.models import User


class ConditionQuerySet(models.QuerySet["Condition"]):
    def visible_to(self, user: User) -> "ConditionQuerySet":
        return self if may(user, Ability.SEE) else self.none()

    def with_decisions_count(self) -> "ConditionQuerySet":
        """Adds `decisions_count`: how many decided decisions carry it, whatever the wording."""
        decided = Q(wordings__decisions__decision__status=Status.DECIDED)
        count = Count("wordings__decisions__decision", filter=decided, distinct=True)
        return self.annotate(decisions_count=count)


@pghistory.track()
class Condition(models.Model):
    """A condition of the library. The standard ones follow every decision ("ska framgå i alla beslutsunderlag")."""

    class Code(models.TextChoices):
        """What the software follows up by itself; a condition without a code is followed up by hand."""

        EXISTING_RESOURCES = "existing_resources", "befintliga resurser"
        REGISTRATION = "registration", "registrering"
        DEPRECIATION = "depreciation", "investering och avskrivning"
        NO_HANDOUT = "no_handout", "inga medel delas ut"
        PROVIDER_REPORTING = "provider_reporting", "privata utförares redovisning"
        EXIT_PLAN = "exit_plan", "kalkyl för tiden efter satsningen"
        PRIVATE_PROVIDERS = "private_providers", "privata utförare görs delaktiga"

    number = models.PositiveSmallIntegerField("nummer", unique=True)
    name = models.CharField("namn", max_length=120)
    standard = models.BooleanField("följer varje beslut", default=True)
    code = models.CharField("följs upp genom", max_length=20, choices=Code, blank=True)

    objects = ConditionQuerySet.as_manager()

    # Added by `ConditionQuerySet.with_decisions_count`.
    decisions_count: int

    class Meta:
        verbose_name = "villkor"
        verbose_name_plural = "villkor"
        ordering: ClassVar[list[str]] = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="condition_code_once"),
            models.CheckConstraint(condition=~Q(name=""), name="condition_has_a_name"),
        ]

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

    def with_decisions_count(self) -> "WordingQuerySet":
        """Adds `decisions_count`: how many decided decisions carry this very wording."""
        decided = Q(decisions__decision__status=Status.DECIDED)
        return self.select_related("added_by").annotate(decisions_count=Count("decisions", filter=decided))


class ConditionWording(models.Model):
    """A wording of a condition from a day on. Never changed: a new wording is a new row that decisions point at."""

    condition = models.ForeignKey(Condition, on_delete=models.PROTECT, related_name="wordings")
    text = models.TextField("lydelse")
    valid_from = models.DateField("gäller från och med")
    source = models.CharField("källa", max_length=200, blank=True)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True, null=True)

    objects = WordingQuerySet.as_manager()

    # Added by `WordingQuerySet.with_decisions_count`.
    decisions_count: int

    class Meta:
        verbose_name = "lydelse"
        ordering: ClassVar[list[str]] = ["condition__number", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["condition", "valid_from"], name="wording_once_a_day"),
            models.CheckConstraint(condition=~Q(text=""), name="wording_is_not_empty"),
        ]
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


class ConditionChoiceQuerySet(models.QuerySet["ConditionChoice"]):
    def waived(self) -> "ConditionChoiceQuerySet":
        return self.filter(waived=True)


@pghistory.track()
class ConditionChoice(models.Model):
    """Where a decision departs from the standard: a standard condition waived, another one added, and why."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="condition_choices")
    condition = models.ForeignKey(Condition, on_delete=models.PROTECT, related_name="choices")
    waived = models.BooleanField("undantaget")
    reason = models.TextField("skäl")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    chosen_on = models.DateField("dag")

    objects = ConditionChoiceQuerySet.as_manager()

    class Meta:
        verbose_name = "val av villkor"
        ordering: ClassVar[list[str]] = ["condition__number"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "condition"], name="condition_chosen_once_per_decision"),
            models.CheckConstraint(condition=~Q(reason=""), name="condition_chosen_with_a_reason"),
        ]
        triggers = [frozen_with("row_.decision_id", "choice_of_a_final_decision")]

    def __str__(self) -> str:
        return f"{self.condition}: {'undantaget' if self.waived else 'tillagt'}"
