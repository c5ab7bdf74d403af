"""The forms that book: the state's allotment, and covering what is decided without money behind it."""

import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from decisions.covering import Shortage
from grants.fields import KronorField
from grants.kronor import format_kronor
from grants.models import Agreement, Fund


class AllotmentForm(forms.Form):
    """What the state has decided to give, per fund. `on` is today: no decision is registered before it is made."""

    decided_on = forms.DateField(
        label="Dag för statens beslut",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "Ange dagen.", "invalid": "Skriv dagen som 2020-03-06."},
    )
    registry_number = forms.CharField(
        label="Beslutets diarienummer",
        max_length=40,
        help_text="Diarienumret på beslutet om utbetalning, till exempel S2020/00001/FS.",
        error_messages={"required": "Ange diarienumret."},
    )
    note = forms.CharField(label="Anmärkning", max_length=300, required=False)

    def __init__(self, agreement: Agreement, on: datetime.date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        rows = Fund.objects.filter(area__agreement=agreement).select_related("area__agreement")
        self.funds = list(rows.order_by("area__number", "position", "pk"))
        for fund in self.funds:
            self.fields[f"fund-{fund.pk}"] = KronorField(label=str(fund), required=False, min_value=0)

    @property
    def fund_fields(self) -> list[forms.BoundField]:
        return [self[f"fund-{fund.pk}"] for fund in self.funds]

    def clean_decided_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["decided_on"]
        if day > self.on:
            raise ValidationError(f"Dagen ligger efter i dag, {self.on}. Registrera beslutet när det är fattat.")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not self.amounts:
            raise ValidationError("Fyll i minst ett tilldelat belopp.")
        return cleaned

    @property
    def amounts(self) -> dict[Fund, Decimal]:
        """The kronor of each fund that got any."""
        given = {fund: self.cleaned_data.get(f"fund-{fund.pk}") for fund in self.funds}
        return {fund: amount for fund, amount in given.items() if amount}

    @property
    def total(self) -> Decimal:
        return sum(self.amounts.values(), Decimal(0))


class CoverForm(forms.Form):
    """How much, from which fund. What may not be is said by the action, under lock."""

    amount = KronorField(label="Belopp att täcka, kr", min_value=Decimal("0.01"))

    def __init__(self, shortage: Shortage, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"amount": shortage.suggested}
        self.funds = {str(source.fund.pk): source.fund for source in shortage.sources}
        self.fields["fund"] = forms.ChoiceField(
            label="Tilldelning",
            widget=forms.RadioSelect,
            choices=[
                (str(source.fund.pk), f"{source.fund} – ofördelat {format_kronor(source.free)}")
                for source in shortage.sources
            ],
            initial=next(iter(self.funds), None),
            error_messages={"required": "Välj en tilldelning.", "invalid_choice": "Välj en tilldelning i listan."},
        )
        self.order_fields(["fund", "amount"])

    @property
    def fund(self) -> Fund:
        return self.funds[self.cleaned_data["fund"]]


class AcknowledgeForm(forms.Form):
    """Why a finding stands."""

    reason = forms.CharField(
        label="Varför godtas avvikelsen?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Skriv varför avvikelsen godtas."},
    )
