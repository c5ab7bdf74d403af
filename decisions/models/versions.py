"""The versions of a document: what it said, who wrote it, when. Nothing that somebody wrote is lost."""

import datetime
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import ExpressionWrapper, Func, Q, Value
from django.db.models.functions import Cast
from django.urls import reverse

from decisions.models.cases import Document
from people.abilities import Ability, may
from people.models import User

A_SITTING = datetime.timedelta(hours=1)


class VersionQuerySet(models.QuerySet["DocumentVersion"]):
    def visible_to(self, user: User) -> "VersionQuerySet":
        return self if may(user, Ability.SEE) else self.none()

    def for_list(self) -> "VersionQuerySet":
        """Newest first, without the texts themselves."""
        return self.select_related("by", "document").defer("content", "printed").order_by("-number")

    def for_timeline(self) -> "VersionQuerySet":
        """By document and number, with `facts`: what the text says beside its sections, as JSON."""
        text = Cast("content", models.JSONField())
        facts = Func(text, Value("sections"), template="(%(expressions)s)", arg_joiner=" - ")
        rows = self.select_related("by", "document").defer("content", "printed")
        return rows.annotate(facts=ExpressionWrapper(facts, models.JSONField())).order_by("document_id", "number")

    def finished(self) -> "VersionQuerySet":
        return self.filter(kind=DocumentVersion.Kind.FINISHED)


class DocumentVersion(models.Model):
    """`content` is the canonical JSON of `decisions.document_text.DocumentText`. A finished version also has `printed`:
    the document with its tables as they were drawn that day, the canonical JSON of what its PDF is made from.

    What is saved by itself while somebody writes is one version an author and hour; every other version stands."""

    class Kind(models.TextChoices):
        AUTOSAVED = "autosaved", "sparad automatiskt"
        SAVED = "saved", "sparad"
        FINISHED = "finished", "fastställd"

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("version")
    kind = models.CharField("slag", max_length=10, choices=Kind)
    content = models.TextField("text")
    printed = models.TextField("fryst utskrift", blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="av")
    started_at = models.DateTimeField("påbörjad")
    saved_at = models.DateTimeField("sparad")

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = "version"
        verbose_name_plural = "versioner"
        ordering: ClassVar[list[str]] = ["document_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="document_version_number_once"),
            models.CheckConstraint(
                condition=Q(kind="finished") & ~Q(printed="") | ~Q(kind="finished") & Q(printed=""),
                name="document_version_printed_iff_finished",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="document_version_is_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="document_version_is_not_rewritten",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__kind="autosaved"),
            ),
        ]

    def __str__(self) -> str:
        return f"Version {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("document_version", args=[self.document_id, self.number])

    def is_continued_by(self, user: User, at: datetime.datetime) -> bool:
        """Whether what that person saves at that time is the same sitting."""
        return self.kind == self.Kind.AUTOSAVED and self.by_id == user.pk and at - self.started_at < A_SITTING
