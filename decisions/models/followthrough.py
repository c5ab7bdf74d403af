"""What shows that a decision's conditions are followed, per activity (doc 002 § 2.1.5).

Nothing here is changed afterwards: a row that turned out wrong is withdrawn with a reason, and a new one entered.
"""

import datetime
from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q

from decisions.models.assignments import Assignment
from decisions.models.conditions import Condition
from grants.models import Activity
from grants.models.fields import kronor_field
from people.abilities import Ability, may
from people.models import User

LONGEST_LIFE = 600
"""Months that an investment may be written off over: fifty years."""


class EvidenceQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> "EvidenceQuerySet":
        return self if may(user, Ability.SEE) else self.none()

    def current(self) -> "EvidenceQuerySet":
        return self.filter(withdrawn_on__isnull=True)

    def for_page(self) -> "EvidenceQuerySet":
        """With what they are about."""
        return self.select_related(*self.model.ABOUT)

    def standing(self, on: datetime.date) -> "EvidenceQuerySet":
        """Plans that had been made by that day and had not been taken back by its end."""
        return self.filter(Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=on), planned_on__lte=on)


class Withdrawable(models.Model):
    """A row by someone, that stands until it is withdrawn."""

    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="inlagd av")
    created_at = models.DateTimeField(auto_now_add=True)
    withdrawn_on = models.DateField("borttagen", null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_reason = models.CharField("skäl att ta bort", max_length=300, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_current(self) -> bool:
        return self.withdrawn_on is None


class Evidence(Withdrawable):
    """About one activity."""

    ABOUT = ("activity__area__agreement",)

    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, related_name="%(class)ss", verbose_name="aktivitet"
    )

    class Meta:
        abstract = True

    @property
    def about(self) -> Activity:
        return self.activity


def withdrawn_with_a_reason(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(withdrawn_on__isnull=True, withdrawn_by__isnull=True, withdrawn_reason="")
        | (Q(withdrawn_on__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_reason="")),
        name=f"{name}_withdrawn_with_a_reason",
    )


def kept(name: str, *fields: str, about: str = "activity") -> list[pgtrigger.Trigger]:
    """Never deleted; `fields`, what it is about and who said it never changed; nothing at all once it is withdrawn."""
    return [
        pgtrigger.Protect(name=f"{name}_is_kept", operation=pgtrigger.Delete),
        pgtrigger.Protect(
            name=f"{name}_withdrawn_for_good",
            operation=pgtrigger.Update,
            condition=pgtrigger.Q(old__withdrawn_on__isnull=False),
        ),
        pgtrigger.ReadOnly(name=f"{name}_is_not_rewritten", fields=[about, "by", *fields]),
    ]


@pghistory.track()
class Registration(Evidence):
    """The activity stands in Stratsys (condition 2) since `registered_on`."""

    registered_on = models.DateField("registrerad i Stratsys")
    reference = models.CharField("beteckning i Stratsys", max_length=80, blank=True)

    class Meta:
        verbose_name = "registrering"
        ordering: ClassVar[list[str]] = ["registered_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity"], condition=Q(withdrawn_on__isnull=True), name="registered_once_at_a_time"
            ),
            withdrawn_with_a_reason("registration"),
        ]
        triggers = kept("registration", "registered_on", "reference")

    def __str__(self) -> str:
        return f"Registrering i Stratsys {self.registered_on}"


@pghistory.track()
class AssignmentRegistration(Withdrawable):
    """The assignment stands in Stratsys (condition 2) since `registered_on`."""

    ABOUT = ("assignment__role", "assignment__decision__agreement")

    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, related_name="registrations", verbose_name="uppdrag"
    )
    registered_on = models.DateField("registrerat i Stratsys")
    reference = models.CharField("beteckning i Stratsys", max_length=80, blank=True)

    class Meta:
        verbose_name = "registrering av uppdrag"
        verbose_name_plural = "registreringar av uppdrag"
        ordering: ClassVar[list[str]] = ["registered_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"],
                condition=Q(withdrawn_on__isnull=True),
                name="assignment_registered_once_at_a_time",
            ),
            withdrawn_with_a_reason("assignment_registration"),
        ]
        triggers = kept("assignment_registration", "registered_on", "reference", about="assignment")

    def __str__(self) -> str:
        return f"Registrering i Stratsys {self.registered_on}"

    @property
    def about(self) -> Assignment:
        return self.assignment


@pghistory.track()
class Investment(Evidence):
    """Something bought and written off straight line by month: only the year's part may be charged (condition 3)."""

    name = models.CharField("vad", max_length=160)
    cost = kronor_field("anskaffningskostnad")
    first_month = models.DateField("tas i bruk")
    life_months = models.PositiveSmallIntegerField("nyttjandeperiod i månader")

    class Meta:
        verbose_name = "investering"
        ordering: ClassVar[list[str]] = ["first_month", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(cost__gt=0), name="investment_costs_something"),
            models.CheckConstraint(
                condition=Q(life_months__gte=1, life_months__lte=LONGEST_LIFE), name="investment_life_1_to_600_months"
            ),
            models.CheckConstraint(condition=Q(first_month__day=1), name="investment_month_is_a_first_day"),
            withdrawn_with_a_reason("investment"),
        ]
        triggers = kept("investment", "name", "cost", "first_month", "life_months")

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class ProviderRequest(Evidence):
    """A private provider is asked to account for activities and costs (condition 5), and what came in."""

    provider = models.CharField("utförare", max_length=160)
    asked_on = models.DateField("tillfrågad")
    question = models.CharField("vad som efterfrågades", max_length=300, blank=True)
    answered_on = models.DateField("svar kom in", null=True, blank=True)
    answer = models.TextField("vad som kom in", blank=True)
    answer_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # The provider wrote the answer itself, through its link: then no user of ours stands for it.
    answered_itself = models.BooleanField("utföraren svarade själv", default=False)

    class Meta:
        verbose_name = "förfrågan till utförare"
        ordering: ClassVar[list[str]] = ["asked_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True, answer="", answer_by__isnull=True, answered_itself=False)
                | (
                    (
                        Q(answer_by__isnull=False, answered_itself=False)
                        | Q(answer_by__isnull=True, answered_itself=True)
                    )
                    & Q(answered_on__isnull=False)
                    & ~Q(answer="")
                ),
                name="provider_answer_whole_or_none",
            ),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True) | Q(answered_on__gte=F("asked_on")),
                name="provider_answers_after_the_question",
            ),
            withdrawn_with_a_reason("provider_request"),
        ]
        triggers = [
            *kept("provider_request", "provider", "asked_on", "question"),
            pgtrigger.Protect(
                name="provider_answer_is_not_rewritten",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__answered_on__isnull=False)
                & (
                    pgtrigger.Q(old__answered_on__df=pgtrigger.F("new__answered_on"))
                    | pgtrigger.Q(old__answer__df=pgtrigger.F("new__answer"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Förfrågan till {self.provider} {self.asked_on}"


@pghistory.track()
class ExitPlan(Evidence):
    """How the activity is financed when the grant ends (condition 6). A new plan takes the place of the one before."""

    class Kind(models.TextChoices):
        IMPLEMENTATION = "implementation", "Införs i ordinarie verksamhet, inom befintlig budget"
        REPLACEMENT = "replacement", "Ersätter annan verksamhet"
        WINDING_DOWN = "winding_down", "Avvecklas"

    kind = models.CharField("vad som händer", max_length=14, choices=Kind)
    text = models.TextField("hur det går till")
    planned_on = models.DateField("upprättad")

    class Meta:
        verbose_name = "kalkyl för tiden efter satsningen"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity"], condition=Q(withdrawn_on__isnull=True), name="exit_plan_once_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="exit_plan_says_how"),
            withdrawn_with_a_reason("exit_plan"),
        ]
        triggers = kept("exit_plan", "kind", "text", "planned_on")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, upprättad {self.planned_on}"


class ExitPlanYear(models.Model):
    """What the activity costs a year after the grant, out of the unit's own budget. 0: it costs nothing then."""

    plan = models.ForeignKey(ExitPlan, on_delete=models.PROTECT, related_name="years")
    year = models.PositiveSmallIntegerField("år")
    amount = kronor_field("belopp")

    class Meta:
        verbose_name = "år i kalkylen"
        ordering: ClassVar[list[str]] = ["year"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "year"], name="exit_plan_year_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="exit_plan_amount_is_not_negative"),
        ]
        triggers = [pgtrigger.Protect(name="exit_plan_year_is_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.year}: {self.amount}"


class ConditionMarkQuerySet(models.QuerySet["ConditionMark"]):
    def latest_each(self, on: datetime.date) -> "ConditionMarkQuerySet":
        """The mark that stands that day of every activity and condition."""
        rows = self.filter(on__lte=on).select_related("by")
        return rows.order_by("activity_id", "condition_id", "-pk").distinct("activity_id", "condition_id")


class ConditionMark(models.Model):
    """Someone's word on whether a condition is met for an activity, with the ground. The latest row is what holds."""

    class State(models.TextChoices):
        MET = "met", "uppfyllt"
        NOT_MET = "not_met", "inte uppfyllt"
        NOT_APPLICABLE = "not_applicable", "ej aktuellt"
        UNKNOWN = "unknown", "okänt"

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="condition_marks")
    condition = models.ForeignKey(Condition, on_delete=models.PROTECT, related_name="marks")
    state = models.CharField("läge", max_length=14, choices=State)
    evidence = models.TextField("underlag")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    on = models.DateField("dag")
    at = models.DateTimeField(auto_now_add=True)

    objects = ConditionMarkQuerySet.as_manager()

    class Meta:
        verbose_name = "märkning av villkor"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(evidence=""), name="condition_marked_with_evidence")]
        indexes = [models.Index(fields=["activity", "condition", "-id"], name="condition_mark_latest")]
        triggers = [pgtrigger.Protect(name="condition_mark_is_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.condition}: {self.get_state_display()}"
