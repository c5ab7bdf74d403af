"""What a correction says: what each movement should have been, or how the words should read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from decisions.actions import Correction, Rectification, Right
from decisions.actions.correcting import movements_of
from decisions.forms.moving import ProposalForm
from decisions.models import CorrectedWording, Decision
from grants.fields import KronorField
from grants.models import Account, Activity, Movement


@dataclass(frozen=True)
class MovementRow:
    """A movement with its fields; no choice of another activity where it did not reach one."""

    movement: Movement
    amount: forms.BoundField
    activity: forms.BoundField | None


class CorrectionForm(ProposalForm):
    """`earlier` is the decision that is corrected. After `is_valid`, `content` is the correction."""

    def __init__(
        self, earlier: Decision, data: Mapping[str, str] | None = None, *, saved: Decision | None = None
    ) -> None:
        super().__init__(data, initial={"reason": saved.reason} if saved else {})
        self.earlier, self.movements = earlier, movements_of(earlier)
        activities = Activity.objects.filter(area__agreement=earlier.agreement).select_related("area")
        rights = {row.movement_id: row for row in saved.corrected_movements.all()} if saved else {}
        for movement in self.movements:
            right = rights.get(movement.pk)
            field = KronorField(label=f"Rätt belopp för {_named(movement)}", required=False, min_value=0)
            self.fields[f"amount-{movement.pk}"] = field
            self.initial[f"amount-{movement.pk}"] = right.amount.amount if right else None
            if movement.target.kind == Account.Kind.ACTIVITY:
                self.fields[f"activity-{movement.pk}"] = forms.ModelChoiceField(
                    activities, label=f"Rätt aktivitet för {_named(movement)}", required=False, empty_label="Samma"
                )
                self.initial[f"activity-{movement.pk}"] = right.activity_id if right else None

    @property
    def rows(self) -> list[MovementRow]:
        return [
            MovementRow(
                movement,
                self[f"amount-{movement.pk}"],
                self[f"activity-{movement.pk}"] if f"activity-{movement.pk}" in self.fields else None,
            )
            for movement in self.movements
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for movement in self.movements:
            if data.get(f"activity-{movement.pk}") and data.get(f"amount-{movement.pk}") is None:
                self.add_error(f"amount-{movement.pk}", "Skriv också beloppet som ska till den rätta aktiviteten.")
        if not self.errors and not self.content.rows:
            raise forms.ValidationError("Skriv det rätta beloppet för minst en bokning; 0 om den inte ska finnas.")
        return data

    @property
    def content(self) -> Correction:
        rights = [
            Right(movement, amount, self.cleaned_data.get(f"activity-{movement.pk}"))
            for movement in self.movements
            if (amount := self.cleaned_data.get(f"amount-{movement.pk}")) is not None
        ]
        return Correction(self.earlier, rights)


def _named(movement: Movement) -> str:
    return f"{movement.source} till {movement.target}"


class RectificationForm(ProposalForm):
    """The words as they should read, filled in with those that stand. After `is_valid`, `content` is the change."""

    heading = forms.CharField(label="Rubrik", max_length=300)
    words = forms.CharField(
        label="Beslutets skäl eller anmärkning", required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    field_order = ("heading", "words")

    def __init__(
        self, earlier: Decision, data: Mapping[str, str] | None = None, *, saved: Decision | None = None
    ) -> None:
        part = CorrectedWording.Part
        new = {(row.part, row.number): row.after for row in saved.corrected_wordings.all()} if saved else {}
        initial = {
            "heading": new.get((part.TITLE, 0), earlier.title),
            "words": new.get((part.REASON, 0), earlier.reason),
            "reason": saved.reason if saved else "",
        }
        super().__init__(data, initial=initial)
        self.earlier, self.points = earlier, list(earlier.points.all())
        for point in self.points:
            self.fields[f"point-{point.number}"] = forms.CharField(
                label=f"Beslutspunkt {point.number}",
                widget=forms.Textarea(attrs={"rows": 4}),
                error_messages={"required": "En beslutspunkt kan inte vara tom."},
            )
            self.initial[f"point-{point.number}"] = new.get((part.POINT, point.number), point.text)
        self.fields["reason"].label = "Varför rättas texten?"
        self.order_fields(["heading", "words", *(f"point-{point.number}" for point in self.points), "reason"])

    @property
    def content(self) -> Rectification:
        data = self.cleaned_data
        points = {point.number: data[f"point-{point.number}"] for point in self.points}
        return Rectification(self.earlier, data["heading"], data["words"], points)
