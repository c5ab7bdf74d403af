"""The numbered points of a decision: with the decision they are for ever."""

from typing import ClassVar

from django.db import models

from decisions.models.decisions import Decision
from decisions.models.lines import frozen_with


class DecisionPoint(models.Model):
    """A numbered point (beslutspunkt, att-sats)."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="points")
    number = models.PositiveSmallIntegerField("punkt")
    text = models.TextField("text")

    class Meta:
        verbose_name = "beslutspunkt"
        ordering: ClassVar[list[str]] = ["number"]
        constraints = [models.UniqueConstraint(fields=["decision", "number"], name="point_number_once")]
        triggers = [frozen_with("row_.decision_id", "point_of_a_final_decision")]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"
