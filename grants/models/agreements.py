"""What the state and the regions have agreed on: agreements, areas, focus areas, funds, stated figures."""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from grants.models.fields import kronor_field
from people.abilities import Ability, may
from people.models import Role, User


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def visible_to(self, user: User) -> "AgreementQuerySet":
        """Everyone with a profile reads every agreement of the region; without one, none."""
        return self if may(user, Ability.SEE) else self.none()

    def asking_for_comments(self) -> "AgreementQuerySet":
        """Those that have a limit above which a variance is to be commented."""
        return self.filter(Q(comment_above_amount__isnull=False) | Q(comment_above_percent__isnull=False))

    def of_activities(self, ids: Iterable[int]) -> "AgreementQuerySet":
        return self.filter(areas__activities__in=list(ids)).distinct()


@pghistory.track()
class Agreement(models.Model):
    """An agreement (överenskommelse) that gives the region targeted money for a period."""

    slug = models.SlugField("adress", max_length=80, unique=True)
    name = models.CharField("namn", max_length=160)
    full_title = models.CharField("fullständig titel", max_length=300, blank=True)
    year = models.PositiveSmallIntegerField("år")
    registry_number = models.CharField("diarienummer", max_length=40)
    parties = models.CharField("parter", max_length=200, blank=True)
    recipient = models.CharField("mottagare av medlen", max_length=120)
    starts_on = models.DateField("gäller från och med")
    ends_on = models.DateField("gäller till och med")
    summary = models.TextField("sammanfattning", blank=True)
    goals = models.TextField("mål", blank=True, help_text="Ett mål per rad.")
    coordinator = models.ForeignKey(
        Role,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="coordinated_agreements",
        verbose_name="sammanhållet ansvar",
    )
    private_providers_take_part = models.BooleanField("privata utförare ska göras delaktiga", default=False)
    charges_earmarked_first = models.BooleanField("öronmärkta medel förbrukas först", default=True)
    hands_out_to_own_units = models.BooleanField(
        "medel delas ut i redovisningen för regiondriven verksamhet",
        default=False,
        help_text="Annars visar verksamheten sitt utfall mot budget och att den har fått uppdraget.",
    )
    assignment_sentence = models.CharField(
        "meningen som visar att verksamheten har uppdraget",
        max_length=400,
        default="Verksamheten har uppdrag och godkännande att ha ett högre utfall mot budget, motsvarande beslutet.",
    )
    comment_above_amount = kronor_field(
        "avvikelse i kronor som ska kommenteras",
        null=True,
        blank=True,
        help_text="Lämna tomt för ingen gräns i kronor.",
    )
    comment_above_percent = models.DecimalField(
        "avvikelse i procent av budgeten som ska kommenteras", max_digits=5, decimal_places=2, null=True, blank=True
    )

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = "överenskommelse"
        verbose_name_plural = "överenskommelser"
        ordering: ClassVar[list[str]] = ["-year", "name"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="agreement_ends_after_it_starts"),
            models.CheckConstraint(
                condition=~Q(assignment_sentence=""), name="agreement_says_that_the_unit_has_the_assignment"
            ),
            models.CheckConstraint(
                condition=(Q(comment_above_amount__isnull=True) | Q(comment_above_amount__gte=0))
                & (Q(comment_above_percent__isnull=True) | Q(comment_above_percent__gte=0)),
                name="agreement_comment_limits_not_below_zero",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("agreement", args=[self.slug])

    @property
    def goal_list(self) -> list[str]:
        return [line.strip() for line in self.goals.splitlines() if line.strip()]


class DistributionKey(models.Model):
    """How the state shared a national amount: this region's weight out of all regions' weights."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="keys")
    name = models.CharField("namn", max_length=120)
    as_of = models.DateField("mätdatum")
    weight = models.DecimalField("regionens vikt", max_digits=14, decimal_places=2)
    total = models.DecimalField("summa vikter", max_digits=16, decimal_places=2)

    class Meta:
        verbose_name = "fördelningsnyckel"
        constraints = [
            models.UniqueConstraint(fields=["agreement", "name"], name="key_name_once_per_agreement"),
            models.CheckConstraint(
                condition=Q(weight__gt=0) & Q(total__gte=F("weight")), name="key_weight_within_total"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.as_of}"

    @property
    def share(self) -> Decimal:
        """The region's share as a ratio, 0–1."""
        return self.weight / self.total


@pghistory.track()
class DevelopmentArea(models.Model):
    """A development area (utvecklingsområde): money is reallocated within it, never out of it but by the board."""

    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="areas", verbose_name="överenskommelse"
    )
    number = models.PositiveSmallIntegerField("nummer")
    name = models.CharField("namn", max_length=200)
    short_name = models.CharField("kort namn", max_length=80, blank=True)
    description = models.TextField("beskrivning", blank=True)
    state_terms = models.TextField("statens villkor", blank=True)
    coordinator = models.ForeignKey(
        Role,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="coordinated_areas",
        verbose_name="sammanhållet ansvar",
    )
    reallocation_allowed = models.BooleanField("får omfördelas mellan aktiviteterna", default=False)
    reallocation_rule = models.CharField("beslutets ord om omfördelning", max_length=300, blank=True)

    class Meta:
        verbose_name = "utvecklingsområde"
        verbose_name_plural = "utvecklingsområden"
        ordering: ClassVar[list[str]] = ["agreement", "number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="area_number_once_per_agreement"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("area", args=[self.agreement.slug, self.number])


class FocusArea(models.Model):
    """A focus area (insatsområde): a letter with its bullets below it. The documents also call it "delområde"."""

    area = models.ForeignKey(DevelopmentArea, on_delete=models.CASCADE, related_name="focus_areas")
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="bullets")
    letter = models.CharField("bokstav", max_length=2, blank=True)
    text = models.TextField("text")
    position = models.PositiveSmallIntegerField("ordning", default=0)

    class Meta:
        verbose_name = "insatsområde"
        verbose_name_plural = "insatsområden"
        ordering: ClassVar[list[str]] = ["area", "position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) ^ Q(letter=""), name="focus_area_has_a_letter_or_a_parent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter}. {self.text}" if self.letter else self.text


class FundQuerySet(models.QuerySet["Fund"]):
    def visible_to(self, user: User) -> "FundQuerySet":
        return self if may(user, Ability.SEE) else self.none()

    def to_repay_from(self, on: datetime.date) -> "FundQuerySet":
        """Those whose money is to be repaid on a day to come."""
        return self.filter(repay_by__gte=on).select_related("area__agreement")


@pghistory.track()
class Fund(models.Model):
    """A fund (tilldelning, delområde): money from the state for a purpose.

    `earmarked` is the state's word: nobody here overrides it.
    """

    area = models.ForeignKey(
        DevelopmentArea, on_delete=models.PROTECT, related_name="funds", verbose_name="utvecklingsområde"
    )
    name = models.CharField("namn", max_length=160)
    position = models.PositiveSmallIntegerField("ordning", default=0)
    earmarked = models.BooleanField("öronmärkt av staten", default=False)
    national_amount = kronor_field("nationellt belopp till regionerna enligt dokumentet", null=True, blank=True)
    key = models.ForeignKey(
        DistributionKey, on_delete=models.PROTECT, null=True, blank=True, related_name="funds", verbose_name="nyckel"
    )
    assumed = models.BooleanField("beloppet är ett antagande", default=False)
    note = models.TextField("anmärkning", blank=True)
    expected_amount = kronor_field(
        "väntat belopp", null=True, blank=True, help_text="Visas, men kan inte fördelas förrän det är tilldelat."
    )
    usable_until = models.DateField("får användas till och med", null=True, blank=True)
    repay_by = models.DateField("återbetalas senast", null=True, blank=True)

    objects = FundQuerySet.as_manager()

    class Meta:
        verbose_name = "tilldelning"
        verbose_name_plural = "tilldelningar"
        ordering: ClassVar[list[str]] = ["area__number", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["area", "name"], name="fund_name_once_per_area")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("fund", args=[self.area.agreement.slug, self.pk])


class NationalShare(models.Model):
    """How a national amount is split between recipients or purposes, as the document prints it."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="national_shares")
    fund = models.ForeignKey(Fund, on_delete=models.CASCADE, null=True, blank=True, related_name="national_shares")
    name = models.CharField("ändamål eller mottagare", max_length=160)
    amount = kronor_field("belopp")

    class Meta:
        verbose_name = "nationell del"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="national_share_is_positive")]

    def __str__(self) -> str:
        return self.name


class StatedFigure(models.Model):
    """A total that a document prints. The checks hold it against the sum of its parts."""

    class Subject(models.TextChoices):
        ALLOTTED = "allotted", "tilldelat"
        PLANNED = "planned", "planerat i tabellen"
        UNALLOCATED = "unallocated", "ofördelat"
        REGIONS_NATIONAL = "regions_national", "till regionerna, nationellt"
        NATIONAL = "national", "hela satsningen, nationellt"

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="stated_figures")
    area = models.ForeignKey(
        DevelopmentArea, on_delete=models.CASCADE, null=True, blank=True, related_name="stated_figures"
    )
    subject = models.CharField("vad", max_length=20, choices=Subject)
    amount = kronor_field("belopp")
    printed = models.CharField("som det står", max_length=80)
    where = models.CharField("var det står", max_length=120)

    class Meta:
        verbose_name = "angiven uppgift"
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return f"{self.printed} ({self.where})"
