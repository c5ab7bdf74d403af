"""The forms of the follow-up: a file of outcome, and the reasons for taking back and opening again."""

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from grants.kronor import MonthError, format_kronor, parse_month
from grants.models import Agreement, OutcomeCorrection, OutcomeMapping
from grants.outcome.sheets import LARGEST_FILE

MONTH_FIELD_CODES = {"closed_month", "wrong_month"}
"""The refusals that are about the month and not the file."""


class UploadForm(forms.Form):
    agreement = forms.ModelChoiceField(
        Agreement.objects.none(),
        label="Överenskommelse",
        empty_label=None,
        to_field_name="slug",
        error_messages={"required": "Välj överenskommelse.", "invalid_choice": "Överenskommelsen finns inte."},
    )
    month = forms.CharField(
        label="Månad", help_text="Till exempel 2020-03.", error_messages={"required": "Skriv månaden som 2020-03."}
    )
    mapping = forms.ModelChoiceField(
        OutcomeMapping.objects.all(),
        label="Kolumnmappning",
        empty_label=None,
        help_text="Vilka kolumner i filen som är månad, aktivitetskod och belopp.",
        error_messages={"required": "Välj kolumnmappning."},
    )
    file = forms.FileField(
        label="Fil",
        help_text="CSV med semikolon, Excel (.xlsx) med ett blad, eller SIE 4. Högst 20 MB.",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,.se,.si,.sie"}),
        error_messages={"required": "Välj en fil.", "empty": "Filen är tom.", "invalid": "Välj en fil."},
    )

    def __init__(self, agreements: QuerySet[Agreement], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreement"].queryset = agreements  # type: ignore[attr-defined]

    def clean_month(self) -> datetime.date:
        try:
            return parse_month(self.cleaned_data["month"])
        except MonthError as error:
            raise ValidationError(str(error)) from error

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_FILE:
            raise ValidationError(f"Filen är större än {LARGEST_FILE // 1024 // 1024} MB.")
        return file

    def source(self) -> dict[str, Any]:
        """What `grants.outcome.preview` takes."""
        file = self.cleaned_data["file"]
        return {
            "agreement": self.cleaned_data["agreement"],
            "month": self.cleaned_data["month"],
            "mapping": self.cleaned_data["mapping"],
            "name": file.name,
            "content": file.read(),
        }


class CorrectionsForm(forms.Form):
    """Does the new file say the same as the corrections of its month? One question each, without a given answer."""

    IN_THE_FILE, BESIDE = "i-filen", "bredvid"

    def __init__(self, corrections: Sequence[OutcomeCorrection], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.corrections = corrections
        for row in corrections:
            self.fields[f"rattelse-{row.pk}"] = forms.ChoiceField(
                label=f"{row.activity}: {format_kronor(row.amount, sign=True)}, rättad {row.dated} av {row.by}",
                help_text=row.reason,
                choices=[
                    (self.IN_THE_FILE, "Filen innehåller rättelsen: räkna den inte bredvid"),
                    (self.BESIDE, "Filen innehåller den inte: räkna den som förut"),
                ],
                widget=forms.RadioSelect,
                error_messages={"required": "Svara om filen innehåller rättelsen."},
            )
        if corrections:
            self.fields["skal"] = forms.CharField(
                label="Hur vet du att filen innehåller dem?",
                max_length=300,
                required=False,
                help_text="Till exempel verifikatets nummer i filen. Behövs om filen innehåller någon av dem.",
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.corrections and self.held and not data.get("skal"):
            self.add_error("skal", "Skriv hur du vet att filen innehåller rättelserna.")
        return data

    @property
    def held(self) -> list[int]:
        """The ids of those that the file says itself."""
        return [row.pk for row in self.corrections if self.cleaned_data.get(f"rattelse-{row.pk}") == self.IN_THE_FILE]

    @property
    def said(self) -> dict[str, Any]:
        """What `grants.outcome.uploads.confirm` takes."""
        return {"held": self.held, "held_reason": self.cleaned_data.get("skal", "")}


class ReasonForm(forms.Form):
    reason = forms.CharField(label="Skäl", max_length=200, error_messages={"required": "Skriv ett skäl."})
