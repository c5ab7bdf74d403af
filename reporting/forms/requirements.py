"""The forms of requirements: a new one, what is decided about one, and the template to take over from."""

import datetime
from typing import Any

from django import forms

from reporting.models import Requirement, RequirementChange
from reporting.models.requirements import REPORTED


def day_field(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "Ange dagen.", "invalid": "Skriv dagen som 2020-09-30."},
    )


class ChangeForm(forms.Form):
    """What is decided about a requirement. No decision is registered before it is made."""

    status = forms.ChoiceField(label="Läge", choices=RequirementChange.Status.choices)
    due_on = day_field("Senast", required=False, help_text="Tomt när det inte finns någon sista dag.")
    decided_on = day_field("Dag för beslutet")
    decided_by = forms.CharField(
        label="Beslutat av",
        max_length=200,
        help_text="Vem, och gärna diarienummer: Regeringen, S2020/02841. För ett fullgjort krav: hur det lämnades.",
        error_messages={"required": "Skriv vem som beslutade."},
    )
    note = forms.CharField(label="Anmärkning", required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, on: datetime.date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on

    def clean_decided_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["decided_on"]
        if day > self.on:
            raise forms.ValidationError(f"Dagen har inte varit än. I dag är det {self.on}.")
        return day


class RequirementForm(ChangeForm):
    """A new requirement with what set it."""

    kind = forms.ChoiceField(label="Slag", choices=Requirement.Kind.choices)
    title = forms.CharField(label="Rubrik", max_length=200, error_messages={"required": "Skriv en rubrik."})
    recipient = forms.CharField(
        label="Mottagare", max_length=120, required=False, help_text="Tomt när en plan bara ska finnas, inte lämnas in."
    )
    period_from = day_field("Avser från och med", required=False)
    period_to = day_field("Avser till och med", required=False)
    source = forms.CharField(label="Källa", max_length=200, required=False, help_text="Dokument och avsnitt.")
    field_order = ("kind", "title", "recipient", "period_from", "period_to", "source")

    CHANGE = ("status", "due_on", "decided_on", "decided_by", "note")

    def clean(self) -> None:
        if self.cleaned_data.get("kind") in REPORTED and not self.cleaned_data.get("recipient"):
            self.add_error("recipient", "Skriv vem redovisningen går till.")

    @property
    def fields_of_the_requirement(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in self.CHANGE}

    @property
    def change(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.CHANGE}


class SourceForm(forms.Form):
    """Which agreement's requirements to follow, or the usual set."""

    source = forms.ChoiceField(label="Krav som i", error_messages={"invalid_choice": "Välj ett av alternativen."})

    def __init__(self, choices: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = choices  # type: ignore[attr-defined]
