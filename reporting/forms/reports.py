"""What people write into reports, and when they hand them in."""

from collections.abc import Mapping
from typing import Any

from django import forms

from reporting.verification import checksum_of, read_checksum


class NarrativeForm(forms.Form):
    text = forms.CharField(
        label="Ditt svar",
        required=False,
        help_text="Vad har gjorts, vad har det gett och vad återstår? En tom rad ger nytt stycke, * ger en punktlista.",
        widget=forms.Textarea(attrs={"rows": 16}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class VerificationForm(forms.Form):
    """A file or its checksum; `sha256` is the answer to either."""

    file = forms.FileField(
        label="Fil", required=False, allow_empty_file=True, help_text="PDF, Excel, CSV eller JSON. Filen sparas inte."
    )
    sha256 = forms.CharField(
        label="Eller kontrollsumma (SHA-256)", required=False, help_text="64 tecken, 0–9 och a–f. Mellanslag gör inget."
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if upload := cleaned.get("file"):
            cleaned["sha256"] = checksum_of(upload.chunks())
        elif not cleaned.get("sha256"):
            self.add_error("file", "Välj en fil eller klistra in en kontrollsumma.")
        elif not (read := read_checksum(cleaned["sha256"])):
            self.add_error("sha256", "En kontrollsumma har 64 tecken, 0–9 och a–f. Kopiera hela.")
        else:
            cleaned["sha256"] = read
        return cleaned


class FilingForm(forms.Form):
    """`version` is the number that the filing will get; from the second on it says what has changed."""

    signatory = forms.CharField(
        label="Fastställs av",
        max_length=160,
        help_text="Funktion och namn, som det ska stå på titelsidan.",
        error_messages={"required": "Ange vem som fastställer redovisningen."},
    )
    what_changed = forms.CharField(
        label="Vad har ändrats sedan förra versionen?",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Skriv vad som har ändrats sedan förra versionen."},
    )
    confirmed = forms.BooleanField(
        label="Jag har läst redovisningen. Siffror och svar fryses och kan inte ändras efteråt.",
        error_messages={"required": "Bekräfta att du har läst redovisningen."},
    )

    def __init__(self, version: int, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        if version == 1:
            del self.fields["what_changed"]
