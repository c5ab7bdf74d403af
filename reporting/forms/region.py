"""Which agreements the region's page shows."""

from typing import Any
from urllib.parse import urlencode

from django import forms

from grants.models import Agreement
from people.models import Role
from reporting.region import STATUSES, Wanted


class RegionFilter(forms.Form):
    """The choice in the query string. What cannot be read chooses nothing away."""

    ar = forms.TypedChoiceField(label="År", coerce=int, empty_value=None, required=False)
    arbetsomrade = forms.CharField(label="Arbetsområde", max_length=80, required=False)
    funktion = forms.ModelChoiceField(
        Role.objects.filter(responsibilities__isnull=False).distinct(),
        label="Ansvarig funktion",
        empty_label="Alla",
        required=False,
    )
    status = forms.ChoiceField(label="Läge", required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        years = Agreement.objects.order_by("-year").values_list("year", flat=True).distinct()
        self.fields["ar"].choices = [("", "Alla"), *((year, year) for year in years)]  # type: ignore[attr-defined]
        statuses = [(key, word.capitalize()) for key, word in STATUSES.items()]
        self.fields["status"].choices = [("", "Alla"), *statuses]  # type: ignore[attr-defined]
        self.is_valid()

    def wanted(self) -> Wanted:
        chosen = self.cleaned_data
        return Wanted(
            chosen.get("ar"), chosen.get("arbetsomrade", ""), chosen.get("funktion"), chosen.get("status", "")
        )

    def query(self) -> str:
        """The choice as the beginning of a query string: "ar=2020&"; empty without one."""
        wanted = self.wanted()
        parts = {
            "ar": wanted.year,
            "arbetsomrade": wanted.work,
            "funktion": wanted.role.pk if wanted.role else None,
            "status": wanted.status,
        }
        chosen = urlencode({name: value for name, value in parts.items() if value})
        return f"{chosen}&" if chosen else ""
