"""The form of a rule from account string to activity."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from grants.kronor import MonthError, format_month, parse_month
from grants.models import ACCOUNT_PARTS, Activity, Agreement
from grants.outcome.names import names_in


class RuleForm(forms.Form):
    """One rule of `agreement`. A part is a whole value, the beginning of one with a star, or empty; a code that the
    files have named has its name under the label."""

    activity = forms.ModelChoiceField(
        Activity.objects.none(),
        label="Aktivitet",
        empty_label="Välj aktivitet",
        error_messages={"required": "Välj aktivitet.", "invalid_choice": "Aktiviteten hör inte till överenskommelsen."},
    )
    account = forms.CharField(label="Konto", max_length=36, required=False)
    unit = forms.CharField(label="Enhet", max_length=36, required=False)
    project = forms.CharField(label="Projekt eller objekt", max_length=36, required=False)
    activity_code = forms.CharField(label="Aktivitet i kontosträngen", max_length=36, required=False)
    counterpart = forms.CharField(label="Motpart", max_length=36, required=False)
    first_month = forms.CharField(
        label="Gäller från och med månad",
        help_text="Till exempel 2020-03.",
        error_messages={"required": "Skriv månaden som 2020-03."},
    )
    last_month = forms.CharField(label="Gäller till och med månad", required=False)

    def __init__(self, agreement: Agreement, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["activity"].queryset = Activity.objects.of(agreement)  # type: ignore[attr-defined]
        self.fields["first_month"].initial = format_month(agreement.starts_on)
        names = names_in(agreement)
        for part in ACCOUNT_PARTS:
            self[part].help_text = names[part].get(self[part].value() or "", "")

    def clean_first_month(self) -> datetime.date:
        return _month(self.cleaned_data["first_month"])

    def clean_last_month(self) -> datetime.date | None:
        text = self.cleaned_data["last_month"]
        return _month(text) if text else None

    def rule(self) -> dict[str, Any]:
        """What `grants.outcome.make_rule` takes."""
        data = self.cleaned_data
        return {
            "activity": data["activity"],
            "parts": {part: data[part] for part in ACCOUNT_PARTS},
            "first_month": data["first_month"],
            "last_month": data["last_month"],
        }


def _month(text: str) -> datetime.date:
    try:
        return parse_month(text)
    except MonthError as error:
        raise ValidationError(str(error)) from error
