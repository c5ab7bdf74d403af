"""Providers (utförare), and by what money is shared on them: a key of weights, or a list of prices."""

from decimal import Decimal
from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse

from grants.kronor import format_kronor
from grants.models.agreements import Agreement
from grants.models.fields import kronor_field
from people.abilities import Ability, may
from people.models import Unit, User


def write_weight(weight: Decimal | None) -> str:
    """As a Swede writes it: 8 000, or 0,57. Nothing for no weight."""
    if weight is None:
        return ""
    if weight == weight.to_integral_value():
        return format_kronor(weight.quantize(Decimal(1)), unit=False)
    return f"{weight.normalize():f}".replace(".", ",")


class SeenQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> "SeenQuerySet":
        return self if may(user, Ability.SEE) else self.none()


class ProviderQuerySet(SeenQuerySet):
    def by_name(self) -> "dict[str, Provider]":
        """Every provider by its name without regard to case."""
        return {provider.name.casefold(): provider for provider in self}


class Ownership(models.TextChoices):
    PRIVATE = "private", "privat"
    REGION = "region", "regiondriven"


@pghistory.track()
class Provider(models.Model):
    """A provider of care that money is shared on: private and paid, or one of the region's own units, which is not."""

    name = models.CharField("namn", max_length=160)
    organisation_number = models.CharField("organisationsnummer", max_length=11, blank=True)
    ownership = models.CharField("ägarform", max_length=7, choices=Ownership)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="providers", verbose_name="enhet"
    )
    active = models.BooleanField("används", default=True)

    objects = ProviderQuerySet.as_manager()

    class Meta:
        verbose_name = "utförare"
        verbose_name_plural = "utförare"
        ordering: ClassVar[list[str]] = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="provider_name_once"),
            models.CheckConstraint(
                condition=Q(organisation_number="") | Q(organisation_number__regex=r"^[0-9]{6}-[0-9]{4}$"),
                name="provider_number_has_its_form",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_private(self) -> bool:
        return self.ownership == Ownership.PRIVATE


class ProviderKey(models.Model):
    """Weights of providers (fördelningsnyckel) as of a day, with where they come from. Never changed: a newer key is
    another key, so that what was shared by this one can be counted again."""

    class Kind(models.TextChoices):
        LISTED = "listed", "listade patienter"
        POPULATION = "population", "befolkning"
        FIXED = "fixed", "fast andel"

    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="provider_keys", verbose_name="överenskommelse"
    )
    name = models.CharField("namn", max_length=120)
    kind = models.CharField("vikt", max_length=10, choices=Kind)
    as_of = models.DateField("avser")
    source = models.CharField("källa", max_length=200)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="inläst av")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SeenQuerySet.as_manager()

    class Meta:
        verbose_name = "fördelningsnyckel"
        ordering: ClassVar[list[str]] = ["-as_of", "-pk"]
        constraints = [models.UniqueConstraint(fields=["agreement", "name"], name="provider_key_name_once")]
        triggers = [
            pgtrigger.Protect(name="provider_key_is_never_changed", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_kind_display()} {self.as_of})"

    def get_absolute_url(self) -> str:
        return reverse("provider_key", args=[self.pk])


class ProviderWeight(models.Model):
    """A provider's weight in a key, exactly as the file has it."""

    key = models.ForeignKey(ProviderKey, on_delete=models.PROTECT, related_name="weights")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+")
    weight = models.DecimalField("vikt", max_digits=18, decimal_places=6)

    class Meta:
        verbose_name = "vikt"
        ordering: ClassVar[list[str]] = ["provider__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["key", "provider"], name="provider_once_per_key"),
            models.CheckConstraint(condition=Q(weight__gte=0), name="provider_weight_not_below_zero"),
        ]
        triggers = [
            pgtrigger.Protect(name="provider_weight_is_never_changed", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.provider}: {self.weight}"

    @property
    def written(self) -> str:
        return write_weight(self.weight)


class PriceList(models.Model):
    """Prices of performances (prislista): quantity × price. Never changed; other prices are another list."""

    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="price_lists", verbose_name="överenskommelse"
    )
    name = models.CharField("namn", max_length=120)
    source = models.CharField("källa", max_length=200)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="upplagd av")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SeenQuerySet.as_manager()

    class Meta:
        verbose_name = "prislista"
        verbose_name_plural = "prislistor"
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["agreement", "name"], name="price_list_name_once")]
        triggers = [
            pgtrigger.Protect(name="price_list_is_never_changed", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return self.name


class PriceItem(models.Model):
    """What a performance pays, kronor each. A supplement is paid on top, for some of the performances of
    `supplement_to`: its quantity is a part of theirs."""

    price_list = models.ForeignKey(PriceList, on_delete=models.PROTECT, related_name="items")
    name = models.CharField("vad", max_length=80)
    price = kronor_field("pris")
    supplement_to = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="supplements", verbose_name="tillägg till"
    )

    class Meta:
        verbose_name = "pris"
        verbose_name_plural = "priser"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [
            models.UniqueConstraint("price_list", Lower("name"), name="price_item_name_once"),
            models.CheckConstraint(condition=Q(price__gt=0), name="price_is_positive"),
        ]
        triggers = [
            pgtrigger.Protect(name="price_item_is_never_changed", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return self.name
