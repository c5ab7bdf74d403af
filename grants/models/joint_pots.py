"""Joint pots: a share of several agreements' money that is set aside for something they have in common."""

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import Q
from django.urls import reverse

from grants.models.activities import Activity
from grants.models.agreements import Agreement
from people.abilities import Ability, may
from people.models import User


class JointPotQuerySet(models.QuerySet["JointPot"]):
    def visible_to(self, user: User) -> "JointPotQuerySet":
        return self if may(user, Ability.SEE) else self.none()

    def for_page(self) -> "JointPotQuerySet":
        return self.prefetch_related("parts__agreement", "parts__activity")


@pghistory.track()
class JointPot(models.Model):
    """A joint pot (gemensam pott): `share` per cent of what each agreement is allotted, such as 4."""

    name = models.CharField("namn", max_length=120, unique=True)
    share = models.DecimalField("andel i procent", max_digits=5, decimal_places=2)

    objects = JointPotQuerySet.as_manager()

    class Meta:
        verbose_name = "gemensam pott"
        verbose_name_plural = "gemensamma potter"
        ordering: ClassVar[list[str]] = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(share__gt=0) & Q(share__lte=100), name="pot_share_is_a_share"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('joint_pots')}#pott-{self.pk}"


@pghistory.track()
class JointPotPart(models.Model):
    """An agreement that takes part. `activity` is the one of its own that holds what is set aside: the setting aside is
    an allocation like any other, decided and booked. Empty until there is one."""

    pot = models.ForeignKey(JointPot, on_delete=models.CASCADE, related_name="parts")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="pot_parts")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, null=True, blank=True, related_name="pot_parts")

    class Meta:
        verbose_name = "del i gemensam pott"
        ordering: ClassVar[list[str]] = ["-agreement__year", "agreement__name"]
        constraints = [
            models.UniqueConstraint(fields=["pot", "agreement"], name="pot_agreement_once"),
            # What is set aside for one pot is not counted in another as well.
            models.UniqueConstraint(fields=["activity"], condition=Q(activity__isnull=False), name="pot_activity_once"),
        ]

    def __str__(self) -> str:
        return f"{self.pot}: {self.agreement}"
