"""Rules from account string to activity: what accounting's codes mean in one agreement, from when to when."""

from typing import ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q

from grants.models import triggers
from grants.models.activities import Activity
from grants.models.agreements import Agreement
from people.abilities import Ability, may
from people.models import User

ACCOUNT_PARTS = {
    "account": "konto",
    "unit": "enhet",
    "project": "projekt eller objekt",
    "activity_code": "aktivitet",
    "counterpart": "motpart",
}
"""The parts of an account string (kontosträng), in its order."""


PLACE = ("activity__area__number", "activity__position", "pk")


class AccountRuleQuerySet(models.QuerySet["AccountRule"]):
    def visible_to(self, user: User) -> "AccountRuleQuerySet":
        return self if may(user, Ability.SEE) else self.none()

    def in_force(self) -> "AccountRuleQuerySet":
        return self.filter(ended_at__isnull=True)

    def of(self, agreement: Agreement) -> "AccountRuleQuerySet":
        """Those in force first, then those that were ended."""
        return self.for_page().filter(agreement=agreement).order_by(F("ended_at").asc(nulls_first=True), *PLACE)

    def for_page(self) -> "AccountRuleQuerySet":
        return self.select_related("agreement", "activity__area", "by", "ended_by")


@pghistory.track()
class AccountRule(models.Model):
    """Rows whose account string fits every part belong to the activity, in the months from `first_month` on.

    A part is a value, the beginning of one (`40*`), or empty: then anything fits. A rule is ended, never deleted: rows
    of closed months rest on it.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="account_rules")
    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, related_name="account_rules", verbose_name="aktivitet"
    )
    account = models.CharField("konto", max_length=40, blank=True)
    unit = models.CharField("enhet", max_length=40, blank=True)
    project = models.CharField("projekt eller objekt", max_length=40, blank=True)
    activity_code = models.CharField("aktivitet i kontosträngen", max_length=40, blank=True)
    counterpart = models.CharField("motpart", max_length=40, blank=True)
    first_month = models.DateField("gäller från och med månad")
    last_month = models.DateField("gäller till och med månad", null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField("borttagen", null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = AccountRuleQuerySet.as_manager()

    class Meta:
        verbose_name = "konteringsregel"
        verbose_name_plural = "konteringsregler"
        ordering: ClassVar[list[str]] = list(PLACE)
        constraints = [
            models.CheckConstraint(
                condition=~Q(account="", unit="", project="", activity_code="", counterpart=""),
                name="account_rule_says_something",
            ),
            models.CheckConstraint(
                condition=Q(first_month__day=1) & (Q(last_month__isnull=True) | Q(last_month__day=1)),
                name="account_rule_month_is_a_first_day",
            ),
            models.CheckConstraint(
                condition=Q(last_month__isnull=True) | Q(last_month__gte=F("first_month")),
                name="account_rule_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="account_rule_ended_by_someone",
            ),
            models.UniqueConstraint(
                fields=["agreement", *ACCOUNT_PARTS, "first_month"],
                condition=Q(ended_at__isnull=True),
                name="account_rule_once",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="account_rule_is_kept", operation=pgtrigger.Delete),
            triggers.ACCOUNT_RULE_WITHIN_ONE_AGREEMENT,
        ]

    def __str__(self) -> str:
        return ", ".join(
            f"{label} {getattr(self, part)}" for part, label in ACCOUNT_PARTS.items() if getattr(self, part)
        )

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(getattr(self, part) for part in ACCOUNT_PARTS)
