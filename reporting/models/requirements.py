"""What must be reported to whom by when (redovisningskrav), and the answers in words."""

import datetime
from typing import TYPE_CHECKING, ClassVar

import pghistory
import pgtrigger
from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse

from grants.models import Agreement, DevelopmentArea
from people.abilities import Ability, may
from people.models import User

if TYPE_CHECKING:
    from reporting.models.outside import OutsideReport


class RequirementQuerySet(models.QuerySet["Requirement"]):
    def visible_to(self, user: User) -> "RequirementQuerySet":
        return self if may(user, Ability.SEE) else self.none()

    def with_status(self, on: datetime.date) -> "RequirementQuerySet":
        """Adds `status_now`, `due_now`, `status_source`: what the latest change decided by `on` says; and `due_before`,
        the latest day that a change has said."""
        latest = RequirementChange.objects.filter(requirement=OuterRef("pk"), decided_on__lte=on).order_by(
            "-decided_on", "-pk"
        )
        return self.annotate(
            status_now=Subquery(latest.values("status")[:1]),
            due_now=Subquery(latest.values("due_on")[:1]),
            status_source=Subquery(latest.values("decided_by")[:1]),
            status_since=Subquery(latest.values("decided_on")[:1]),
            due_before=Subquery(latest.filter(due_on__isnull=False).values("due_on")[:1]),
        ).select_related("agreement")

    def in_force(self, on: datetime.date) -> "RequirementQuerySet":
        return self.with_status(on).filter(
            status_now__in=[RequirementChange.Status.IN_FORCE, RequirementChange.Status.CHANGED]  # type: ignore[misc]
        )

    def expected(self, on: datetime.date) -> "RequirementQuerySet":
        """Those that are to be reported by then or later: in force or awaited, and not filed."""
        statuses = [RequirementChange.Status.IN_FORCE, RequirementChange.Status.CHANGED]
        return (
            self.with_status(on)
            .unfiled()
            .filter(
                status_now__in=[*statuses, RequirementChange.Status.AWAITED]  # type: ignore[misc]
            )
        )

    def unfiled(self) -> "RequirementQuerySet":
        """Neither handed in here nor registered as reported elsewhere."""
        return self.filter(filed__isnull=True, outside__isnull=True)

    def changes_counted(self, on: datetime.date) -> dict[int, int]:
        """How many changes were decided by that day, by the requirement's id."""
        decided = models.Count("changes", filter=Q(changes__decided_on__lte=on))
        return dict(self.annotate(decided=decided).values_list("pk", "decided"))

    def with_filed(self) -> "RequirementQuerySet":
        """Adds `filed_count`, `is_filed`: whether a report has been handed in, here or elsewhere, and `is_receipted`:
        whether the recipient has given a receipt of the latest version."""
        filed = apps.get_model("reporting", "FiledReport").objects.filter(requirement=OuterRef("pk"))
        receipts = apps.get_model("reporting", "Receipt").objects.filter(filed__requirement=OuterRef("pk"))
        newer = apps.get_model("reporting", "FiledReport").objects.filter(
            requirement=OuterRef("filed__requirement"), version__gt=OuterRef("filed__version")
        )
        outside = apps.get_model("reporting", "OutsideReport").objects.filter(requirement=OuterRef("pk"))
        later = outside.filter(requirement=OuterRef("requirement"), pk__gt=OuterRef("pk"))
        elsewhere = outside.filter(~Exists(later), received_on__isnull=False)
        return self.annotate(
            is_filed=Exists(filed) | Exists(outside),
            is_receipted=Exists(receipts.filter(~Exists(newer))) | Exists(elsewhere),
            filed_count=models.Count("filed", distinct=True) + models.Count("outside", distinct=True),
        )

    def reports(self) -> "RequirementQuerySet":
        """Those that are answered with a report drawn here."""
        return self.filter(kind__in=REPORTED)

    def for_report(self) -> "RequirementQuerySet":
        """With what a report needs to know of them."""
        return self.select_related("agreement__coordinator", "template").prefetch_related(
            "changes", "narratives", "filed__receipts", "outside__by", "template__versions"
        )


@pghistory.track()
class Requirement(models.Model):
    class Kind(models.TextChoices):
        REQUISITION = "requisition", "rekvisition"
        PLAN = "plan", "plan"
        INTERIM = "interim", "delredovisning"
        FINAL = "final", "slutredovisning"
        ECONOMIC = "economic", "ekonomisk redovisning"
        REPAYMENT = "repayment", "återbetalning"
        INTERNAL = "internal", "intern uppföljning"

    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="requirements", verbose_name="överenskommelse"
    )
    kind = models.CharField("slag", max_length=12, choices=Kind)
    title = models.CharField("rubrik", max_length=200)
    recipient = models.CharField("mottagare", max_length=120, blank=True)
    period_from = models.DateField("avser från och med", null=True, blank=True)
    period_to = models.DateField("avser till och med", null=True, blank=True)
    source = models.CharField("källa", max_length=200, blank=True)
    template = models.ForeignKey(
        "reporting.ReportTemplate",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="requirements",
        verbose_name="mall",
    )
    certificate = models.TextField("intygets text", blank=True)
    signatories = models.TextField("undertecknas av", blank=True)
    note = models.TextField("anmärkning", blank=True)

    objects = RequirementQuerySet.as_manager()

    # Added by `RequirementQuerySet.with_status` and `with_filed`.
    status_now: str
    due_now: datetime.date | None
    due_before: datetime.date | None
    status_source: str
    status_since: datetime.date
    is_filed: bool
    is_receipted: bool
    filed_count: int

    class Meta:
        verbose_name = "redovisningskrav"
        verbose_name_plural = "redovisningskrav"
        ordering: ClassVar[list[str]] = ["agreement", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("requirement", args=[self.pk])

    @property
    def is_reported(self) -> bool:
        """Whether it is answered with a report drawn here."""
        return self.kind in REPORTED

    @property
    def outside_latest_first(self) -> "list[OutsideReport]":
        """What was reported elsewhere; the first one counts."""
        return sorted(self.outside.all(), key=lambda row: -row.pk)

    @property
    def latest_outside(self) -> "OutsideReport | None":
        return next(iter(self.outside_latest_first), None)


REPORTED = frozenset({Requirement.Kind.INTERIM, Requirement.Kind.FINAL, Requirement.Kind.ECONOMIC})


class RequirementChange(models.Model):
    """A requirement's status and due date change by a recorded decision; the history stays. The first row sets it."""

    class Status(models.TextChoices):
        IN_FORCE = "in_force", "gäller"
        CHANGED = "changed", "ändrad"
        WITHDRAWN = "withdrawn", "återkallad"
        AWAITED = "awaited", "väntas"
        DONE = "done", "fullgjord"

    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="changes")
    status = models.CharField("läge", max_length=10, choices=Status)
    due_on = models.DateField("senast", null=True, blank=True)
    decided_on = models.DateField("beslutat")
    decided_by = models.CharField("beslutat av", max_length=200)
    note = models.TextField("anmärkning", blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="registrerat av")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "ändring av redovisningskrav"
        ordering: ClassVar[list[str]] = ["decided_on", "pk"]
        triggers = [pgtrigger.Protect(name="requirement_change_is_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_status_display()} {self.decided_on}"


@pghistory.track()
class Narrative(models.Model):
    """The answer in words: one per requirement and area (or, without area, the summary of the whole)."""

    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="narratives")
    area = models.ForeignKey(
        DevelopmentArea, on_delete=models.PROTECT, null=True, blank=True, related_name="narratives"
    )
    text = models.TextField("text", blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "svar"
        ordering: ClassVar[list[str]] = ["area__number"]
        constraints = [
            models.UniqueConstraint(fields=["requirement", "area"], name="narrative_once_per_area"),
            models.UniqueConstraint(
                fields=["requirement"], condition=Q(area__isnull=True), name="narrative_one_summary"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.requirement}: {self.area or 'sammanfattning'}"
