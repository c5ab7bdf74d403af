"""Filed = frozen. Figures and answers are kept as the exact JSON text that was hashed; the files are drawn from it."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.urls import reverse

from people.models import User
from reporting.models.requirements import Requirement


class FiledReport(models.Model):
    """A filed report (inlämnad redovisning). `frozen` is canonical JSON (UTF-8), `sha256` the checksum of its bytes."""

    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="filed")
    version = models.PositiveIntegerField("version")
    frozen = models.TextField("frysta uppgifter")
    sha256 = models.CharField("kontrollsumma", max_length=64)
    signatory = models.CharField("undertecknas av", max_length=160)
    what_changed = models.TextField("vad som ändrats sedan förra versionen", blank=True)
    filed_on = models.DateField("inlämnad")
    filed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="filed_reports")
    filed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "inlämnad redovisning"
        verbose_name_plural = "inlämnade redovisningar"
        ordering: ClassVar[list[str]] = ["requirement", "version"]
        constraints = [models.UniqueConstraint(fields=["requirement", "version"], name="filed_version_once")]
        triggers = [pgtrigger.Protect(name="filed_report_is_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.requirement}, version {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("filed_report", args=[self.pk])


class RenderedFile(models.Model):
    """A file drawn from frozen data, found again by the data's checksum: same data, same bytes, drawn once."""

    class Format(models.TextChoices):
        PDF = "pdf", "PDF"
        XLSX = "xlsx", "Excel"

    data_sha256 = models.CharField(max_length=64)
    format = models.CharField(max_length=4, choices=Format)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "fil"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [models.UniqueConstraint(fields=["data_sha256", "format"], name="rendered_once_per_data")]
        triggers = [pgtrigger.Protect(name="rendered_file_is_kept", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.format} {self.data_sha256[:12]}"
