"""The day of a settlement: today, or the last day of a month that has ended."""

import datetime
from typing import Any

from django import forms

from decisions.month_pictures import last_day
from grants.kronor import format_month, parse_month
from grants.models import Agreement
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
    def as_of(self) -> datetime.date:
        chosen = self.cleaned_data.get("manad")
        return last_day(parse_month(chosen)) if chosen else self.today

    @property
    def query(self) -> str:
        chosen = self.cleaned_data.get("manad")
        return f"?manad={chosen}" if chosen else ""
