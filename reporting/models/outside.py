"""What was reported outside Bidragsboken: on paper, by e-mail, in a survey tool. Never changed: a newer row counts."""

import uuid
from pathlib import PurePath
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse

from decisions.attachments import FILE_TYPES, in_words
from people.abilities import Ability, may
from people.models import User
from reporting.models.requirements import Requirement


class OutsideReportQuerySet(models.QuerySet["OutsideReport"]):
    def visible_to(self, user: User) -> "OutsideReportQuerySet":
        return self if may(user, Ability.SEE) else self.none()

    def with_file(self) -> "OutsideReportQuerySet":
        return self.exclude(file="")


def stored_as(row: "OutsideReport", name: str) -> str:
    """A name that nobody can guess and nothing can collide with; what people call the file is in the row."""
    return f"lamnat/{row.requirement_id}/{uuid.uuid4().hex}{PurePath(name).suffix.lower()}"


class OutsideReport(models.Model):
    """That a requirement has been answered elsewhere: when, how, who signed, what was sent, and the recipient's receipt
    once it has come (`received_on` with `reference`)."""

    class Channel(models.TextChoices):
        PAPER = "paper", "på papper"
        EMAIL = "email", "med e-post"
        SURVEY = "survey", "i ett enkätverktyg"
        PORTAL = "portal", "i mottagarens e-tjänst"

    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="outside")
    reported_on = models.DateField("lämnad")
    channel = models.CharField("hur den lämnades", max_length=8, choices=Channel)
    signatory = models.CharField("undertecknad av", max_length=160)
    received_on = models.DateField("kvitterad", null=True, blank=True)
    reference = models.CharField("mottagarens diarienummer", max_length=80, blank=True)
    note = models.CharField("anmärkning", max_length=300, blank=True)
    name = models.CharField("filnamn", max_length=220, blank=True)
    media_type = models.CharField("filtyp", max_length=100, blank=True)
    size = models.PositiveIntegerField("storlek i byte", default=0)
    sha256 = models.CharField("kontrollsumma", max_length=64, blank=True)
    file = models.FileField("fil", upload_to=stored_as, max_length=200, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="registrerad av")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OutsideReportQuerySet.as_manager()

    class Meta:
        verbose_name = "redovisning lämnad på annat sätt"
        verbose_name_plural = "redovisningar lämnade på annat sätt"
        ordering: ClassVar[list[str]] = ["requirement", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(signatory=""), name="outside_report_is_signed"),
            models.CheckConstraint(
                condition=Q(received_on__isnull=True, reference="")
                | (Q(received_on__isnull=False, received_on__gte=models.F("reported_on")) & ~Q(reference="")),
                name="outside_receipt_is_whole_or_absent",
            ),
            models.CheckConstraint(
                condition=Q(file="", name="", size=0, sha256="") | (~Q(file="") & ~Q(name="") & Q(size__gt=0)),
                name="outside_file_is_whole_or_absent",
            ),
        ]
        triggers = [pgtrigger.Protect(name="outside_report_is_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.requirement}, lämnad {self.get_channel_display()} {self.reported_on}"

    def get_absolute_url(self) -> str:
        return reverse("outside_file", args=[self.pk])

    @property
    def described(self) -> str:
        """`PDF, 1,4 MB`."""
        kind = next((kind.name for kind in FILE_TYPES if kind.media_type == self.media_type), self.media_type)
        return f"{kind}, {in_words(self.size)}"
