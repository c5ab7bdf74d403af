"""Late corrections of outcome: what is found after the month is closed. A dated row beside the file, never in it."""

import datetime
from decimal import Decimal
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from grants.models import triggers
from grants.models.activities import Activity
from grants.models.agreements import Agreement
from grants.models.fields import kronor_field
from grants.models.outcome import OutcomeImport, OutcomeQuerySet
from people.models import User


class OutcomeCorrectionQuerySet(models.QuerySet["OutcomeCorrection"]):
    def of(self, agreement: Agreement) -> "OutcomeCorrectionQuerySet":
        return self.filter(Q(activity__area__agreement=agreement) | Q(agreement=agreement))

    def in_force(self) -> "OutcomeCorrectionQuerySet":
        """All but those that the file in force of their month says itself: they would count twice."""
        held = HeldCorrection.objects.filter(source__ended_at__isnull=True)
        return self.filter(~Exists(held.filter(correction=OuterRef("pk"))), ~Exists(_held_with(held)))

    def of_activities(self) -> "OutcomeCorrectionQuerySet":
        return self.filter(activity__isnull=False)

    def out_of_the_bucket(self) -> "OutcomeCorrectionQuerySet":
        """The rows that take out of "ej kopplat" what their counterparts give an activity."""
        return self.filter(activity__isnull=True)

    def total_of(self, month: datetime.date) -> Decimal:
        """Kronor that the month has been corrected with."""
        return self.filter(month=month).aggregate(total=models.Sum("amount"))["total"] or Decimal(0)


class OutcomeCorrection(models.Model):
    """`amount` kronor more (or less, below zero) of outcome on an activity in a month that has been closed.

    It counts in that month from then on; what the month looked like when it closed is kept as it was. What was in the
    bucket "ej kopplat" is moved by two rows that sum to zero: one on the activity, and its `counterpart` with the
    agreement instead, both with the account string.
    """

    activity = models.ForeignKey(
        Activity,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="outcome_corrections",
        verbose_name="aktivitet",
    )
    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, null=True, blank=True, related_name="outcome_corrections"
    )
    counterpart = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="bucket_row"
    )
    account_string = models.CharField("kontosträng i ej kopplat", max_length=200, blank=True)
    month = models.DateField("månad som rättas")
    dated = models.DateField("rättad")
    amount = kronor_field("ändring")
    reason = models.CharField("skäl", max_length=300)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="rättad av")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OutcomeCorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = "rättelse av utfall"
        verbose_name_plural = "rättelser av utfall"
        ordering: ClassVar[list[str]] = ["dated", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="correction_changes_something"),
            models.CheckConstraint(condition=Q(month__day=1), name="correction_month_is_a_first_day"),
            models.CheckConstraint(condition=Q(dated__gt=models.F("month")), name="correction_comes_after_its_month"),
            models.CheckConstraint(condition=~Q(reason=""), name="correction_says_why"),
            models.CheckConstraint(
                condition=Q(activity__isnull=False, agreement__isnull=True, counterpart__isnull=True)
                | (
                    Q(activity__isnull=True, agreement__isnull=False, counterpart__isnull=False) & ~Q(account_string="")
                ),
                name="correction_of_an_activity_or_of_the_bucket",
            ),
        ]
        indexes = [models.Index(fields=["activity", "month"], include=["amount"], name="correction_by_activity_month")]
        triggers = [
            pgtrigger.Protect(name="correction_is_never_changed", operation=pgtrigger.Update | pgtrigger.Delete),
            triggers.CORRECTION_AFTER_A_CLOSING,
            triggers.CORRECTION_MOVES_WHOLE,
        ]

    def __str__(self) -> str:
        return f"{self.activity or 'Ej kopplat'} {self.month:%Y-%m}"

    @property
    def path(self) -> str:
        """The rows behind the activity's outcome that month, this one among them."""
        return f"{reverse('activity_outcome', args=[self.activity_id])}?manad={self.month:%Y-%m}"


class HeldCorrection(models.Model):
    """A new file of a month that was opened again says the same as a correction: as long as the file is in force, the
    correction is not counted. Never changed; another file asks anew."""

    correction = models.ForeignKey(OutcomeCorrection, on_delete=models.PROTECT, related_name="held_in")
    source = models.ForeignKey(OutcomeImport, on_delete=models.PROTECT, related_name="held_corrections")
    reason = models.CharField("skäl", max_length=300)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="borttagen av")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "rättelse som filen innehåller"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["correction", "source"], name="correction_held_once_per_file"),
            models.CheckConstraint(condition=~Q(reason=""), name="held_correction_says_why"),
        ]
        triggers = [
            pgtrigger.Protect(name="held_correction_is_never_changed", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.correction} i {self.source}"


def _held_with(held: models.QuerySet[HeldCorrection]) -> models.QuerySet[HeldCorrection]:
    """What is held of the row's counterpart: the two rows of a move count together or not at all."""
    return held.filter(correction=OuterRef("counterpart"))


def moved_out(rows: OutcomeQuerySet) -> OutcomeQuerySet:
    """Of the rows, those whose account string a correction in force has moved out of the bucket that month."""
    moves = OutcomeCorrection.objects.in_force().out_of_the_bucket()
    same = moves.filter(
        agreement=OuterRef("source__agreement"), month=OuterRef("month"), account_string=OuterRef("account_string")
    )
    return rows.filter(Exists(same))


def bucket_totals(agreement: Agreement) -> dict[tuple[datetime.date, str], Decimal]:
    """Kronor that corrections in force have taken out of (below zero) or put into the bucket, by month and string."""
    rows = OutcomeCorrection.objects.in_force().out_of_the_bucket().filter(agreement=agreement)
    sums = rows.order_by().values_list("month", "account_string").annotate(total=models.Sum("amount"))
    return {(month, text): total for month, text, total in sums}
