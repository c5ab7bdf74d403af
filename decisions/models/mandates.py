"""By what right an official decides (mandat, delegation)."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse

from decisions.models.decisions import Decision
from decisions.models.kinds import Kind
from decisions.models.lines import DecisionLine
from grants.kronor import format_kronor
from grants.models import Agreement
from grants.models.fields import kronor_field
from grants.printed import listing
from people.abilities import Ability, may
from people.models import Role, User


@dataclass(frozen=True)
class Reach:
    """What a proposal asks of a mandate: the numbers of the areas that it touches, and the kronor that it moves."""

    areas: frozenset[int] = frozenset()
    moved: Decimal = Decimal(0)

    @classmethod
    def of(cls, lines: Iterable[DecisionLine]) -> "Reach":
        lines = list(lines)
        areas = frozenset(line.activity.area.number for line in lines if line.activity)
        return cls(areas, Decision.moved(lines))


class MandateQuerySet(models.QuerySet["Mandate"]):
    def visible_to(self, user: User) -> "MandateQuerySet":
        return self if may(user, Ability.SEE) else self.none()

    def valid_on(self, day: datetime.date) -> "MandateQuerySet":
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day), valid_from__lte=day)

    def for_kind(self, agreement: Agreement | None, kind: str) -> "MandateQuerySet":
        """Mandates for this kind in this agreement, whatever the day: for a decision made some time ago."""
        return self.filter(Q(agreement=agreement) | Q(agreement__isnull=True), kinds__contains=[kind])

    def for_page(self) -> "MandateQuerySet":
        """With its source, and everyone who has acted in its role."""
        return self.select_related("role", "source__case", "agreement", "ended_by").prefetch_related(
            "role__tenures__user"
        )

    def for_timeline(self) -> "MandateQuerySet":
        """With `first_end`: the last day that each was given with."""
        versions = (
            Mandate._meta.get_field("events")
            .related_model._default_manager.filter(pgh_obj=OuterRef("pk"))
            .order_by("pgh_id")
        )
        rows = self.select_related("role", "given_by", "ended_by")
        return rows.annotate(first_end=Subquery(versions.values("valid_until")[:1]))

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
    area_numbers = ArrayField(
        models.PositiveSmallIntegerField(),
        verbose_name="gäller utvecklingsområden",
        default=list,
        blank=True,
        help_text="Tomt: alla områden.",
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
    given_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="registrerat av"
    )
    ended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="avslutat av"
    )
    end_reason = models.CharField("skäl att avsluta", max_length=300, blank=True)

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
            models.CheckConstraint(
                condition=Q(area_numbers=[]) | Q(agreement__isnull=False), name="mandate_areas_are_of_an_agreement"
            ),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True, end_reason="")
                | (Q(ended_by__isnull=False, valid_until__isnull=False) & ~Q(end_reason="")),
                name="mandate_ended_with_a_reason",
            ),
        ]
        triggers = [
            # Decisions cite it: another scope, ceiling or wording is another mandate.
            pgtrigger.ReadOnly(name="mandate_is_not_rewritten", exclude=["valid_until", "ended_by", "end_reason"]),
            pgtrigger.Protect(name="mandate_is_kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="mandate_ends_after_what_rests_on_it",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                func="""
                IF OLD.ended_by_id IS NOT NULL OR NEW.valid_until IS NULL OR NEW.valid_until > OLD.valid_until
                   OR EXISTS (
                    SELECT 1 FROM decisions_decision d
                    WHERE d.mandate_id = NEW.id AND d.status = 'decided' AND d.decided_on > NEW.valid_until
                ) THEN
                    RAISE EXCEPTION 'mandate % is ended once, and not before what rests on it', NEW.id
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'mandate_ends_after_what_rests_on_it';
                END IF;
                RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('mandates')}#mandat-{self.pk}"

    def is_valid_on(self, day: datetime.date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)

    @property
    def is_limited(self) -> bool:
        return bool(self.area_numbers) or self.ceiling is not None

    @property
    def areas_text(self) -> str:
        """ "område 1 och 3", or "" for all."""
        numbers = [str(number) for number in sorted(self.area_numbers)]
        return f"område {listing(numbers)}" if numbers else ""

    def lacks(self, reach: Reach) -> str:
        """Why the mandate does not reach that far, as the end of a sentence; "" when it does."""
        if self.area_numbers and reach.areas - set(self.area_numbers):
            return f"mandatet {self} ({self.basis}) bara gäller {self.areas_text}"
        if self.ceiling is not None and reach.moved > self.ceiling.amount:
            return (
                f"mandatet {self} ({self.basis}) gäller högst {format_kronor(self.ceiling)} per beslut "
                f"och förslaget är på {format_kronor(reach.moved)}"
            )
        return ""

    def outside(self, day: datetime.date) -> str:
        """Why the mandate is not in force that day, as the end of a sentence; "" when it is."""
        if day < self.valid_from:
            return f"mandatet {self} ({self.basis}) gäller först från och med {self.valid_from}"
        if self.valid_until is not None and day > self.valid_until:
            return f"mandatet {self} ({self.basis}) gällde till och med {self.valid_until}"
        return ""

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
