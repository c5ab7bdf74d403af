"""A document as it is begun and as it is written: facts, sections, who signs, who gets an extract."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from decisions.document_text import DEEPEST, DocumentText, SectionText, text_of
from decisions.forms.attachments import DecisionChoice
from decisions.models import Case, Decision, Document, Event
from people.models import Unit

MOST_SECTIONS = 200
NO_TITLE = {"required": "Skriv en rubrik."}


class MeetingChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Event) -> str:
        return f"{obj.meeting}: {ACTS[Event.What(obj.what)]}, {obj.decision}"


ACTS = {
    Event.What.RECORDED: "beslut",
    Event.What.REJECTED: "avslag",
    Event.What.RETURNED: "återremiss",
    Event.What.TABLED: "bordläggning",
}


class DocumentNewForm(forms.Form):
    """`kinds` are those that the person may write."""

    kind = forms.ChoiceField(label="Slag", error_messages={"required": "Välj vad det är för handling."})
    title = forms.CharField(label="Rubrik", max_length=300, error_messages=NO_TITLE)

    def __init__(self, case: Case, kinds: list[str], data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (kind.value, kind.label.capitalize()) for kind in Document.Kind if kind in kinds
        ]
        self.fields["decision"] = DecisionChoice(
            case.decisions.all(),
            label="Hör till ett beslut eller förslag",
            required=False,
            empty_label="Inget än",
            help_text="Handlingen blir underlag till beslutet, och beslutets punkter och tabeller kan läggas in i den.",
        )
        self.fields["meeting"] = MeetingChoice(
            Event.objects.minutes_of(case),
            label="Sammanträde",
            required=False,
            empty_label="Det senaste om beslutet",
            help_text="Bara för ett protokollsutdrag: vad styrelsen gjorde med förslaget den dagen.",
        )
        if Document.Kind.MINUTES not in kinds:
            del self.fields["meeting"]


class DocumentForm(forms.Form):
    title = forms.CharField(label="Rubrik", max_length=300, error_messages=NO_TITLE)
    dated = forms.DateField(
        label="Datum",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Skriv dagen som 2020-06-15."},
    )
    unit = forms.ModelChoiceField(
        Unit.objects.order_by("name"), label="Enhet", required=False, empty_label="Ingen", to_field_name="name"
    )
    author_role = forms.CharField(label="Handläggare", max_length=200, required=False)
    signatures = forms.CharField(
        label="Undertecknas av",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="En funktion per rad.",
    )
    recipients = forms.CharField(
        label="Utdrag till",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="En mottagare per rad: en funktion hos oss, eller namnet på någon utanför.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    apart = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, decisions: QuerySet[Decision], data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["decision"] = DecisionChoice(
            decisions, label="Hör till beslutet", required=False, empty_label="Inget", to_field_name="number"
        )

    def clean_signatures(self) -> tuple[str, ...]:
        return _lines(self.cleaned_data["signatures"])

    def clean_recipients(self) -> tuple[str, ...]:
        too_long = [line for line in _lines(self.cleaned_data["recipients"]) if len(line) > 200]
        if too_long:
            raise forms.ValidationError(f"Mottagaren är för lång: {too_long[0][:60]}…")
        return _lines(self.cleaned_data["recipients"])


class SectionForm(forms.Form):
    number = ""  # as the section is counted now

    heading = forms.CharField(label="Rubrik", max_length=300, required=False)
    level = forms.TypedChoiceField(
        label="Nivå", coerce=int, choices=[(level, f"Nivå {level}") for level in range(1, DEEPEST + 1)], initial=1
    )
    numbered = forms.BooleanField(label="Numrera", required=False)
    body = forms.CharField(
        label="Text", required=False, strip=False, widget=forms.Textarea(attrs={"rows": 4, "data-body": ""})
    )

    def section(self) -> SectionText:
        data = self.cleaned_data
        body = data["body"].replace("\r\n", "\n").rstrip()
        return SectionText("1" if data["numbered"] else "", data["heading"], data["level"], body)


SectionForms = forms.formset_factory(SectionForm, extra=0, max_num=MOST_SECTIONS, absolute_max=MOST_SECTIONS)


class Writing:
    """The two forms of the page as one: the facts and the sections."""

    def __init__(self, document: Document, data: Any = None) -> None:
        text = text_of(document)
        self.facts = DocumentForm(document.case.decisions.all(), data, _facts(text, document))
        self.sections = SectionForms(data, initial=[_section(section) for section in text.sections], prefix="s")
        for form, section in zip(self.sections, text.sections, strict=False):
            form.number = section.number

    def is_valid(self) -> bool:
        return all([self.facts.is_valid(), self.sections.is_valid()])

    @property
    def errors(self) -> list[tuple[str, str]]:
        """(anchor, text) of all that is wrong."""
        found = [(field.id_for_label, str(text)) for field in self.facts for text in field.errors]
        found += [("", str(text)) for text in self.sections.non_form_errors()]
        return found + [
            (field.id_for_label, f"Avsnitt {number}: {text}")
            for number, form in enumerate(self.sections, start=1)
            for field in form
            for text in field.errors
        ]

    def go_on_from(self, version: int) -> None:
        """The same text, to be saved on top of a later version and kept apart from it."""
        self.facts.data = {**self.facts.data.dict(), "version": str(version), "apart": "on"}  # type: ignore[attr-defined]

    def text(self) -> DocumentText:
        data = self.facts.cleaned_data
        return DocumentText(
            title=data["title"],
            dated=data["dated"],
            unit=data["unit"].name if data["unit"] else "",
            author_role=data["author_role"],
            signatures=data["signatures"],
            recipients=data["recipients"],
            decision=data["decision"].number if data["decision"] else "",
            sections=tuple(form.section() for form in self.sections),
        )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def _facts(text: DocumentText, document: Document) -> dict[str, Any]:
    lines = {"signatures": "\n".join(text.signatures), "recipients": "\n".join(text.recipients)}
    return {**vars(text), **lines, "version": document.version}


def _section(section: SectionText) -> dict[str, Any]:
    return {**vars(section), "numbered": section.is_numbered}
