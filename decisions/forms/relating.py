"""Which earlier decision a draft amends, extends or replaces."""

from typing import Any, cast

from django import forms

from decisions.links import CHOSEN, relatable
from decisions.models import Decision, DecisionLink


class RelationForm(forms.Form):
    """After `is_valid`, `kind` and `other` are what the action takes."""

    kind = forms.ChoiceField(
        label="Förslaget",
        choices=[(kind.value, kind.label) for kind in CHOSEN],
        widget=forms.RadioSelect,
        error_messages={"required": "Välj hur förslaget förhåller sig till beslutet."},
    )
    other = forms.TypedChoiceField(
        label="Beslutet",
        coerce=int,
        help_text="Det som är beslutat i samma ärende eller överenskommelse står först.",
        error_messages={"required": "Välj beslutet."},
    )

    def __init__(self, decision: Decision, data: Any = None) -> None:
        super().__init__(data)
        cast(forms.TypedChoiceField, self.fields["other"]).choices = [("", "Välj"), *relatable(decision)]

    @property
    def relation(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"kind": DecisionLink.Kind(data["kind"]), "other": Decision.objects.get(pk=data["other"])}
