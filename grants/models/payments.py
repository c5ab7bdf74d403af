"""Cash from the payer. Compared with the allotment; moves nothing in the ledger."""

import datetime
from collections.abc import Iterable
from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q

from grants.models.agreements import Agreement, Fund
from grants.models.fields import kronor_field
from people.abilities import Ability, may
from people.models import User


class PaymentQuerySet(models.QuerySet["Payment"]):
    def visible_to(self, user: User) -> "PaymentQuerySet":
        return self if may(user, Ability.SEE) else self.none()

    def with_days_ahead(self, on: datetime.date) -> "PaymentQuerySet":
        """Those not yet asked for that have a day for it, and those whose money is to be repaid on a day to come."""
        unasked = Q(requisition_by__isnull=False, requisitioned_on__isnull=True, received_on__isnull=True)
        return self.filter(unasked | Q(repay_by__gte=on)).select_related("agreement")

    def paying(self, funds: Iterable[int]) -> "PaymentQuerySet":
        """Those for one of the funds, and those for the whole agreement."""
        return self.filter(Q(fund__isnull=True) | Q(fund__in=list(funds)))


@pghistory.track()
class Payment(models.Model):
    """One payment (utbetalning) with the diary number of its own decision, planned or received.

    `fund` is empty when it pays for the whole agreement. `amount` is empty while nobody knows it ("okänt tills
    utbetalt"): it is known once the money has come.
    """

    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="payments", verbose_name="överenskommelse"
    )
    fund = models.ForeignKey(
        Fund, on_delete=models.PROTECT, null=True, blank=True, related_name="payments", verbose_name="tilldelning"
    )
    registry_number = models.CharField("utbetalningsbeslutets diarienummer", max_length=40)
    payer = models.CharField("betalare", max_length=120)
    amount = kronor_field("belopp", null=True, blank=True)
    requisition_by = models.DateField("rekvireras senast", null=True, blank=True)
    requisitioned_on = models.DateField("rekvirerad", null=True, blank=True)
    expected_on = models.DateField("väntas", null=True, blank=True)
    received_on = models.DateField("mottagen", null=True, blank=True)
    repay_by = models.DateField("återbetalas senast", null=True, blank=True)
    note = models.CharField("anmärkning", max_length=300, blank=True)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = "utbetalning"
        verbose_name_plural = "utbetalningar"
        ordering: ClassVar[list[str]] = ["agreement", F("expected_on").asc(nulls_last=True), "pk"]  # type: ignore[list-item]
        constraints = [
            models.CheckConstraint(condition=Q(amount__isnull=True) | Q(amount__gt=0), name="payment_is_positive"),
            models.CheckConstraint(
                condition=Q(received_on__isnull=True) | Q(amount__isnull=False), name="payment_received_has_its_amount"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payer} {self.registry_number}"
