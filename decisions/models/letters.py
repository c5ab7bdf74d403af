"""A message by e-mail that is sent once: what every kind of them has."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import models


class Letter(models.Model):
    """A message to one address. The row is written with what it tells of; the worker sends it (`decisions.mailing`)."""

    class Status(models.TextChoices):
        WAITING = "waiting", "väntar på att skickas"
        SENT = "sent", "skickat"
        FAILED = "failed", "kunde inte skickas"
        NOBODY = "nobody", "ingen innehavare"

    address = models.EmailField("adress", blank=True)
    status = models.CharField("läge", max_length=8, choices=Status, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField("försök", default=0)
    error = models.TextField("fel", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField("skickat", null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def mail_key(self) -> str:
        """What tells this letter from every other: the first part of its Message-ID."""
        return f"{self._meta.model_name}.{self.pk}"

    @property
    def message_id(self) -> str:
        """The same for every attempt: should a message arrive twice, its reader's mail program can tell."""
        return f"<bidragsboken.{self.mail_key}@{urlsplit(settings.BASE_URL).hostname}>"
