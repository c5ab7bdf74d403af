"""What a correction corrects: movements, with what they should have been; or words, before and after."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.text import capfirst

from decisions.models.decisions import Decision
from decisions.models.lines import frozen_with
from grants.models import Activity, Movement
from grants.models.fields import kronor_field


class CorrectedMovement(models.Model):
    """A movement of the corrected decision that is to be reversed. `amount` kronor are booked in its place, 0: none;
    to `activity` where the money should have gone to another one."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="corrected_movements")
    movement = models.ForeignKey(Movement, on_delete=models.PROTECT, related_name="corrections")
    amount = kronor_field("rätt belopp")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "bokning som rättas"
        ordering: ClassVar[list[str]] = ["movement_id"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "movement"], name="corrected_movement_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="corrected_movement_not_below_zero"),
        ]
        triggers = [frozen_with("row_.decision_id", "corrected_movement_of_a_final_decision")]

    def __str__(self) -> str:
        return f"{self.movement} → {self.amount}"

    @property
    def booking(self) -> str:
        """ "Ofördelat till Hemmonitorering, 2020-03-24"."""
        return capfirst(f"{self.movement.source} till {self.movement.target}, {self.movement.booked_on}")


class CorrectedWording(models.Model):
    """Words of a decided decision, as they were and as they should be. The decision itself stays as it was made."""

    class Part(models.TextChoices):
        TITLE = "title", "rubrik"
        REASON = "reason", "skäl"
        POINT = "point", "beslutspunkt"

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="corrected_wordings")
    part = models.CharField("del", max_length=6, choices=Part)
    number = models.PositiveSmallIntegerField("punkt", default=0)
    before = models.TextField("före", blank=True)
    after = models.TextField("efter", blank=True)

    class Meta:
        verbose_name = "rättad ordalydelse"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "part", "number"], name="corrected_wording_once"),
            models.CheckConstraint(condition=~Q(before=models.F("after")), name="corrected_wording_differs"),
        ]
        triggers = [frozen_with("row_.decision_id", "corrected_wording_of_a_final_decision")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """ "Rubrik", "Beslutspunkt 2"."""
        return f"{self.get_part_display().capitalize()} {self.number or ''}".strip()
