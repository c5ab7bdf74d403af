"""What people write into reports, and when they hand them in."""

from collections.abc import Mapping

from django import forms


class NarrativeForm(forms.Form):
    text = forms.CharField(
        label="Ditt svar",
        required=False,
        help_text="Vad har gjorts, vad har det gett och vad återstår? En tom rad ger nytt stycke, * ger en punktlista.",
        widget=forms.Textarea(attrs={"rows": 16}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


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
