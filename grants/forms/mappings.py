"""The form of a column mapping: what the columns of one source's files are called."""

from typing import Any

from django import forms

from grants.models import OutcomeMapping
from grants.outcome.names import dimensions_of

SEPARATORS = [
    ("", "Inget: delarna står i egna kolumner"),
    (" ", "Blanksteg"),
    (".", "Punkt"),
    ("-", "Bindestreck"),
    ("/", "Snedstreck"),
    (":", "Kolon"),
    ("|", "Lodstreck"),
]
PLACES = ("account_column", "unit_column", "project_column", "activity_part_column", "counterpart_column")
"""Where the account string's parts stand, in its order."""


class MappingForm(forms.ModelForm):
    account_column = forms.CharField(
        label="Kolumn för konto, eller för hela kontosträngen", max_length=60, required=False
    )
    unit_column = forms.CharField(label="Kolumn för enhet", max_length=60, required=False)
    project_column = forms.CharField(label="Kolumn för projekt eller objekt", max_length=60, required=False)
    activity_part_column = forms.CharField(label="Kolumn för kontosträngens aktivitet", max_length=60, required=False)
    counterpart_column = forms.CharField(label="Kolumn för motpart", max_length=60, required=False)
    account_separator = forms.ChoiceField(
        label="Tecken mellan kontosträngens delar",
        choices=SEPARATORS,
        required=False,
        help_text="Välj ett om hela kontosträngen står i en kolumn: konto, enhet, projekt, aktivitet, motpart.",
    )

    class Meta:
        model = OutcomeMapping
        fields = (
            "name",
            "format",
            "month_column",
            "activity_column",
            "amount_column",
            "voucher_column",
            "text_column",
            "head_row",
            "credit_is_cost",
            "accounts",
            "dimensions",
        )
        help_texts = {
            "month_column": "Månad eller dag. Lämnas tom om varje fil gäller en enda månad.",
            "activity_column": "Koden som står på aktiviteten. Lämnas tom om bara regler ska koppla.",
            "head_row": "Lämnas tomt om rubrikerna står på första raden med innehåll.",
            "accounts": "Början på kontonumren, med semikolon mellan: 4;5;6;7. Tomt räknar alla; i en SIE-fil 4–7.",
            "dimensions": "Numren för enhet, projekt, aktivitet och motpart, med semikolon mellan. Tomt: 1;6.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = self.instance.account_columns.split(";") if self.instance.account_columns else []
        for place, name in zip(PLACES, names, strict=False):
            self.fields[place].initial = name.strip()
        self.fields["account_separator"].initial = self.instance.account_separator
        if read := ", ".join(f"{part} = {name}" for part, name in dimensions_of(self.instance).items()):
            self.fields["dimensions"].help_text += f" I den senast lästa filen: {read}."

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("format") == OutcomeMapping.Format.TABLE:
            if not data.get("amount_column"):
                self.add_error("amount_column", "Skriv vad kolumnen med belopp heter.")
            if not data.get("activity_column") and not any(data.get(place) for place in PLACES):
                self.add_error("activity_column", "Skriv en kolumn för aktivitetskod, eller för kontosträngen.")
        if data.get("account_separator") and not data.get("account_column"):
            self.add_error("account_column", "Skriv vilken kolumn kontosträngen står i.")
        return data

    def mapping(self) -> dict[str, Any]:
        """What `grants.outcome.save_mapping` writes."""
        data = self.cleaned_data
        columns = [data[place] for place in PLACES]
        while columns and not columns[-1]:
            columns.pop()
        saved = {name: data[name] for name in self.Meta.fields}
        return saved | {"account_columns": ";".join(columns), "account_separator": data["account_separator"]}
