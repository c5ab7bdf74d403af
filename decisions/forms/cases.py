"""A case: its number, what it is about, the agreement it belongs to."""

from typing import Any

from django import forms

from config.refused import Refused
from grants.models import Agreement
from people.models import User


class CaseTitleForm(forms.Form):
    title = forms.CharField(label="Ärende", max_length=300, error_messages={"required": "Skriv vad ärendet gäller."})


class CaseForm(CaseTitleForm):
    registry_number = forms.CharField(
        label="Diarienummer",
        max_length=60,
        help_text="Så som det står i diariet, till exempel RS/195/2020.",
        error_messages={"required": "Skriv diarienumret."},
    )
    opened_on = forms.DateField(
        label="Öppnat",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Ange dagen.", "invalid": "Skriv dagen som 2020-06-15."},
    )
    field_order = ("registry_number", "title", "agreement", "opened_on")

    def __init__(self, user: User, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["agreement"] = forms.ModelChoiceField(
            Agreement.objects.visible_to(user),
            label="Överenskommelse",
            required=False,
            empty_label="Ingen, eller inte känd än",
        )
        self.order_fields(self.field_order)

    def refuse(self, refused: Refused) -> None:
        """Shows the reason at the field that it is about."""
        about_the_number = refused.code in {"number", "taken"}
        self.add_error("registry_number" if about_the_number else None, refused.message)
