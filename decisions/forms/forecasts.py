"""What a manager says of an activity's money, what the list shows, and the agreement's terms for it."""

import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet

from grants.fields import KronorField
from grants.kronor import format_month
from grants.models import Agreement, DevelopmentArea
from grants.outcome.months import months_between


class ForecastForm(forms.Form):
    amount = KronorField(label="Prognos för hela perioden, kr", min_value=0)
    comment = forms.CharField(
        label="Kommentar till prognosen",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Behövs när prognosen avviker mer från budgeten än överenskommelsens gräns.",
    )


class OutcomeCommentForm(forms.Form):
    text = forms.CharField(
        label="Vad avvikelsen beror på",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Skriv vad avvikelsen beror på."},
    )
    confirmed = forms.BooleanField(required=False)

    def __init__(self, agreement: Agreement, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if agreement.hands_out_to_own_units:
            del self.fields["confirmed"]
        else:
            self.fields["confirmed"].label = agreement.assignment_sentence
            self.fields["confirmed"].help_text = "Kryssa för om det stämmer. Meningen sparas med kommentaren."

    def chosen(self) -> dict[str, Any]:
        return {"confirmed": False} | self.cleaned_data


class ForecastFilter(forms.Form):
    """What the list shows. What cannot be read is left out of the filter."""

    SCOPES = (("", "Alla aktiviteter"), ("mina", "Mina aktiviteter"), ("kommentar", "Kommentar saknas"))
    overenskommelse = forms.ModelChoiceField(
        Agreement.objects.none(), label="Överenskommelse", to_field_name="slug", empty_label=None, required=False
    )
    omrade = forms.ModelChoiceField(
        DevelopmentArea.objects.none(), label="Område", to_field_name="number", empty_label="Alla", required=False
    )
    visa = forms.ChoiceField(label="Visa", choices=SCOPES, required=False)

    def __init__(self, agreements: QuerySet[Agreement], agreement: Agreement, data: Any) -> None:
        super().__init__({**{key: data[key] for key in data}, "overenskommelse": agreement.slug})
        self.fields["overenskommelse"].queryset = agreements  # type: ignore[attr-defined]
        areas = DevelopmentArea.objects.filter(agreement=agreement).select_related("agreement")
        self.fields["omrade"].queryset = areas  # type: ignore[attr-defined]
        self.is_valid()

    def chosen(self) -> dict[str, Any]:
        """What `decisions.forecast_pages.listed` takes."""
        area = self.cleaned_data.get("omrade")
        return {"area": area.number if area else None, "scope": self.cleaned_data.get("visa", "")}


class TermsForm(forms.Form):
    above_amount = KronorField(label="Kommentar krävs när avvikelsen är större än, kr", required=False, min_value=0)
    above_percent = forms.DecimalField(
        label="Kommentar krävs när avvikelsen är större än, procent av budgeten",
        required=False,
        min_value=0,
        max_value=Decimal("999.99"),
        decimal_places=2,
        localize=True,
        help_text="Med båda gränserna krävs kommentar först när båda är passerade. Utan gräns krävs ingen.",
        error_messages={
            "invalid": "Skriv procenten med siffror, till exempel 10 eller 7,5.",
            "min_value": "Gränsen kan inte vara mindre än noll.",
            "max_value": "Gränsen är högst 999,99 procent.",
            "max_decimal_places": "Skriv högst två decimaler.",
        },
    )

    def __init__(self, agreement: Agreement, data: Any = None) -> None:
        super().__init__(
            data,
            initial={"above_amount": agreement.comment_above_amount, "above_percent": agreement.comment_above_percent},
        )
        weights = {row.month: row.weight for row in agreement.budget_months.all()}
        self.months = months_between(agreement.starts_on, agreement.ends_on)
        for month in self.months:
            self.fields[_name(month)] = forms.IntegerField(
                label=format_month(month),
                required=False,
                min_value=0,
                max_value=1000,
                initial=weights.get(month),
                error_messages={
                    "invalid": f"Skriv vikten för {format_month(month)} som ett heltal.",
                    "min_value": "En vikt kan inte vara mindre än noll.",
                    "max_value": "En vikt är högst 1 000.",
                },
            )

    def month_fields(self) -> list[forms.BoundField]:
        return [self[_name(month)] for month in self.months]

    def chosen(self) -> dict[str, Any]:
        """What `actions.set_follow_up_terms` takes. A month left empty weighs nothing if another has a weight."""
        given = {month: self.cleaned_data.get(_name(month)) for month in self.months}
        written = any(weight is not None for weight in given.values())
        return {
            "above_amount": self.cleaned_data["above_amount"],
            "above_percent": self.cleaned_data["above_percent"],
            "weights": {month: weight or 0 for month, weight in given.items()} if written else {},
        }


def _name(month: datetime.date) -> str:
    return f"month-{format_month(month)}"
