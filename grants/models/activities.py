"""What the money is used for."""

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import Q
from django.urls import reverse

from grants.models.agreements import DevelopmentArea, FocusArea, NationalShare
from people.models import Role, Unit, User


class ActivityQuerySet(models.QuerySet["Activity"]):
    def visible_to(self, user: User) -> "ActivityQuerySet":
        from people.abilities import Ability, may

        return self if may(user, Ability.SEE) else self.none()


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
