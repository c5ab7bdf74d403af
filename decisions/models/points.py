"""The numbered points of a decision: with the decision they are for ever."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from decisions.models.decisions import Decision
from decisions.models.lines import frozen_with


class DecisionPoint(models.Model):
    """A numbered point (beslutspunkt, att-sats). `text` is what is decided; `proposed_text` is kept beside it where the
    body decided other words, "" where the body added the point."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="points")
    number = models.PositiveSmallIntegerField("punkt")
    text = models.TextField("text")
    proposed_text = models.TextField("föreslagen text", null=True, blank=True)  # noqa: DJ001 - null: as proposed

    class Meta:
        verbose_name = "beslutspunkt"
        ordering: ClassVar[list[str]] = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "number"], name="point_number_once"),
            models.CheckConstraint(condition=~Q(text=""), name="point_says_something"),
            models.CheckConstraint(
                condition=Q(proposed_text__isnull=True) | ~Q(proposed_text=F("text")), name="point_altered_differs"
            ),
        ]
        triggers = [frozen_with("row_.decision_id", "point_of_a_final_decision")]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"
