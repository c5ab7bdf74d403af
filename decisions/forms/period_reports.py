"""What a follow-up shows: area, role and status of its activities, and up to which month."""

import datetime
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms

from decisions.selection import STATUSES, Selection
from grants.kronor import format_month, parse_month
from grants.models import Agreement, DevelopmentArea
from people.models import Role


class SelectionForm(forms.Form):
    """What cannot be read is left out of the choice. `months` adds the choice of a last month; without one in the
    address, or with one that is not among them, it is `otherwise`."""

    manad = forms.ChoiceField(label="Till och med", required=False)
    omrade = forms.ModelChoiceField(
        DevelopmentArea.objects.none(), label="Område", to_field_name="number", empty_label="Alla", required=False
    )
    funktion = forms.ModelChoiceField(
        Role.objects.none(), label="Ansvarig funktion", empty_label="Alla", required=False
    )
    status = forms.ChoiceField(label="Läge", choices=[("", "Alla"), *STATUSES.items()], required=False)

    def __init__(
        self,
        agreement: Agreement,
        data: Any,
        months: Sequence[datetime.date] = (),
        otherwise: datetime.date | None = None,
    ) -> None:
        written = [format_month(month) for month in months]
        given = {name: data[name] for name in data}
        if otherwise and given.get("manad") not in written:
            given["manad"] = format_month(otherwise)
        super().__init__(given)
        areas = DevelopmentArea.objects.filter(agreement=agreement).select_related("agreement")
        roles = Role.objects.filter(responsibilities__activity__area__agreement=agreement)
        self.fields["omrade"].queryset = areas  # type: ignore[attr-defined]
        self.fields["funktion"].queryset = roles.distinct().order_by("name")  # type: ignore[attr-defined]
        if months:
            self.fields["manad"].choices = [(month, month) for month in written]  # type: ignore[attr-defined]
        else:
            del self.fields["manad"]
        self.is_valid()

    def selection(self) -> Selection:
        area, role = self.cleaned_data.get("omrade"), self.cleaned_data.get("funktion")
        return Selection(
            area=area.number if area else None,
            role=role.pk if role else None,
            role_name=role.name if role else "",
            status=self.cleaned_data.get("status", ""),
        )

    def month(self) -> datetime.date:
        """The last month, in a form that has the choice of it."""
        return parse_month(self.cleaned_data["manad"])

    def query(self) -> str:
        """The choice of activities as a query string that another page of the agreement understands."""
        return self.with_choice(manad=None)

    def with_choice(self, **changes: Any) -> str:
        """The choice as a query string, with some of it chosen otherwise; None leaves a part out."""
        chosen = self.selection()
        parts = {
            "manad": self.cleaned_data.get("manad"),
            "omrade": chosen.area,
            "funktion": chosen.role,
            "status": chosen.status,
        }
        return urlencode({name: value for name, value in (parts | changes).items() if value not in (None, "")})

    def role_ids(self) -> dict[str, int]:
        """The roles that can be chosen, by name."""
        roles = self.fields["funktion"].queryset  # type: ignore[attr-defined]
        return {role.name: role.pk for role in roles}
