"""Files that answer a question. What has been received is kept, also what another file has taken the place of."""

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
from reporting.models.answers import Answer, FileValue


class AnswerFileQuerySet(models.QuerySet["AnswerFile"]):
    def visible_to(self, user: User) -> "AnswerFileQuerySet":
        return self if may(user, Ability.SEE) else self.none()


def stored_as(row: "AnswerFile", name: str) -> str:
    """A name that nobody can guess and nothing can collide with; what people call the file is in the row."""
    return f"svar/{row.answer_id}/{uuid.uuid4().hex}{PurePath(name).suffix.lower()}"


class AnswerFile(models.Model):
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="files")
    name = models.CharField("filnamn", max_length=220)
    media_type = models.CharField("filtyp", max_length=100)
    size = models.PositiveIntegerField("storlek i byte")
    sha256 = models.CharField("kontrollsumma", max_length=64)
    file = models.FileField("fil", upload_to=stored_as, max_length=200)
    added_on = models.DateField("mottagen")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AnswerFileQuerySet.as_manager()

    class Meta:
        verbose_name = "fil som svar"
        verbose_name_plural = "filer som svar"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="answer_file_is_not_empty"),
            models.UniqueConstraint(fields=["answer", "sha256", "name"], name="answer_file_once"),
        ]
        triggers = [pgtrigger.Protect(name="answer_file_is_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("answer_file", args=[self.pk])

    @property
    def described(self) -> str:
        """`PDF, 1,4 MB`."""
        kind = next((kind.name for kind in FILE_TYPES if kind.media_type == self.media_type), self.media_type)
        return f"{kind}, {in_words(self.size)}"

    @property
    def as_value(self) -> FileValue:
        """What the answer holds when this file is its value: enough to tell it without reading the row."""
        return {"id": str(self.pk), "name": self.name, "described": self.described, "sha256": self.sha256}
