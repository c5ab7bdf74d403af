"""What a controller writes about a month: a note when it closes, a correction after."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from grants.fields import KronorField
from grants.models import Activity


class CloseForm(forms.Form):
    note = forms.CharField(
        label="Anmärkning",
        max_length=300,
        required=False,
        help_text="Behövs om något i listan inte är klart: varför månaden stängs ändå.",
    )


class CorrectionForm(forms.Form):
    activity = forms.ModelChoiceField(
        Activity.objects.none(),
        label="Aktivitet",
        empty_label="Välj aktivitet",
        error_messages={"required": "Välj aktivitet.", "invalid_choice": "Välj en aktivitet i listan."},
    )
    amount = KronorField(
        label="Ändring, kr",
        help_text="Vad utfallet ändras med. Minus om det har kostat mindre än det som är inläst, till exempel −10 000.",
    )
    reason = forms.CharField(
        label="Skäl",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Skriv varför utfallet rättas."},
    )

    def __init__(self, activities: QuerySet[Activity], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["activity"].queryset = activities  # type: ignore[attr-defined]
