"""What a controller writes about a month: a note when it closes, a correction after."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet

from grants.fields import KronorField
from grants.kronor import format_kronor
from grants.models import Activity
from grants.outcome.names import Names, named


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

    account_string = forms.ChoiceField(
        label="Beloppet står i ej kopplat",
        required=False,
        help_text="Välj kontosträngen om beloppet ska flyttas därifrån. Då räknas det inte två gånger.",
        error_messages={"invalid_choice": "Kontosträngen har inget kvar i ej kopplat den månaden."},
    )

    def __init__(
        self, activities: QuerySet[Activity], in_bucket: Mapping[str, Decimal], names: Names, *args: Any, **kwargs: Any
    ) -> None:
        """`in_bucket`: kronor by account string; `names`: what accounting calls their codes."""
        super().__init__(*args, **kwargs)
        self.fields["activity"].queryset = activities  # type: ignore[attr-defined]
        strings = [(text, f"{_with_names(text, names)}: {format_kronor(amount)}") for text, amount in in_bucket.items()]
        self.fields["account_string"].choices = [("", "Nej"), *strings]  # type: ignore[attr-defined]
        if not strings:
            del self.fields["account_string"]


def _with_names(account_string: str, names: Names) -> str:
    called = named(account_string, names)
    return f"{account_string} ({called})" if called else account_string
