"""The distribution of one activity's money on providers: a draft, then fixed for ever; corrected by a new version."""

import datetime
import uuid
from typing import ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from grants.models.activities import Activity
from grants.models.fields import kronor_field
from grants.models.providers import Ownership, PriceItem, PriceList, Provider, ProviderKey
from people.abilities import Ability, may
from people.models import User

KEPT_ROWS = """
IF EXISTS (SELECT 1 FROM grants_distribution d WHERE d.id IN ({parents}) AND d.status = 'fixed') THEN
    RAISE EXCEPTION 'a fixed distribution is never changed' USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
END IF;
IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
RETURN NEW;
"""
FIXING = """
IF (SELECT COALESCE(SUM(decided), 0) FROM grants_distributionrow WHERE distribution_id = NEW.id) <> NEW.amount THEN
    RAISE EXCEPTION 'the rows of distribution % do not sum to its amount', NEW.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'distribution_sums_to_its_amount';
END IF;
IF NEW.amount > (
    SELECT COALESCE(SUM(CASE WHEN t.activity_id = NEW.activity_id THEN m.amount ELSE 0 END
                      - CASE WHEN s.activity_id = NEW.activity_id THEN m.amount ELSE 0 END), 0)
    FROM grants_movement m JOIN grants_account s ON s.id = m.source_id JOIN grants_account t ON t.id = m.target_id
    WHERE s.activity_id = NEW.activity_id OR t.activity_id = NEW.activity_id
) THEN
    RAISE EXCEPTION 'distribution % is more than is booked on its activity', NEW.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'distribution_within_what_is_booked';
END IF;
RETURN NEW;
"""


class DistributionQuerySet(models.QuerySet["Distribution"]):
    def visible_to(self, user: User) -> "DistributionQuerySet":
        return self if may(user, Ability.SEE) else self.none()

    def for_page(self) -> "DistributionQuerySet":
        return self.select_related("activity__area__agreement", "key", "price_list", "by", "fixed_by").prefetch_related(
            "activity__responsibilities"
        )

    def in_force(self) -> "DistributionQuerySet":
        """The newest fixed version of each."""
        newer = Distribution.objects.filter(
            series=OuterRef("series"), version__gt=OuterRef("version"), status=Distribution.Status.FIXED
        )
        return self.filter(~Exists(newer), status=Distribution.Status.FIXED)

    def in_force_on(self, day: datetime.date) -> "DistributionQuerySet":
        """The newest version of each that was fixed by that day."""
        newer = Distribution.objects.filter(
            series=OuterRef("series"), version__gt=OuterRef("version"), fixed_on__lte=day
        )
        return self.filter(~Exists(newer), fixed_on__lte=day)

    def newest(self) -> "DistributionQuerySet":
        """The newest version of each, fixed or not."""
        newer = Distribution.objects.filter(series=OuterRef("series"), version__gt=OuterRef("version"))
        return self.filter(~Exists(newer))


@pghistory.track()
class Distribution(models.Model):
    """A distribution (fördelning till utförare) of `amount` kronor of one activity's money, by a key or by prices.

    `series` holds the versions together; each after the first says what changed.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "utkast"
        FIXED = "fixed", "fastställd"

    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, related_name="distributions", verbose_name="aktivitet"
    )
    title = models.CharField("rubrik", max_length=160)
    key = models.ForeignKey(ProviderKey, on_delete=models.PROTECT, null=True, blank=True, related_name="distributions")
    price_list = models.ForeignKey(
        PriceList, on_delete=models.PROTECT, null=True, blank=True, related_name="distributions"
    )
    amount = kronor_field("belopp")
    status = models.CharField("läge", max_length=5, choices=Status, default=Status.DRAFT)
    series = models.UUIDField(default=uuid.uuid4, editable=False)
    version = models.PositiveSmallIntegerField("version", default=1)
    change_note = models.CharField("vad som är ändrat", max_length=400, blank=True)
    is_example = models.BooleanField("exempel", default=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="upprättad av")
    created_at = models.DateTimeField(auto_now_add=True)
    fixed_on = models.DateField("fastställd", null=True, blank=True)
    fixed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = DistributionQuerySet.as_manager()

    class Meta:
        verbose_name = "fördelning till utförare"
        verbose_name_plural = "fördelningar till utförare"
        ordering: ClassVar[list[str]] = ["activity__area__number", "activity__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["series", "version"], name="distribution_version_once"),
            models.UniqueConstraint(
                fields=["series"], condition=Q(status="draft"), name="distribution_one_draft_at_a_time"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="distribution_is_positive"),
            models.CheckConstraint(
                condition=Q(key__isnull=True) ^ Q(price_list__isnull=True), name="distribution_by_a_key_or_by_prices"
            ),
            models.CheckConstraint(condition=Q(version=1) | ~Q(change_note=""), name="distribution_says_what_changed"),
            models.CheckConstraint(
                condition=Q(status="draft", fixed_on__isnull=True, fixed_by__isnull=True)
                | Q(status="fixed", fixed_on__isnull=False, fixed_by__isnull=False),
                name="distribution_fixed_by_someone",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="distribution_fixed_is_kept",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__status="fixed"),
            ),
            pgtrigger.Protect(
                name="distribution_begins_as_a_draft",
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__status="fixed"),
            ),
            pgtrigger.Trigger(
                name="distribution_is_fixed_whole",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(old__status="draft", new__status="fixed"),
                func=FIXING,
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("distribution", args=[self.pk])

    @property
    def is_fixed(self) -> bool:
        return self.status == self.Status.FIXED


class DistributionRow(models.Model):
    """A provider's part, kronor: what the key or the prices give, and what is decided. Ownership is as it was then."""

    class Nature(models.TextChoices):
        ESTIMATE = "estimate", "uppskattat"
        ACTUAL = "actual", "faktiskt"

    distribution = models.ForeignKey(Distribution, on_delete=models.CASCADE, related_name="rows")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="distribution_rows")
    ownership = models.CharField("ägarform", max_length=7, choices=Ownership)
    weight = models.DecimalField("vikt", max_digits=18, decimal_places=6, null=True, blank=True)
    calculated = kronor_field("beräknat")
    decided = kronor_field("fastställt")
    reason = models.CharField("varför inte det beräknade", max_length=200, blank=True)
    nature = models.CharField("underlag", max_length=8, choices=Nature)

    class Meta:
        verbose_name = "rad i en fördelning"
        ordering: ClassVar[list[str]] = ["provider__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["distribution", "provider"], name="provider_once_per_distribution"),
            models.CheckConstraint(condition=Q(calculated__gte=0, decided__gte=0), name="row_amounts_not_below_zero"),
            models.CheckConstraint(
                condition=Q(decided=F("calculated")) | ~Q(reason=""), name="row_says_why_not_the_calculated"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="distribution_row_fixed_is_kept",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                func=KEPT_ROWS.format(
                    parents="NEW.distribution_id, OLD.distribution_id", name="distribution_row_fixed_is_kept"
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.provider}: {self.decided}"

    @property
    def is_private(self) -> bool:
        return self.ownership == Ownership.PRIVATE


class DistributionQuantity(models.Model):
    """How many of a performance a provider's part counts."""

    row = models.ForeignKey(DistributionRow, on_delete=models.CASCADE, related_name="quantities")
    item = models.ForeignKey(PriceItem, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField("antal")

    class Meta:
        verbose_name = "antal"
        ordering: ClassVar[list[str]] = ["item_id"]
        constraints = [models.UniqueConstraint(fields=["row", "item"], name="quantity_once_per_row")]
        triggers = [
            pgtrigger.Trigger(
                name="distribution_quantity_fixed_is_kept",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                func=KEPT_ROWS.format(
                    parents="SELECT r.distribution_id FROM grants_distributionrow r "
                    "WHERE r.id IN (NEW.row_id, OLD.row_id)",
                    name="distribution_quantity_fixed_is_kept",
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.quantity}"
