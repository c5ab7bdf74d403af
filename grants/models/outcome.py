"""Outcome (utfall): what accounting says was spent. Not a movement: it never changes what may be used."""

from decimal import Decimal
from typing import ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse

from grants.models import triggers
from grants.models.account_rules import AccountRule
from grants.models.activities import Activity
from grants.models.agreements import Agreement
from grants.models.book import PeriodClose
from grants.models.fields import kronor_field
from people.abilities import Ability, may
from people.models import User


class OutcomeMappingQuerySet(models.QuerySet["OutcomeMapping"]):
    def visible_to(self, user: User) -> "OutcomeMappingQuerySet":
        return self if may(user, Ability.SEE) else self.none()


@pghistory.track()
class OutcomeMapping(models.Model):
    """Which columns of a source's file hold what. Column names differ by region and by system.

    The account string (kontosträng) is either several columns, named in the order of `ACCOUNT_PARTS`, or one column
    that `account_separator` splits in that order.
    """

    class Format(models.TextChoices):
        TABLE = "table", "Tabell: CSV eller Excel"
        SIE = "sie", "SIE 4"

    name = models.CharField("namn", max_length=60, unique=True)
    format = models.CharField("filens format", max_length=5, choices=Format, default=Format.TABLE)
    month_column = models.CharField("kolumn för månad", max_length=60, blank=True)
    activity_column = models.CharField("kolumn för aktivitetskod", max_length=60, blank=True)
    amount_column = models.CharField("kolumn för belopp", max_length=60, blank=True)
    account_columns = models.CharField(
        "kolumner i kontosträngen", max_length=300, blank=True, help_text="Åtskilda med semikolon."
    )
    account_separator = models.CharField("tecken mellan kontosträngens delar", max_length=1, blank=True, default="")
    voucher_column = models.CharField("kolumn för verifikat", max_length=60, blank=True)
    text_column = models.CharField("kolumn för text", max_length=60, blank=True)
    head_row = models.PositiveSmallIntegerField("rubrikernas rad", null=True, blank=True)
    credit_is_cost = models.BooleanField("kostnader står med minus i filen", default=False)
    accounts = models.CharField("konton som räknas", max_length=100, blank=True, default="")
    dimensions = models.CharField("dimensioner i SIE-filen", max_length=60, blank=True, default="")

    objects = OutcomeMappingQuerySet.as_manager()

    class Meta:
        verbose_name = "kolumnmappning"
        ordering: ClassVar[list[str]] = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(format="table") | ~Q(amount_column=""), name="mapping_of_a_table_knows_the_amount"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("outcome_mapping", args=[self.pk])


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
    """One file of one month of one agreement. The latest one in force holds; the replaced ones stay. `names`:
    `grants.outcome.names`."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="outcome_imports")
    month = models.DateField("månad")
    mapping = models.ForeignKey(OutcomeMapping, on_delete=models.PROTECT, related_name="imports")
    file_name = models.CharField("fil", max_length=200)
    sha256 = models.CharField("kontrollsumma", max_length=64)
    spans_months = models.BooleanField("filen rymmer flera månader", default=False)
    is_example = models.BooleanField("exempel", default=False)
    names = models.JSONField("vad filen kallar sina koder", default=dict, blank=True)
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
                fields=["agreement", "sha256"],
                condition=Q(ended_at__isnull=True, spans_months=False),
                name="outcome_same_file_once",
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

    def of(self, agreement: Agreement) -> "OutcomeQuerySet":
        return self.filter(source__agreement=agreement)

    def in_open_months(self) -> "OutcomeQuerySet":
        return self.filter(~self._closed())

    def in_closed_months(self) -> "OutcomeQuerySet":
        return self.filter(self._closed())

    def _closed(self) -> models.Exists:
        closes = PeriodClose.objects.filter(
            agreement=models.OuterRef("source__agreement"), month=models.OuterRef("month"), reopened_at__isnull=True
        )
        return models.Exists(closes)

    def connected_by_rule_or_not_at_all(self) -> "OutcomeQuerySet":
        """All but the rows whose own activity code says where they belong."""
        return self.filter(Q(activity__isnull=True) | Q(rule__isnull=False))

    def total(self) -> Decimal:
        """Kronor of these rows."""
        return self.aggregate(total=models.Sum("amount"))["total"] or Decimal(0)

    def unmatched(self) -> "OutcomeQuerySet":
        """The bucket "ej kopplat"."""
        return self.filter(activity__isnull=True)


class Outcome(models.Model):
    """A row of an accounting file, as it stood there. `activity` is empty when nothing matches: the visible bucket
    "ej kopplat". `rule` is the one that gave the activity, if it was not the row's own activity code."""

    source = models.ForeignKey(OutcomeImport, on_delete=models.PROTECT, related_name="rows")
    row_number = models.PositiveIntegerField("rad i filen")
    month = models.DateField("månad")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, null=True, blank=True, related_name="outcome_rows")
    rule = models.ForeignKey(
        AccountRule, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
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
        indexes = [
            models.Index(fields=["activity", "month"], include=["amount"], name="outcome_by_activity_month"),
            # What is in force is found by its file: figures of an agreement never read the rows of replaced files.
            models.Index(fields=["source", "activity"], include=["month", "amount"], name="outcome_by_file_activity"),
        ]
        triggers = [
            pgtrigger.Protect(name="outcome_row_is_kept", operation=pgtrigger.Delete),
            triggers.OUTCOME_IS_ONLY_CONNECTED,
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.amount}"
