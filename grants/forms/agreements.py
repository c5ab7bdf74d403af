"""The forms that set an agreement up: itself, its areas, its funds, its payments; and the workbook with all of it."""

import base64
import binascii
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model

from grants.fields import KronorField
from grants.models import Agreement, DevelopmentArea, Fund
from grants.spreadsheets import LARGEST_FILE

DAY = {"invalid": "Skriv dagen som 2020-03-24."}


class SetUpForm(forms.ModelForm):
    """A model's fields as a form that writes nothing: `grants.setting_up` does. Amounts are read as Swedes write."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if field.required:
                field.error_messages["required"] = "Fyll i uppgiften."
            if isinstance(field, forms.DateField):
                field.widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
                field.error_messages |= DAY
            if isinstance(field, forms.ModelChoiceField):
                field.empty_label = "Ingen vald"
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 4

    @property
    def values(self) -> dict[str, Any]:
        """What was filled in, by the model's fields."""
        return self.cleaned_data


class AgreementForm(SetUpForm):
    class Meta:
        model: ClassVar[type[Model]] = Agreement
        fields = (
            "name",
            "slug",
            "full_title",
            "year",
            "registry_number",
            "parties",
            "recipient",
            "starts_on",
            "ends_on",
            "coordinator",
            "private_providers_take_part",
            "charges_earmarked_first",
            "hands_out_to_own_units",
            "summary",
            "goals",
        )
        help_texts: ClassVar[dict[str, str]] = {
            "slug": "Sidans adress: a–z, siffror och bindestreck, till exempel god-och-nara-vard-2020.",
            "registry_number": "Ärendets nummer här, till exempel RS/195/2020.",
            "recipient": "Vem som får medlen: regionen, eller gemensamt med kommunerna.",
        }
        error_messages: ClassVar[dict[str, dict[str, str]]] = {
            "slug": {
                "invalid": "Skriv adressen med a–z, siffror och bindestreck.",
                "unique": "Det finns redan en överenskommelse med den adressen.",
            },
            "year": {"invalid": "Skriv året med fyra siffror."},
        }


class AreaForm(SetUpForm):
    class Meta:
        model: ClassVar[type[Model]] = DevelopmentArea
        fields = (
            "number",
            "name",
            "short_name",
            "coordinator",
            "reallocation_allowed",
            "reallocation_rule",
            "description",
            "state_terms",
        )


class FundForm(SetUpForm):
    national_amount = KronorField(label="Nationellt belopp till regionerna", required=False, min_value=0)
    expected_amount = KronorField(
        label="Väntat belopp",
        required=False,
        min_value=0,
        help_text="När beloppet är okänt tills det betalas ut. Visas, men kan inte fördelas.",
    )

    class Meta:
        model: ClassVar[type[Model]] = Fund
        fields = (
            "name",
            "earmarked",
            "national_amount",
            "key",
            "expected_amount",
            "usable_until",
            "repay_by",
            "note",
        )

    def __init__(self, area: DevelopmentArea, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].queryset = area.agreement.keys.all()  # type: ignore[attr-defined]
        self.fields["key"].empty_label = "Ingen: medlen delas på annat sätt"  # type: ignore[attr-defined]


class WorkbookForm(forms.Form):
    """A workbook to look at, or the one just looked at, carried along in the page until it is confirmed."""

    file = forms.FileField(
        label="Arbetsbok",
        error_messages={"required": "Välj en arbetsbok."},
        help_text="Den ifyllda mallen, .xlsx.",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )
    carried = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].required = not self.data.get("carried")

    def clean(self) -> dict[str, Any]:
        file: UploadedFile | None = self.cleaned_data.get("file")
        if file is not None and (file.size or 0) > LARGEST_FILE:
            raise ValidationError({"file": f"Filen är större än {LARGEST_FILE // 1024 // 1024} MB."})
        if self.errors:
            return self.cleaned_data
        try:
            self.content = file.read() if file else base64.b64decode(self.cleaned_data["carried"], validate=True)
        except binascii.Error as error:
            raise ValidationError({"file": "Arbetsboken kom inte fram hel. Välj den igen."}) from error
        return self.cleaned_data

    @property
    def to_carry(self) -> str:
        return base64.b64encode(self.content).decode("ascii")
