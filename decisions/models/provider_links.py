"""A provider's way in without an account: an address that only its holder knows, and what was reported through it."""

import datetime
from typing import ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q

from decisions.models.followthrough import ProviderRequest
from decisions.models.letters import Letter
from grants.models import Distribution, DistributionRow, Provider
from grants.models.fields import kronor_field
from people.abilities import Ability, may
from people.models import User


class ProviderLinkQuerySet(models.QuerySet["ProviderLink"]):
    def visible_to(self, user: User) -> "ProviderLinkQuerySet":
        return self if may(user, Ability.SEE) else self.none()

    def of(self, distribution: Distribution) -> "ProviderLinkQuerySet":
        """Those of the distribution in all its versions, the newest first."""
        rows = self.filter(distribution__series=distribution.series).select_related(
            "provider", "report", "request", "by"
        )
        return rows.prefetch_related("reminders").order_by("-pk")

    def open_on(self, day: datetime.date) -> "ProviderLinkQuerySet":
        return self.filter(revoked_on__isnull=True, expires_on__gte=day)

    def silent_on(self, day: datetime.date) -> "ProviderLinkQuerySet":
        """Those open with an address, through which nothing final has come."""
        rows = self.open_on(day).exclude(address="").exclude(report__final_on__isnull=False)
        return rows.select_related("by", "provider", "distribution").prefetch_related("reminders").order_by("pk")


@pghistory.track(exclude=["token_hash"])
class ProviderLink(models.Model):
    """One provider's link to report on one distribution (condition 5), until `expires_on` or until it is revoked.

    Of its secret only the SHA-256 is kept: who reads the database, a backup or the log cannot use the link.
    """

    distribution = models.ForeignKey(Distribution, on_delete=models.PROTECT, related_name="links")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="links", verbose_name="utförare")
    request = models.ForeignKey(ProviderRequest, on_delete=models.PROTECT, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    address = models.EmailField("e-postadress", blank=True)
    expires_on = models.DateField("gäller till och med")
    made_on = models.DateField("skapad")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="skapad av")
    revoked_on = models.DateField("indragen", null=True, blank=True)
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ProviderLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "länk till utförare"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["distribution", "provider"], condition=Q(revoked_on__isnull=True), name="one_link_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(revoked_on__isnull=True, revoked_by__isnull=True)
                | Q(revoked_on__isnull=False, revoked_by__isnull=False),
                name="link_revoked_by_someone",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="provider_link_is_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="provider_link_revoked_for_good",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__revoked_on__isnull=False),
            ),
            pgtrigger.ReadOnly(
                name="provider_link_is_not_rebound",
                fields=["distribution", "provider", "token_hash", "expires_on", "made_on", "by"],
            ),
        ]

    def __str__(self) -> str:
        return f"Länk till {self.provider}"

    @property
    def final_report(self) -> "ProviderReport | None":
        report = getattr(self, "report", None)
        return report if report is not None and report.is_final else None

    def part(self) -> DistributionRow | None:
        """The provider's part of the distribution as it is in force now."""
        rows = DistributionRow.objects.filter(
            distribution__series=self.distribution.series, distribution__status="fixed", provider=self.provider_id
        )
        return rows.order_by("-distribution__version").first()

    def is_open(self, on: datetime.date) -> bool:
        return self.revoked_on is None and on <= self.expires_on


class ProviderReport(models.Model):
    """What the provider says of itself: a draft that it may change, then final and never changed."""

    link = models.OneToOneField(ProviderLink, on_delete=models.PROTECT, related_name="report")
    activities = models.TextField("vad som har gjorts")
    quantities = models.TextField("antal", blank=True)
    costs = kronor_field("kostnader")
    comment = models.TextField("kommentar", blank=True)
    author = models.CharField("uppgiftslämnare", max_length=120)
    saved_at = models.DateTimeField(auto_now=True)
    final_on = models.DateField("inlämnad", null=True, blank=True)

    class Meta:
        verbose_name = "utförares redovisning"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(costs__gte=0), name="provider_costs_not_below_zero"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="provider_report_final_is_kept",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__final_on__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"Redovisning från {self.link.provider}"

    @property
    def is_final(self) -> bool:
        return self.final_on is not None


class ReminderQuerySet(models.QuerySet["ProviderReminder"]):
    def waiting(self) -> "ReminderQuerySet":
        return self.filter(status=ProviderReminder.Status.WAITING)


class ProviderReminder(Letter):
    """A letter that reminds a provider, to the address of its link. It never holds the link itself."""

    link = models.ForeignKey(ProviderLink, on_delete=models.PROTECT, related_name="reminders")
    on = models.DateField("dag")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = "påminnelse"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["link", "on"], name="one_reminder_a_day"),
            models.CheckConstraint(condition=~Q(address=""), name="reminder_has_an_address"),
            models.CheckConstraint(
                condition=Q(status="sent", sent_at__isnull=False) | (~Q(status="sent") & Q(sent_at__isnull=True)),
                name="reminder_has_a_time_iff_sent",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="reminder_sent_is_kept",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__status="sent"),
            )
        ]

    def __str__(self) -> str:
        return f"Påminnelse {self.on}"
