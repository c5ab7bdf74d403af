"""The book: accounts, movements, closed months. Written by `grants.ledger` alone; guarded by the database itself."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from grants.models import triggers
from grants.models.activities import Activity
from grants.models.agreements import Agreement, Fund
from grants.models.fields import kronor_field
from people.abilities import Ability, may
from people.models import User


class Account(models.Model):
    """Where a fund's money lies: with the state, in the pool (ofördelat), or on an activity."""

    class Kind(models.TextChoices):
        STATE = "state", "staten"
        POOL = "pool", "ofördelat"
        ACTIVITY = "activity", "aktivitet"

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="accounts")
    kind = models.CharField(max_length=10, choices=Kind)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, null=True, blank=True, related_name="accounts")

    class Meta:
        verbose_name = "konto"
        verbose_name_plural = "konton"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="activity", activity__isnull=False) | (~Q(kind="activity") & Q(activity__isnull=True)),
                name="account_activity_iff_kind_is_activity",
            ),
            models.UniqueConstraint(fields=["fund", "activity"], name="account_once_per_fund_and_activity"),
            models.UniqueConstraint(
                fields=["fund", "kind"],
                condition=Q(activity__isnull=True),
                name="account_one_state_and_one_pool_per_fund",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="account_is_never_changed", operation=pgtrigger.Update | pgtrigger.Delete),
            triggers.ACCOUNT_WITHIN_ONE_AGREEMENT,
        ]

    def __str__(self) -> str:
        return str(self.activity) if self.activity_id else self.get_kind_display()


class Movement(models.Model):
    """A movement (bokning): `amount` kronor from one account to another of the same fund. Never changed: reversed."""

    class Kind(models.TextChoices):
        ALLOTMENT = "allotment", "tilldelning"
        ALLOCATION = "allocation", "fördelning"
        REALLOCATION = "reallocation", "omfördelning"
        RELEASE = "release", "återföring"
        REPAYMENT = "repayment", "återbetalning"
        REVERSAL = "reversal", "rättelse"

    source = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="movements_out", verbose_name="från")
    target = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="movements_in", verbose_name="till")
    kind = models.CharField("slag", max_length=12, choices=Kind)
    amount = kronor_field("belopp")
    booked_on = models.DateField("bokföringsdag")
    decided_on = models.DateField("beslutsdag", null=True, blank=True)
    reference = models.CharField("hänvisning", max_length=200)
    text = models.CharField("text", max_length=300, blank=True)
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversed_by", verbose_name="rättar"
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="movements", verbose_name="bokförd av")
    created_at = models.DateTimeField("bokförd", auto_now_add=True)

    class Meta:
        verbose_name = "bokning"
        verbose_name_plural = "bokningar"
        ordering: ClassVar[list[str]] = ["booked_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="movement_amount_is_positive"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="movement_goes_somewhere"),
            models.CheckConstraint(condition=~Q(reference=""), name="movement_names_its_decision"),
            models.CheckConstraint(
                condition=Q(kind="reversal", reverses__isnull=False) | (~Q(kind="reversal") & Q(reverses__isnull=True)),
                name="movement_reversal_iff_it_reverses",
            ),
        ]
        indexes = [
            models.Index(fields=["source", "booked_on"], include=["amount"], name="movement_out_by_day"),
            models.Index(fields=["target", "booked_on"], include=["amount"], name="movement_in_by_day"),
        ]
        triggers = [
            pgtrigger.Protect(name="movement_is_never_changed", operation=pgtrigger.Update | pgtrigger.Delete),
            triggers.MOVEMENT_IS_LAWFUL,
            triggers.MOVEMENT_LEAVES_NOTHING_BELOW_ZERO,
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.booked_on}: {self.amount}"


class PeriodCloseQuerySet(models.QuerySet["PeriodClose"]):
    def visible_to(self, user: User) -> "PeriodCloseQuerySet":
        return self if may(user, Ability.SEE) else self.none()


class PeriodClose(models.Model):
    """A closed month of an agreement. Reopening keeps the row and says who and why."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="period_closes")
    month = models.DateField("månad")
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(auto_now_add=True)
    reopened_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reopened_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField("skäl", max_length=300, blank=True)
    note = models.CharField("anmärkning vid stängningen", max_length=300, blank=True)

    objects = PeriodCloseQuerySet.as_manager()

    class Meta:
        verbose_name = "periodstängning"
        verbose_name_plural = "periodstängningar"
        ordering: ClassVar[list[str]] = ["month", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "month"], condition=Q(reopened_at__isnull=True), name="period_closed_once"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="period_month_is_a_first_day"),
            models.CheckConstraint(
                condition=Q(reopened_at__isnull=True, reopened_by__isnull=True)
                | (Q(reopened_at__isnull=False, reopened_by__isnull=False) & ~Q(reason="")),
                name="period_reopened_by_someone_with_a_reason",
            ),
        ]
        triggers = [pgtrigger.Protect(name="period_close_is_kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
