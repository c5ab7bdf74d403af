"""How one decision stands to another: extends, amends, replaces, corrects it; or another body recommended it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from decisions.models.decisions import Decision
from decisions.models.kinds import Status
from decisions.models.lines import frozen_with
from people.abilities import Ability, may
from people.models import User


class LinkQuerySet(models.QuerySet["DecisionLink"]):
    def visible_to(self, user: User) -> "LinkQuerySet":
        return self if may(user, Ability.SEE) else self.none()

    def for_page(self) -> "LinkQuerySet":
        return self.select_related("decision__case", "other__case")

    def corrections(self) -> "LinkQuerySet":
        return self.filter(kind=DecisionLink.Kind.CORRECTS)

    def in_force(self) -> "LinkQuerySet":
        """Those of decisions that have been made."""
        return self.filter(decision__status=Status.DECIDED)


class DecisionLink(models.Model):
    """`decision` is the later one. It points at `other`, a decision kept here; or, where a body that keeps no decisions
    here has recommended it (such as SVOM § 46), at that body's decision in words."""

    class Kind(models.TextChoices):
        EXTENDS = "extends", "förlänger"
        AMENDS = "amends", "ändrar"
        REPLACES = "replaces", "ersätter"
        CORRECTS = "corrects", "rättar"
        RECOMMENDED_BY = "recommended_by", "tillstyrkt av"

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="links")
    kind = models.CharField("samband", max_length=14, choices=Kind)
    other = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="linked_from", verbose_name="beslut"
    )
    body = models.CharField("annat organ", max_length=160, blank=True)
    section_number = models.CharField("paragraf", max_length=12, blank=True)
    decided_on = models.DateField("beslutsdag", null=True, blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = "samband mellan beslut"
        verbose_name_plural = "samband mellan beslut"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(other__isnull=True) ^ Q(body=""), name="link_names_a_decision_or_a_body"
            ),
            models.CheckConstraint(
                condition=Q(kind="recommended_by") | Q(other__isnull=False), name="link_of_decisions_has_both"
            ),
            models.CheckConstraint(condition=~Q(decision=F("other")), name="link_goes_to_another_decision"),
            models.UniqueConstraint(fields=["decision", "kind", "other"], name="link_once"),
        ]
        triggers = [frozen_with("row_.decision_id", "link_of_a_final_decision")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.target}"

    @property
    def is_chosen(self) -> bool:
        """Said by who writes the draft, who may take it back."""
        return self.kind != self.Kind.CORRECTS

    @property
    def target(self) -> str:
        """ "Fördelning 2020:3 (RS/195/2020 § 35)", or "SVOM § 46, 2020-03-04"."""
        if self.other is not None:
            return f"{self.other} ({self.other.reference})"
        name = " ".join(filter(None, [self.body, self.section_number]))
        return ", ".join(filter(None, [name, self.decided_on.isoformat() if self.decided_on else ""]))
