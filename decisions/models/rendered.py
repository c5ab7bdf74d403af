from typing import ClassVar

import pgtrigger
from django.db import models

from decisions.models.decisions import Decision
from decisions.models.versions import DocumentVersion


class RenderedDecision(models.Model):
    """A decision's document: frozen data, the bytes drawn from it once, and their checksums. Stored in the database, so
    that a backup of the database is a backup of the documents."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="rendered")
    data = models.JSONField("frysta uppgifter")
    data_sha256 = models.CharField(max_length=64)
    pdf = models.BinaryField("dokument")
    pdf_sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "beslutets dokument"
        ordering: ClassVar[list[str]] = ["pk"]
        triggers = [pgtrigger.Protect(name="rendered_decision_is_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.decision_id} {self.pdf_sha256[:12]}"


class RenderedDocument(models.Model):
    """A finished version of a case's document as PDF: the bytes drawn once from what the version froze."""

    version = models.OneToOneField(DocumentVersion, on_delete=models.PROTECT, related_name="rendered")
    pdf = models.BinaryField("dokument")
    pdf_sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "handlingens dokument"
        ordering: ClassVar[list[str]] = ["pk"]
        triggers = [pgtrigger.Protect(name="rendered_document_is_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.version_id} {self.pdf_sha256[:12]}"
