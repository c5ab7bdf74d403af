"""What the money is used for."""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import ClassVar

import pghistory
from django.apps import apps
from django.db import models
from django.db.models import OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse

from grants.models.agreements import Agreement, DevelopmentArea, FocusArea, NationalShare
from people.abilities import Ability, may
from people.models import Role, Tenure, Unit, User


def _total(model: str, field: str, *, in_force: bool = False) -> Coalesce:
    """The sum of `amount` in the rows of grants.`model` (or in those in force) whose `field` is the outer row, or 0."""
    everything = apps.get_model("grants", model)._default_manager.all()
    rows = (everything.in_force() if in_force else everything).filter(**{field: OuterRef("pk")})
    total = rows.order_by().values(field).annotate(total=Sum("amount")).values("total")
    return Coalesce(Subquery(total), Decimal(0), output_field=models.DecimalField(max_digits=14, decimal_places=2))


class ActivityQuerySet(models.QuerySet["Activity"]):
    def visible_to(self, user: User) -> "ActivityQuerySet":
        return self if may(user, Ability.SEE) else self.none()

    def of(self, agreement: Agreement) -> "ActivityQuerySet":
        return self.filter(area__agreement=agreement).select_related("area")

    def held_by(self, user: User, on: datetime.date) -> "ActivityQuerySet":
        """Those for which the user holds (or deputises in) a responsible role that day."""
        held = Tenure.objects.on(on).filter(user=user).values("role")
        return self.filter(pk__in=ActivityRole.objects.filter(role__in=held).values("activity"))

    def answered_for_by(self, roles: Iterable[Role]) -> "ActivityQuerySet":
        """Those that one of the roles answers for, with their areas and agreements, in the agreements' order."""
        responsible = ActivityRole.objects.filter(role__in=list(roles)).values("activity")
        rows = self.filter(pk__in=responsible).select_related("area__agreement")
        order = ("-area__agreement__year", "area__agreement__name", "area__number", "position", "pk")
        return rows.prefetch_related("responsibilities__role").order_by(*order)

    def for_page(self) -> "ActivityQuerySet":
        """With the area and its agreement, and the responsible roles with their units: two queries."""
        duties = models.Prefetch("responsibilities", ActivityRole.objects.select_related("role__unit"))
        return self.select_related("area__agreement").prefetch_related(duties)

    def for_extract(self) -> "ActivityQuerySet":
        """With the area, its agreement, and who coordinates them."""
        return self.select_related("area__agreement__coordinator", "area__coordinator")

    def with_booked_and_outcome(self) -> "ActivityQuerySet":
        """Adds `booked` and `spent`, kronor, by subqueries: one query for any number of rows."""
        return self.select_related("area__agreement").annotate(
            booked=_total("Movement", "target__activity") - _total("Movement", "source__activity"),
            spent=_total("Outcome", "activity", in_force=True) + _total("OutcomeCorrection", "activity", in_force=True),
        )


@pghistory.track()
class Activity(models.Model):
    """An activity (aktivitet) of one area. `locked` is the board's word: its money stays until the board unlocks it."""

    area = models.ForeignKey(
        DevelopmentArea, on_delete=models.PROTECT, related_name="activities", verbose_name="utvecklingsområde"
    )
    name = models.CharField("namn", max_length=240)
    code = models.CharField("aktivitetskod i redovisningen", max_length=40, blank=True)
    position = models.PositiveSmallIntegerField("ordning", default=0)
    description = models.TextField("beskrivning", blank=True)
    roles = models.ManyToManyField(
        Role, through="ActivityRole", related_name="activities", verbose_name="ansvarig funktion"
    )
    units = models.ManyToManyField(Unit, blank=True, related_name="activities", verbose_name="enhet")
    focus_areas = models.ManyToManyField(FocusArea, blank=True, related_name="activities", verbose_name="insatsområden")
    locked = models.BooleanField("låst av regionstyrelsen", default=False)
    lock_reference = models.CharField("låst genom", max_length=200, blank=True)
    national_share = models.ForeignKey(
        NationalShare,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name="följer den nationella delen",
    )

    objects = ActivityQuerySet.as_manager()

    # Added by `ActivityQuerySet.with_booked_and_outcome`.
    booked: Decimal
    spent: Decimal

    class Meta:
        verbose_name = "aktivitet"
        verbose_name_plural = "aktiviteter"
        ordering: ClassVar[list[str]] = ["area__number", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["area", "name"], name="activity_name_once_per_area"),
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="activity_code_once"),
            models.CheckConstraint(
                condition=Q(locked=False) | ~Q(lock_reference=""), name="activity_lock_names_its_decision"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("activity", args=[self.pk])


class ActivityRole(models.Model):
    """A responsible role of an activity; an activity may have several, in order."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="responsibilities")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="responsibilities")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "ansvar"
        ordering: ClassVar[list[str]] = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["activity", "role"], name="activity_role_once")]

    def __str__(self) -> str:
        return str(self.role)
