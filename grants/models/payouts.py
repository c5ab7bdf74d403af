"""What has been paid to providers (utbetalning till utförare), as somebody noted it after the payment list was used."""

from typing import ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q

from grants.models.distribution import Distribution
from grants.models.fields import kronor_field
from grants.models.providers import Provider
from people.abilities import Ability, may
from people.models import User

WITHDRAWAL = ["withdrawn_on", "withdrawn_by", "withdrawn_reason"]


class PayoutQuerySet(models.QuerySet["Payout"]):
    def visible_to(self, user: User) -> "PayoutQuerySet":
        return self if may(user, Ability.SEE) else self.none()

    def current(self) -> "PayoutQuerySet":
        return self.filter(withdrawn_on__isnull=True)

    def of(self, distribution: Distribution) -> "PayoutQuerySet":
        """Of the distribution in all its versions, the newest first, with their sums as `total`."""
        rows = self.filter(distribution__series=distribution.series).select_related("by", "withdrawn_by")
        return rows.annotate(total=models.Sum("rows__amount")).order_by("-pk")


@pghistory.track()
class Payout(models.Model):
    """The private providers of a fixed distribution were paid on `paid_on`. Withdrawn with a reason, never changed."""

    distribution = models.ForeignKey(Distribution, on_delete=models.PROTECT, related_name="payouts")
    paid_on = models.DateField("utbetald")
    reference = models.CharField("verifikat", max_length=120, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="antecknad av")
    created_at = models.DateTimeField(auto_now_add=True)
    withdrawn_on = models.DateField("borttagen", null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_reason = models.CharField("skäl att ta bort", max_length=300, blank=True)

    objects = PayoutQuerySet.as_manager()

    class Meta:
        verbose_name = "utbetalning till utförare"
        verbose_name_plural = "utbetalningar till utförare"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True, withdrawn_by__isnull=True, withdrawn_reason="")
                | (Q(withdrawn_on__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_reason="")),
                name="payout_withdrawn_with_a_reason",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="payout_is_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="payout_is_not_rewritten", exclude=WITHDRAWAL),
            pgtrigger.Protect(
                name="payout_withdrawn_for_good",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__withdrawn_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Utbetalning {self.paid_on}"


class PayoutRow(models.Model):
    """What one provider was paid, kronor; below zero what it paid back."""

    payout = models.ForeignKey(Payout, on_delete=models.PROTECT, related_name="rows")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="payouts")
    amount = kronor_field("belopp")

    class Meta:
        verbose_name = "utbetalt belopp"
        ordering: ClassVar[list[str]] = ["provider__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["payout", "provider"], name="provider_once_per_payout"),
            models.CheckConstraint(condition=~Q(amount=0), name="payout_pays_something"),
        ]
        triggers = [
            pgtrigger.Protect(name="payout_row_is_never_changed", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.provider}: {self.amount}"
