"""Filed = frozen. Figures and answers are kept as the exact JSON text that was hashed; the files are drawn from it."""

import datetime
from functools import reduce
from operator import or_
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Length
from django.urls import reverse

from people.abilities import Ability, may
from people.models import User
from reporting.models.requirements import Requirement


class FiledReportQuerySet(models.QuerySet["FiledReport"]):
    def visible_to(self, user: User) -> "FiledReportQuerySet":
        return self if may(user, Ability.SEE) else self.none()

    def for_page(self) -> "FiledReportQuerySet":
        return self.select_related(
            "requirement__agreement__coordinator", "requirement__template", "filed_by"
        ).prefetch_related(
            "requirement__changes", "requirement__narratives", "requirement__template__versions", "receipts__by"
        )

    def without_files(self) -> "FiledReportQuerySet":
        """Those whose files are not all drawn: filed just now, or left by a worker that died."""
        drawn = RenderedFile.objects.filter(data_sha256=OuterRef("sha256"))
        missing = [~Exists(drawn.filter(format=format)) for format in RenderedFile.FILED]
        return self.filter(reduce(or_, (Q(each) for each in missing)))


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

    objects = FiledReportQuerySet.as_manager()

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


class RenderedFileQuerySet(models.QuerySet["RenderedFile"]):
    def unfiled_before(self, moment: datetime.datetime) -> "RenderedFileQuerySet":
        """Files of drafts, drawn before `moment`. What a filed report was drawn as is never among them."""
        filed = FiledReport.objects.values("sha256")
        return self.filter(created_at__lt=moment).exclude(data_sha256__in=filed)

    def made_of(self, filed: FiledReport) -> dict[str, tuple[int, str]]:
        """By format: the size in bytes and the SHA-256 of each file of a filed report. One query, without the files."""
        rows = self.filter(data_sha256=filed.sha256).values_list("format", Length("content"), "sha256")
        return {format: (size, sha256) for format, size, sha256 in rows}


class RenderedFile(models.Model):
    """A file drawn from frozen data, found again by the data's checksum: same data, same bytes, drawn once. What a
    filed report was drawn as is kept for ever, also when the program that drew it draws otherwise."""

    class Format(models.TextChoices):
        PDF = "pdf", "PDF"
        XLSX = "xlsx", "Excel"
        CSV = "csv", "CSV"
        JSON = "json", "JSON"
        ZIP = "zip", "Allt för diariet (ZIP)"

    FILED: ClassVar[tuple[Format, ...]] = (Format.PDF, Format.XLSX, Format.CSV, Format.JSON)
    """What every filed report is drawn as. The ZIP, which holds these and the decisions, when somebody asks for it."""

    data_sha256 = models.CharField(max_length=64)
    format = models.CharField(max_length=4, choices=Format)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RenderedFileQuerySet.as_manager()

    class Meta:
        verbose_name = "fil"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [models.UniqueConstraint(fields=["data_sha256", "format"], name="rendered_once_per_data")]
        triggers = [
            pgtrigger.Protect(name="rendered_file_is_kept", operation=pgtrigger.Update),
            pgtrigger.Trigger(
                name="filed_file_is_kept",
                operation=pgtrigger.Delete,
                when=pgtrigger.Before,
                func="""
                IF EXISTS (SELECT 1 FROM reporting_filedreport f WHERE f.sha256 = OLD.data_sha256) THEN
                    RAISE EXCEPTION 'file % is of a filed report', OLD.id
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'filed_file_is_kept';
                END IF;
                RETURN OLD;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.format} {self.data_sha256[:12]}"
