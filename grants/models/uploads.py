"""A file on its way in: read, looked at, confirmed. Kept in the database, so that any worker can take it up again."""

from typing import ClassVar

from django.db import models
from django.urls import reverse

from grants.models.agreements import Agreement
from grants.models.outcome import OutcomeImport, OutcomeMapping
from people.abilities import Ability, may
from people.models import User


class OutcomeUploadQuerySet(models.QuerySet["OutcomeUpload"]):
    def visible_to(self, user: User) -> "OutcomeUploadQuerySet":
        """One's own."""
        return self.filter(by=user) if may(user, Ability.IMPORT_OUTCOME) else self.none()

    def under_way(self) -> "OutcomeUploadQuerySet":
        """What the worker is to do, or does."""
        return self.filter(stage__in=(OutcomeUpload.Stage.READING, OutcomeUpload.Stage.WRITING))

    def for_work(self) -> "OutcomeUploadQuerySet":
        return self.select_related("agreement", "mapping", "by", "source")

    def without_content(self) -> "OutcomeUploadQuerySet":
        """For a look at how it goes: the file's bytes stay in the database."""
        return self.defer("content")


class OutcomeUpload(models.Model):
    """`result` is what reading found (`grants.outcome.stored`); `message` why it was refused. `content` is emptied when
    it is taken in."""

    class Stage(models.TextChoices):
        READING = "reading", "läses"
        BAD = "bad", "har fel"
        READY = "ready", "att granska"
        WRITING = "writing", "läses in"
        REFUSED = "refused", "avvisad"
        DONE = "done", "inläst"

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="+")
    month = models.DateField("månad")
    mapping = models.ForeignKey(OutcomeMapping, on_delete=models.CASCADE, related_name="+")
    file_name = models.CharField("fil", max_length=200)
    sha256 = models.CharField("kontrollsumma", max_length=64)
    content = models.BinaryField("innehåll")
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    stage = models.CharField("läge", max_length=8, choices=Stage, default=Stage.READING)
    read_rows = models.PositiveIntegerField("lästa rader", default=0)
    rows = models.PositiveIntegerField("rader", default=0)
    result = models.JSONField("vad filen ger", null=True, blank=True)
    seen = models.CharField("vad som bekräftades", max_length=40, blank=True)
    held = models.JSONField("rättelser som filen innehåller", default=list)
    held_reason = models.CharField("hur man vet det", max_length=300, blank=True)
    message = models.TextField("besked", blank=True)
    source = models.ForeignKey(OutcomeImport, on_delete=models.CASCADE, null=True, blank=True, related_name="+")

    objects = OutcomeUploadQuerySet.as_manager()

    class Meta:
        verbose_name = "fil på väg in"
        verbose_name_plural = "filer på väg in"
        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("outcome_preview", args=[self.pk])

    @property
    def is_under_way(self) -> bool:
        return self.stage in (self.Stage.READING, self.Stage.WRITING)

    @property
    def per_cent(self) -> int:
        """Of the rows, how many have been read; 99 while they are written."""
        return min(99, 100 * self.read_rows // self.rows) if self.rows else 0
