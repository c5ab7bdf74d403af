"""Which providers and distributions the follow-up shows."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet

from decisions.provider_follow_up import GROUPS, STATUSES, Choice
from grants.models import Agreement, Provider


class ProviderFilter(forms.Form):
    """The choice in the query string. What cannot be read chooses nothing away."""

    overenskommelse = forms.ModelChoiceField(
        Agreement.objects.none(),
        label="Överenskommelse",
        to_field_name="slug",
        empty_label="Alla",
        required=False,
    )
    ar = forms.TypedChoiceField(label="År", coerce=int, empty_value=None, required=False)
    agarform = forms.ChoiceField(
        label="Ägarform", choices=[("", "Alla"), *((key.value, name) for key, name in GROUPS.items())], required=False
    )
    utforare = forms.ModelChoiceField(
        Provider.objects.filter(distribution_rows__isnull=False).distinct(),
        label="Utförare",
        empty_label="Alla",
        required=False,
    )
    status = forms.ChoiceField(label="Läge", choices=[("", "Alla"), *STATUSES.items()], required=False)

    def __init__(self, agreements: QuerySet[Agreement], data: Any) -> None:
        super().__init__(data)
        self.fields["overenskommelse"].queryset = agreements  # type: ignore[attr-defined]
        years = agreements.order_by("-year").values_list("year", flat=True).distinct()
        self.fields["ar"].choices = [("", "Alla"), *((year, year) for year in years)]  # type: ignore[attr-defined]
        self.is_valid()

    def choice(self) -> Choice:
        chosen = self.cleaned_data
        agreement, provider = chosen.get("overenskommelse"), chosen.get("utforare")
        return Choice(
            agreement=agreement.slug if agreement else "",
            agreement_name=agreement.name if agreement else "",
            year=chosen.get("ar"),
            ownership=chosen.get("agarform", ""),
            provider=provider.pk if provider else None,
            provider_name=provider.name if provider else "",
            status=chosen.get("status", ""),
        )

    def query(self) -> str:
        return self.with_choice()

    def with_choice(self, **changes: Any) -> str:
        """The choice as a query string, with some of it chosen otherwise; None leaves a part out."""
        chosen = self.choice()
        parts = {
            "overenskommelse": chosen.agreement,
            "ar": chosen.year,
            "agarform": chosen.ownership,
            "utforare": chosen.provider,
            "status": chosen.status,
        }
        return urlencode({name: value for name, value in (parts | changes).items() if value})
