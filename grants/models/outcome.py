"""Outcome (utfall): what accounting says was spent. Not a movement: it never changes what may be used."""

from decimal import Decimal
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse

from grants.models import triggers
from grants.models.activities import Activity
from grants.models.agreements import Agreement
from grants.models.fields import kronor_field
from people.abilities import Ability, may
from people.models import User


class OutcomeMapping(models.Model):
    """Which columns of a source's file hold what. Column names differ by region and by system."""

    name = models.CharField("namn", max_length=60, unique=True)
    month_column = models.CharField("kolumn för månad", max_length=60)
    activity_column = models.CharField("kolumn för aktivitetskod", max_length=60)
    amount_column = models.CharField("kolumn för belopp", max_length=60)
    account_columns = models.CharField(
        "kolumner i kontosträngen", max_length=300, blank=True, help_text="Åtskilda med semikolon."
    )
    voucher_column = models.CharField("kolumn för verifikat", max_length=60, blank=True)
    text_column = models.CharField("kolumn för text", max_length=60, blank=True)

    class Meta:
        verbose_name = "kolumnmappning"
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class OutcomeImportQuerySet(models.QuerySet["OutcomeImport"]):
    def visible_to(self, user: User) -> "OutcomeImportQuerySet":
        return self if may(user, Ability.SEE) else self.none()

    def in_force(self) -> "OutcomeImportQuerySet":
        return self.filter(ended_at__isnull=True)

    def with_sums(self) -> "OutcomeImportQuerySet":
        """Adds `row_count`, `total` and `unmatched` in kronor (None without such rows)."""
        return self.select_related("agreement", "mapping", "by", "ended_by").annotate(
            row_count=models.Count("rows"),
            total=models.Sum("rows__amount"),
            unmatched=models.Sum("rows__amount", filter=Q(rows__activity__isnull=True)),
        )


class OutcomeImport(models.Model):
    """One file of one month of one agreement. The latest one in force holds; the replaced ones stay."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="outcome_imports")
    month = models.DateField("månad")
    mapping = models.ForeignKey(OutcomeMapping, on_delete=models.PROTECT, related_name="imports")
    file_name = models.CharField("fil", max_length=200)
    sha256 = models.CharField("kontrollsumma", max_length=64)
    is_example = models.BooleanField("exempel", default=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="outcome_imports")
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField("gäller inte längre sedan", null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_why = models.CharField("varför", max_length=200, blank=True)

    objects = OutcomeImportQuerySet.as_manager()

    class Meta:
        verbose_name = "inläsning av utfall"
        ordering: ClassVar[list[str]] = ["-month", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "month"],
                condition=Q(ended_at__isnull=True),
                name="outcome_one_file_in_force_a_month",
            ),
            models.UniqueConstraint(
                fields=["agreement", "sha256"], condition=Q(ended_at__isnull=True), name="outcome_same_file_once"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="outcome_month_is_a_first_day"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="outcome_import_ended_by_someone",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="outcome_import_is_kept", operation=pgtrigger.Delete),
            triggers.OUTCOME_IN_AN_OPEN_MONTH,
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.file_name}"

    def get_absolute_url(self) -> str:
        return reverse("outcome_import", args=[self.pk])


class OutcomeQuerySet(models.QuerySet["Outcome"]):
    def in_force(self) -> "OutcomeQuerySet":
        return self.filter(source__ended_at__isnull=True)

    def unmatched(self) -> "OutcomeQuerySet":
        """The bucket "ej kopplat"."""
        return self.filter(activity__isnull=True)

    def unmatched_by_agreement(self) -> "models.QuerySet[Outcome, tuple[str, Decimal]]":
        """(agreement's name, kronor) of what no activity has taken, for agreements where that is not zero."""
        return (
            self.in_force()
            .filter(activity__isnull=True)
            .order_by("source__agreement__name")
            .values_list("source__agreement__name")
            .annotate(total=models.Sum("amount"))
            .exclude(total=0)
        )


class Outcome(models.Model):
    """A row of an accounting file. `activity` is empty when no rule matches: the visible bucket "ej kopplat"."""

    source = models.ForeignKey(OutcomeImport, on_delete=models.PROTECT, related_name="rows")
    row_number = models.PositiveIntegerField("rad i filen")
    month = models.DateField("månad")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, null=True, blank=True, related_name="outcome_rows")
    account_string = models.CharField("kontosträng", max_length=200, blank=True)
    voucher = models.CharField("verifikat", max_length=60, blank=True)
    text = models.CharField("text", max_length=300, blank=True)
    amount = kronor_field("belopp")

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        verbose_name = "utfall"
        verbose_name_plural = "utfall"
        ordering: ClassVar[list[str]] = ["month", "row_number"]
        constraints = [
            models.UniqueConstraint(fields=["source", "row_number"], name="outcome_row_once_per_file"),
        ]
        indexes = [models.Index(fields=["activity", "month"], include=["amount"], name="outcome_by_activity_month")]
        triggers = [
            pgtrigger.Protect(name="outcome_row_is_never_changed", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.amount}"
