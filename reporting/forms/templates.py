"""The forms of report templates: what one says, and which one a requirement is drawn with."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField

from reporting.models import ReportTemplate, Requirement
from reporting.report.wording import FILLED, unknown_words
from reporting.report_template import HEADINGS, LANGUAGES, Section, TemplateFacts
from reporting.templates import lines

BRACES = "Ord som byts mot redovisningens uppgifter: " + ", ".join(f"{{{word}}}" for word in FILLED) + "."


class ProseField(forms.CharField):
    """Text in which words in braces are filled in when the report is drawn."""

    def __init__(self, label: str, rows: int, **more: Any) -> None:
        super().__init__(label=label, required=False, widget=forms.Textarea(attrs={"rows": rows}), **more)

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if unknown := unknown_words(text):
            words = ", ".join(f"{{{word}}}" for word in unknown)
            raise forms.ValidationError(f"{words} betyder inget här. Välj bland orden ovan, eller ta bort klamrarna.")
        return text


@dataclass(frozen=True)
class SectionRow:
    """A section in the form's table: whether it is in, its place, its heading."""

    key: str
    usual: str
    included: BoundField
    place: BoundField
    heading: BoundField


class TemplateForm(forms.Form):
    """A template's content. `facts` is what it says from the start; `content` is what the form says."""

    name = forms.CharField(label="Mallens namn", max_length=120, error_messages={"required": "Ge mallen ett namn."})
    recipient = forms.CharField(
        label="Mottagare", max_length=120, error_messages={"required": "Skriv vem som får redovisningen."}
    )
    address = forms.CharField(
        label="Mottagarens adress",
        required=False,
        help_text="Raderna under mottagarens namn.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    language = forms.ChoiceField(label="Rubrikernas språk", choices=list(LANGUAGES.items()))
    cover_letter = ProseField("Följebrev", 8, help_text=f"En tom rad ger nytt stycke. {BRACES}")
    certificate = ProseField("Intygets text", 5, help_text="Står i avsnittet Intyg. Samma ord går att använda.")
    signatories = forms.CharField(
        label="Undertecknas av",
        required=False,
        help_text="En funktion på varje rad, till exempel Ekonomidirektör.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    PLAIN = ("name", "recipient", "address", "language", "cover_letter", "certificate", "signatories", "version")

    def __init__(self, facts: TemplateFacts, recipient: str, data: Any = None) -> None:
        super().__init__(data, initial=_initial(facts) | {"recipient": recipient})
        chosen = {section.key: section.heading for section in facts.sections}
        order = [*chosen, *(key for key in HEADINGS if key not in chosen)]
        for number, key in enumerate(order, start=1):
            self._section(key, number, chosen.get(key))
        self.order = order

    def _section(self, key: str, number: int, heading: str | None) -> None:
        usual = HEADINGS[key][0]
        self.fields[f"med-{key}"] = forms.BooleanField(label=usual, required=False, initial=heading is not None)
        self.fields[f"plats-{key}"] = forms.IntegerField(
            label=f"Plats för {usual}", min_value=1, max_value=99, initial=number, required=False
        )
        self.fields[f"rubrik-{key}"] = forms.CharField(
            label=f"Rubrik för {usual}", max_length=120, initial=heading or usual, required=False
        )

    @property
    def plain_fields(self) -> list[BoundField]:
        return [self[name] for name in self.PLAIN]

    @property
    def rows(self) -> list[SectionRow]:
        return [
            SectionRow(key, HEADINGS[key][0], self[f"med-{key}"], self[f"plats-{key}"], self[f"rubrik-{key}"])
            for key in self.order
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.get(f"med-{key}") for key in HEADINGS):
            self.add_error(None, "Välj minst ett avsnitt.")
        for key in HEADINGS:
            if cleaned.get(f"med-{key}") and not (cleaned.get(f"rubrik-{key}") or "").strip():
                self.add_error(f"rubrik-{key}", "Skriv en rubrik.")
        return cleaned

    @property
    def content(self) -> TemplateFacts:
        said = self.cleaned_data
        chosen = [key for key in self.order if said[f"med-{key}"]]
        chosen.sort(key=lambda key: said[f"plats-{key}"] or 99)
        return TemplateFacts(
            name=said["name"].strip(),
            version=said["version"] + 1,
            language=said["language"],
            sections=tuple(Section(key, said[f"rubrik-{key}"].strip()) for key in chosen),
            address=said["address"].replace("\r\n", "\n").strip(),
            cover_letter=said["cover_letter"].replace("\r\n", "\n").strip(),
            certificate=said["certificate"].replace("\r\n", "\n").strip(),
            signatories=lines(said["signatories"]),
        )


def _initial(facts: TemplateFacts) -> dict[str, Any]:
    names = ("name", "language", "address", "cover_letter", "certificate", "version")
    return {name: getattr(facts, name) for name in names} | {"signatories": "\n".join(facts.signatories)}


class PreviewForm(forms.Form):
    """The requirement whose figures a template is shown with before it is saved."""

    krav = forms.ModelChoiceField(Requirement.objects.none(), label="Förhandsgranska med", empty_label=None)

    def __init__(self, requirements: Any, data: Any = None) -> None:
        super().__init__(data)
        self.fields["krav"].queryset = requirements  # type: ignore[attr-defined]
        self.fields["krav"].label_from_instance = lambda row: f"{row}, {row.agreement}"  # type: ignore[attr-defined]


class ChosenTemplateForm(forms.Form):
    """How one requirement's report is drawn. Certificate and signatories left empty are the template's."""

    template = forms.ModelChoiceField(
        ReportTemplate.objects.none(),
        label="Mall",
        required=False,
        help_text="Vilka avsnitt redovisningen har, i vilken ordning och med vilka rubriker, och följebrevet.",
    )
    certificate = ProseField(
        "Intygets text i den här redovisningen", 5, help_text=f"Lämna tomt för mallens text. {BRACES}"
    )
    signatories = forms.CharField(
        label="Undertecknas av i den här redovisningen",
        required=False,
        help_text="En funktion på varje rad. Lämna tomt för mallens.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, requirement: Requirement, templates: Any, usual: str, data: Any = None) -> None:
        names = ("template", "certificate", "signatories")
        super().__init__(data, initial={name: getattr(requirement, name) for name in names})
        self.fields["template"].queryset = templates  # type: ignore[attr-defined]
        self.fields["template"].empty_label = f"Inbyggd: {usual}"  # type: ignore[attr-defined]
