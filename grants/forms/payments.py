"""A payment as the officer enters it; and that it has been asked for, or has come."""

from typing import Any, ClassVar

from django import forms
from django.db.models import Model

from grants.fields import KronorField
from grants.forms.agreements import DAY, SetUpForm
from grants.models import Agreement, Fund, Payment


class PaymentForm(SetUpForm):
    amount = KronorField(
        label="Belopp, kr", required=False, min_value=1, help_text="Lämna tomt om det är okänt tills det betalas ut."
    )

    class Meta:
        model: ClassVar[type[Model]] = Payment
        fields = (
            "registry_number",
            "payer",
            "fund",
            "amount",
            "requisition_by",
            "requisitioned_on",
            "expected_on",
            "repay_by",
            "note",
        )
        help_texts: ClassVar[dict[str, str]] = {
            "registry_number": "Numret på statens beslut om utbetalning. Det följer med vid återbetalning.",
        }

    def __init__(self, agreement: Agreement, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        funds = Fund.objects.filter(area__agreement=agreement)
        self.fields["fund"].queryset = funds  # type: ignore[attr-defined]
        self.fields["fund"].empty_label = "Hela överenskommelsen"  # type: ignore[attr-defined]


class RequisitionedForm(forms.Form):
    on = forms.DateField(
        label="Rekvirerad",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "Ange dagen."} | DAY,
    )


class ReceivedForm(forms.Form):
    received_on = forms.DateField(
        label="Mottagen",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "Ange dagen då pengarna kom."} | DAY,
    )
    amount = KronorField(label="Mottaget belopp, kr", min_value=1, error_messages={"required": "Ange beloppet."})
