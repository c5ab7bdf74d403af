"""Files of a case, such as the minutes' extract of a decision. Taken back with a reason, never rewritten."""

import uuid
from pathlib import PurePath
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse

from decisions.attachments import FILE_TYPES, in_words
from decisions.models.cases import Case
from decisions.models.decisions import Decision
from people.abilities import Ability, may
from people.models import User


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, user: User) -> "AttachmentQuerySet":
        return self if may(user, Ability.SEE) else self.none()

    def current(self) -> "AttachmentQuerySet":
        return self.filter(withdrawn_on__isnull=True)

    def for_list(self) -> "AttachmentQuerySet":
        """Those of a case, the withdrawn ones too: what is taken back can still be read about."""
        return self.select_related("by", "withdrawn_by", "decision")


def stored_as(attachment: "Attachment", name: str) -> str:
    """A name that nobody can guess and nothing can collide with; what people call the file is in the row."""
    return f"bilagor/{attachment.case_id}/{uuid.uuid4().hex}{PurePath(name).suffix.lower()}"


class Attachment(models.Model):
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="attachments", verbose_name="ärende")
    decision = models.ForeignKey(
        Decision,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="attachments",
        verbose_name="hör till beslutet",
    )
    title = models.CharField("vad det är", max_length=200)
    name = models.CharField("filnamn", max_length=220)
    media_type = models.CharField("filtyp", max_length=100)
    size = models.PositiveIntegerField("storlek i byte")
    sha256 = models.CharField("kontrollsumma", max_length=64)
    file = models.FileField("fil", upload_to=stored_as, max_length=200)
    added_on = models.DateField("tillagd")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="tillagd av")
    created_at = models.DateTimeField(auto_now_add=True)
    withdrawn_on = models.DateField("borttagen", null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_reason = models.CharField("skäl att ta bort", max_length=300, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = "bilaga"
        verbose_name_plural = "bilagor"
        ordering: ClassVar[list[str]] = ["added_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="attachment_is_not_empty"),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True, withdrawn_by__isnull=True, withdrawn_reason="")
                | (Q(withdrawn_on__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_reason="")),
                name="attachment_withdrawn_with_a_reason",
            ),
            models.UniqueConstraint(
                fields=["case", "decision", "sha256"],
                condition=Q(withdrawn_on__isnull=True),
                nulls_distinct=False,
                name="attachment_once_at_a_time",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="attachment_is_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="attachment_is_not_rewritten",
                exclude=["withdrawn_on", "withdrawn_by", "withdrawn_reason"],
            ),
            pgtrigger.Protect(
                name="attachment_withdrawn_for_good",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__withdrawn_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("attachment", args=[self.pk])

    @property
    def is_current(self) -> bool:
        return self.withdrawn_on is None

    @property
    def described(self) -> str:
        """`PDF, 1,4 MB`."""
        kind = next((kind.name for kind in FILE_TYPES if kind.media_type == self.media_type), self.media_type)
        return f"{kind}, {in_words(self.size)}"
