"""Report templates (redovisningsmallar): how a report is put together for its recipient. Every version is kept."""

from typing import ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Max, Prefetch
from django.urls import reverse

from decisions.frozen import thaw
from people.abilities import Ability, may
from people.models import User
from reporting.report_template import TemplateFacts


class ReportTemplateQuerySet(models.QuerySet["ReportTemplate"]):
    def visible_to(self, user: User) -> "ReportTemplateQuerySet":
        return self if may(user, Ability.SEE) else self.none()

    def with_versions(self) -> "ReportTemplateQuerySet":
        newest = TemplateVersion.objects.select_related("by").order_by("-number")
        return self.prefetch_related(Prefetch("versions", newest))

    def with_use(self) -> "ReportTemplateQuerySet":
        """Adds `used`: how many requirements are drawn with it, and `latest`: the number of its version."""
        used = models.Count("requirements", distinct=True)
        return self.annotate(used=used, latest=Max("versions__number"))


@pghistory.track()
class ReportTemplate(models.Model):
    name = models.CharField("namn", max_length=120, unique=True)
    recipient = models.CharField("mottagare", max_length=120)

    objects = ReportTemplateQuerySet.as_manager()

    # Added by `ReportTemplateQuerySet.with_use`.
    used: int
    latest: int

    class Meta:
        verbose_name = "redovisningsmall"
        verbose_name_plural = "redovisningsmallar"
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("report_template", args=[self.pk])

    @property
    def current(self) -> "TemplateVersion":
        """The newest version. A template is made with its first."""
        return max(self.versions.all(), key=lambda version: version.number)


class TemplateVersion(models.Model):
    """What a template said from one save to the next: `content` is canonical JSON of `TemplateFacts`."""

    template = models.ForeignKey(ReportTemplate, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("version")
    content = models.TextField("innehåll")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="sparad av")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "version av redovisningsmall"
        ordering: ClassVar[list[str]] = ["template", "number"]
        constraints = [models.UniqueConstraint(fields=["template", "number"], name="template_version_once")]
        triggers = [pgtrigger.Protect(name="template_version_is_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.template}, version {self.number}"

    @property
    def facts(self) -> TemplateFacts:
        return thaw(TemplateFacts, self.content)
