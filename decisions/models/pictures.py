"""What a month looked like when it closed: frozen text, kept for ever by the database."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse

from grants.models import PeriodClose
from people.abilities import Ability, may
from people.models import User


class MonthPictureQuerySet(models.QuerySet["MonthPicture"]):
    def visible_to(self, user: User) -> "MonthPictureQuerySet":
        return self if may(user, Ability.SEE) else self.none()

    def for_page(self) -> "MonthPictureQuerySet":
        return self.select_related("close__agreement", "close__closed_by", "close__reopened_by")


class MonthPicture(models.Model):
    """The picture of one closing. `frozen` is canonical JSON of `decisions.month_pictures.Picture`, `sha256` the
    checksum of its bytes, `number` which closing of the month it was: 1, then 2 if it was opened and closed again."""

    close = models.OneToOneField(PeriodClose, on_delete=models.PROTECT, related_name="picture")
    number = models.PositiveSmallIntegerField("stängning nummer")
    frozen = models.TextField("frysta uppgifter")
    sha256 = models.CharField("kontrollsumma", max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MonthPictureQuerySet.as_manager()

    class Meta:
        verbose_name = "månadens bild"
        verbose_name_plural = "månadernas bilder"
        ordering: ClassVar[list[str]] = ["close__month", "number"]
        constraints = [models.CheckConstraint(condition=Q(number__gte=1), name="picture_number_from_one")]
        triggers = [pgtrigger.Protect(name="month_picture_is_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.close}, stängning {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("month_picture", args=[self.close.agreement.slug, str(self.close), self.number])
