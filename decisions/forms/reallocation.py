"""The changes of a reallocation as somebody wrote them: per activity a signed change or a new sum, and the reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django import forms
from django.forms import BoundField

from decisions.proposing import Sheet, SheetRow
from grants.fields import KronorField
from grants.findings import Finding
from grants.kronor import format_kronor
from grants.models import Activity


@dataclass(frozen=True)
class FormRow:
    """A row of the sheet with its two fields. `saved` is what somebody else saved meanwhile."""

    row: SheetRow
    change: BoundField
    new_sum: BoundField
    saved: Decimal | None


class ReallocationForm(forms.Form):
    """After `is_valid`, `changes` maps each activity that changes to its signed kronor."""

    reason = forms.CharField(
        label="Skäl",
        help_text="Varför flyttas pengarna? Det läser den som beslutar, och det följer med beslutet.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Skriv varför pengarna ska flyttas."},
    )

    def __init__(
        self,
        sheet: Sheet,
        data: Mapping[str, str] | None = None,
        *,
        saved: Mapping[int, Decimal] | None = None,
        reason: str = "",
        to_board: bool = False,
    ) -> None:
        super().__init__(data, initial={"reason": reason, "to_board": to_board})
        self.sheet, self.saved = sheet, saved or {}
        self.changes: dict[Activity, Decimal] = {}
        for row in sheet.rows:
            self._add_row(row)
        if sheet.director_may:
            self.fields["to_board"] = forms.BooleanField(
                label="Lägg fram för regionstyrelsen i stället", required=False
            )

    def _add_row(self, row: SheetRow) -> None:
        activity = row.activity
        closed = {"disabled": True} if activity.locked else {}
        for prefix, label in (("change", "Ändring"), ("sum", "Ny summa")):
            field = KronorField(required=False, label=f"{label} för {activity}")
            field.widget.attrs |= {"aria-label": f"{label} för {activity}, kronor"} | closed
            self.fields[f"{prefix}-{activity.pk}"] = field
        self.initial[f"change-{activity.pk}"] = self.saved.get(activity.pk)

    @property
    def to_board(self) -> bool:
        return bool(self.cleaned_data.get("to_board"))

    @property
    def version(self) -> int:
        """The version that the writer read; 0 if the form does not say."""
        text = self.data.get("version", "")
        return int(text) if text.isdigit() else 0

    @property
    def hands_in(self) -> bool:
        return self.data.get("then") == "hand-in"

    def clean(self) -> None:
        for row in self.sheet.rows:
            change = self._change(row)
            if change:
                self.changes[row.activity] = change
        self._refuse_strangers()
        if not self.changes and not self.errors:
            raise forms.ValidationError("Ange minst en ändring.", code="nothing")

    def _change(self, row: SheetRow) -> Decimal | None:
        change = self.cleaned_data.get(f"change-{row.activity.pk}")
        new_sum = self.cleaned_data.get(f"sum-{row.activity.pk}")
        if new_sum is None:
            return change
        if change is not None and row.booked + change != new_sum:
            self.add_error(
                f"change-{row.activity.pk}",
                f"Ändringen och den nya summan går inte ihop: {format_kronor(row.booked)} är bokfört nu. "
                "Fyll i bara den ena.",
            )
            return None
        return new_sum - row.booked

    def _refuse_strangers(self) -> None:
        """An amount for an activity that is not on the sheet is not passed over in silence."""
        known = {f"{prefix}-{row.activity.pk}" for row in self.sheet.rows for prefix in ("change", "sum")}
        written = {name for name in self.data if name.startswith(("change-", "sum-")) and self.data[name].strip()}
        if written - known:
            raise forms.ValidationError(
                f"En av aktiviteterna hör inte till område {self.sheet.area.number}. "
                "Pengar mellan områden måste beslutas av regionstyrelsen.",
                code="other_area",
            )

    def add_findings(self, found: list[Finding]) -> None:
        """What the checks say, beside the activity that it is about."""
        for finding in found:
            name = f"change-{finding.activity_id}"
            self.add_error(name if name in self.fields else None, f"{finding.text} {finding.way_out}")

    def show_saved(self, saved: Mapping[int, Decimal]) -> None:
        """Somebody else saved meanwhile: their values stand beside what was written."""
        self.others = saved

    others: Mapping[int, Decimal] | None = None

    @property
    def rows(self) -> list[FormRow]:
        return [
            FormRow(
                row,
                self[f"change-{row.activity.pk}"],
                self[f"sum-{row.activity.pk}"],
                None if self.others is None else self.others.get(row.activity.pk, Decimal(0)),
            )
            for row in self.sheet.rows
        ]
