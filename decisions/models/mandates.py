"""By what right an official decides (mandat, delegation)."""

import datetime
from typing import ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from decisions.models.decisions import Decision, Kind
from grants.models import Agreement
from grants.models.fields import kronor_field
from people.models import Role


class MandateQuerySet(models.QuerySet["Mandate"]):
    def valid_on(self, day: datetime.date) -> "MandateQuerySet":
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day), valid_from__lte=day)

    def for_kind(self, agreement: Agreement | None, kind: str) -> "MandateQuerySet":
        """Mandates for this kind in this agreement, whatever the day: for a decision made some time ago."""
        return self.filter(Q(agreement=agreement) | Q(agreement__isnull=True), kinds__contains=[kind])

    def for_page(self) -> "MandateQuerySet":
        """With its source, and everyone who has acted in its role."""
        return self.select_related("role", "source__case", "agreement").prefetch_related("role__tenures__user")

    def covering(self, *, agreement: Agreement | None, kind: str, on: datetime.date) -> "MandateQuerySet":
        """Mandates that let an official decide this kind for this agreement that day; the agreement's own first."""
        return (
            self.valid_on(on)
            .filter(Q(agreement=agreement) | Q(agreement__isnull=True), kinds__contains=[kind])
            .select_related("role", "source__case", "agreement")
            .order_by(F("agreement").asc(nulls_last=True), "pk")
        )


@pghistory.track()
class Mandate(models.Model):
    """The board lets a role decide certain kinds, within an area. Kommunallagen (2017:725) 6 kap. 37 §, 7 kap. 5–8 §§.

    Rests on a decision (`source`) or on a clause of the delegation order (`clause`, such as 4.1.17).
    """

    name = models.CharField("namn", max_length=200)
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="mandates", verbose_name="ges till")
    agreement = models.ForeignKey(
        Agreement,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="mandates",
        verbose_name="gäller överenskommelsen",
        help_text="Tomt: alla överenskommelser.",
    )
    kinds = ArrayField(models.CharField(max_length=14, choices=Kind), verbose_name="slag av beslut")
    ceiling = kronor_field("högsta belopp per beslut", null=True, blank=True)
    valid_from = models.DateField("gäller från och med")
    valid_until = models.DateField("gäller till och med", null=True, blank=True)
    source = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="mandates_given", verbose_name="beslut"
    )
    source_point = models.PositiveSmallIntegerField("beslutspunkt", null=True, blank=True)
    clause = models.CharField("delegationsbestämmelse", max_length=80, blank=True)
    text = models.TextField("lydelse", blank=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = "mandat"
        verbose_name_plural = "mandat"
        ordering: ClassVar[list[str]] = ["valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(source__isnull=False) | ~Q(clause=""), name="mandate_rests_on_a_decision_or_a_clause"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="mandate_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_valid_on(self, day: datetime.date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)

    @property
    def kind_names(self) -> tuple[str, ...]:
        return tuple(Kind(kind).label for kind in self.kinds)

    @property
    def basis(self) -> str:
        """What a decision cites: "regionstyrelsens beslut RS/195/2020 § 35 punkt 2"."""
        if self.source is None:
            return f"regionstyrelsens delegationsbestämmelse {self.clause}"
        point = f" punkt {self.source_point}" if self.source_point else ""
        return f"regionstyrelsens beslut {self.source.reference}{point}"
