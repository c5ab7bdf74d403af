"""A mandate by a decision of the board, or by a clause of the delegation order; and the end of one."""

from typing import Any

from django import forms

from config.refused import Refused
from decisions.models import Decision
from decisions.models.kinds import Body, Kind
from grants.fields import KronorField
from grants.models import Agreement, DevelopmentArea
from people.models import Role

FIELD_OF = {
    "not_decided": "source",
    "no_basis": "clause",
    "before_its_decision": "valid_from",
    "no_kind": "kinds",
    "no_agreement": "agreement",
    "no_such_area": "areas",
    "ends_too_early": "valid_until",
    "ends_too_late": "last_day",
    "in_use": "last_day",
}
"""The field that each refusal is about."""


def day(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Ange dagen.", "invalid": "Skriv dagen som 2020-03-24."},
    )


class AreaChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: DevelopmentArea) -> str:
        return f"{obj.agreement}: {obj}"


class SourceChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Decision) -> str:
        return f"{obj.reference}, {obj.decided_on}: {obj.title}"


class Refusing(forms.Form):
    def refuse(self, refused: Refused) -> None:
        """A rule said no: its reason beside the field that it is about."""
        field = FIELD_OF.get(refused.code, "")
        self.add_error(field if field in self.fields else None, refused.message)


class MandateForm(Refusing):
    """`by_clause`: a clause of the delegation order, which rests on no decision here."""

    name = forms.CharField(label="Namn", max_length=200, help_text="Till exempel Omfördelning inom utvecklingsområde.")
    role = forms.ModelChoiceField(Role.objects.order_by("name"), label="Ges till", empty_label="Välj funktion")
    kinds = forms.MultipleChoiceField(
        label="Får besluta",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Välj minst ett slag av beslut."},
    )
    agreement = forms.ModelChoiceField(
        Agreement.objects.order_by("name"), label="Överenskommelse", required=False, empty_label="Alla"
    )
    areas = AreaChoice(
        DevelopmentArea.objects.select_related("agreement").order_by("agreement__name", "number"),
        label="Utvecklingsområden",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Inget valt: alla områden.",
    )
    ceiling = KronorField(
        label="Högsta belopp per beslut, kr", required=False, min_value=1, help_text="Tomt: inget tak."
    )
    valid_from = day("Gäller från och med")
    valid_until = day("Gäller till och med", required=False, help_text="Tomt: tills vidare.")
    source = SourceChoice(
        Decision.objects.none(),
        label="Beslut som gav mandatet",
        empty_label="Välj",
        error_messages={"required": "Välj det beslut som gav mandatet."},
    )
    source_point = forms.IntegerField(label="Beslutspunkt", required=False, min_value=1, max_value=99)
    clause = forms.CharField(label="Punkt i delegationsordningen", max_length=80, help_text="Till exempel 4.1.17.")
    text = forms.CharField(
        label="Lydelse",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Ordagrant som i beslutet eller delegationsordningen.",
        error_messages={"required": "Skriv lydelsen, så att alla kan läsa vad som gäller."},
    )

    def __init__(self, kinds: list[Kind], data: Any = None, *, by_clause: bool = False) -> None:
        super().__init__(data)
        choices = [(kind.value, kind.label.capitalize()) for kind in kinds]
        self.fields["kinds"].choices = choices  # type: ignore[attr-defined]
        sources = Decision.objects.decided().made_by(Body.BOARD).select_related("case")
        self.fields["source"].queryset = sources  # type: ignore[attr-defined]
        for name in ("source", "source_point") if by_clause else ("clause",):
            del self.fields[name]

    def clean(self) -> None:
        agreement, areas = self.cleaned_data.get("agreement"), self.cleaned_data.get("areas") or []
        if any(area.agreement != agreement for area in areas):
            self.add_error("areas", "Välj områden i den överenskommelse som mandatet gäller.")

    @property
    def given(self) -> dict[str, Any]:
        """What `give_mandate` takes."""
        data = dict(self.cleaned_data)
        areas = data.pop("areas")
        return data | {
            "area_numbers": [area.number for area in areas],
            "kinds": [Kind(kind) for kind in data["kinds"]],
        }


class EndMandateForm(Refusing):
    last_day = day("Sista dag", help_text="Mandatet gäller till och med den dagen.")
    reason = forms.CharField(
        label="Varför det upphör",
        max_length=300,
        help_text="Till exempel vilket beslut som ersätter det.",
        error_messages={"required": "Skriv varför mandatet upphör."},
    )
