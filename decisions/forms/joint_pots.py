"""A joint pot: its share, and for each agreement whether it takes part and by which activity."""

from collections.abc import Iterable
from typing import Any

from django import forms

from grants.models import Activity, Agreement, JointPot

OUT, WITHOUT = "", "utan"


class JointPotForm(forms.Form):
    """After `is_valid`, `values` is what `grants.joint_pots.save_joint_pot` takes. A field `a-<id>` an agreement."""

    name = forms.CharField(label="Namn", max_length=120, error_messages={"required": "Skriv vad potten heter."})
    share = forms.DecimalField(
        label="Andel av det tilldelade, procent",
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        localize=True,
        error_messages={"required": "Ange andelen.", "invalid": "Skriv andelen som 4 eller 4,5."},
    )

    def __init__(self, agreements: Iterable[Agreement], pot: JointPot | None, data: Any = None) -> None:
        """The agreements come with their areas and activities."""
        super().__init__(data, initial=_initial(pot))
        self.agreements = list(agreements)
        self.activities: dict[str, Activity] = {}
        for agreement in self.agreements:
            found = [activity for area in agreement.areas.all() for activity in area.activities.all()]
            self.activities |= {str(activity.pk): activity for activity in found}
            self.fields[f"a-{agreement.pk}"] = forms.ChoiceField(
                label=str(agreement),
                required=False,
                choices=[
                    (OUT, "Deltar inte"),
                    (WITHOUT, "Deltar, aktiviteten finns inte än"),
                    *((str(activity.pk), f"Deltar med {activity}") for activity in found),
                ],
            )

    @property
    def values(self) -> dict[str, Any]:
        chosen = {agreement: self.cleaned_data.get(f"a-{agreement.pk}") for agreement in self.agreements}
        parts = {agreement: self.activities.get(str(key)) for agreement, key in chosen.items() if key}
        return {"name": self.cleaned_data["name"], "share": self.cleaned_data["share"], "parts": parts}


def _initial(pot: JointPot | None) -> dict[str, Any]:
    if pot is None:
        return {}
    parts = {f"a-{part.agreement_id}": str(part.activity_id or WITHOUT) for part in pot.parts.all()}
    return {"name": pot.name, "share": pot.share, **parts}
