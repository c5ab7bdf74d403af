"""The day of a settlement, today or the last day of a month that has ended; what a proposal is to release."""

import datetime
from typing import Any

from django import forms

from decisions.month_pictures import last_day
from grants.kronor import format_month, parse_month
from grants.models import Activity, Agreement
from grants.outcome.months import months_between


class SettlementFilter(forms.Form):
    """What cannot be read is taken as today."""

    manad = forms.ChoiceField(label="Per", required=False)

    def __init__(self, agreement: Agreement, today: datetime.date, data: Any) -> None:
        super().__init__(data)
        self.today = today
        ended = [month for month in months_between(agreement.starts_on, today) if last_day(month) < today]
        choices = [(format_month(month), f"sista {format_month(month)}") for month in reversed(ended)]
        self.fields["manad"].choices = [("", f"i dag, {today}"), *choices]  # type: ignore[attr-defined]
        self.is_valid()

    @property
    def chosen(self) -> str:
        """The month as it stands in addresses and forms; "" for today."""
        return str(self.cleaned_data.get("manad") or "")

    @property
    def as_of(self) -> datetime.date:
        return last_day(parse_month(self.chosen)) if self.chosen else self.today

    @property
    def query(self) -> str:
        return f"?manad={self.chosen}" if self.chosen else ""


class ReleaseForm(forms.Form):
    """The activities that something is released from."""

    aktivitet = forms.ModelMultipleChoiceField(
        Activity.objects.none(),
        error_messages={
            "required": "Välj minst en aktivitet.",
            "invalid_choice": "En aktivitet finns inte i överenskommelsen.",
        },
    )

    def __init__(self, agreement: Agreement, data: Any) -> None:
        super().__init__(data)
        self.fields["aktivitet"].queryset = Activity.objects.of(agreement)  # type: ignore[attr-defined]
