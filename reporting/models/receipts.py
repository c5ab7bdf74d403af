"""The recipient's receipt (kvittens) of a filed report. Never changed: a correction is a newer receipt."""

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
from reporting.models.filing import FiledReport


class ReceiptQuerySet(models.QuerySet["Receipt"]):
    def visible_to(self, user: User) -> "ReceiptQuerySet":
        return self if may(user, Ability.SEE) else self.none()

    def with_file(self) -> "ReceiptQuerySet":
        return self.exclude(file="")


def stored_as(receipt: "Receipt", name: str) -> str:
    """A name that nobody can guess and nothing can collide with; what people call the file is in the row."""
    return f"kvittenser/{receipt.filed_id}/{uuid.uuid4().hex}{PurePath(name).suffix.lower()}"


class Receipt(models.Model):
    """That the recipient has it: the day, its own diary number, and the letter or file that says so, if any."""

    filed = models.ForeignKey(FiledReport, on_delete=models.PROTECT, related_name="receipts")
    received_on = models.DateField("kvitterad")
    reference = models.CharField("mottagarens diarienummer", max_length=80)
    note = models.CharField("anmärkning", max_length=300, blank=True)
    name = models.CharField("filnamn", max_length=220, blank=True)
    media_type = models.CharField("filtyp", max_length=100, blank=True)
    size = models.PositiveIntegerField("storlek i byte", default=0)
    sha256 = models.CharField("kontrollsumma", max_length=64, blank=True)
    file = models.FileField("fil", upload_to=stored_as, max_length=200, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="registrerad av")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = "kvittens"
        verbose_name_plural = "kvittenser"
        ordering: ClassVar[list[str]] = ["filed", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reference=""), name="receipt_has_the_recipients_number"),
            models.CheckConstraint(
                condition=Q(file="", name="", size=0, sha256="") | (~Q(file="") & ~Q(name="") & Q(size__gt=0)),
                name="receipt_file_is_whole_or_absent",
            ),
        ]
        triggers = [pgtrigger.Protect(name="receipt_is_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"Kvittens {self.reference}"

    def get_absolute_url(self) -> str:
        return reverse("receipt", args=[self.pk])

    @property
    def described(self) -> str:
        """`PDF, 1,4 MB`."""
        kind = next((kind.name for kind in FILE_TYPES if kind.media_type == self.media_type), self.media_type)
        return f"{kind}, {in_words(self.size)}"
