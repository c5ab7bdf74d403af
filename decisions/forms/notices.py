"""Which meeting the list is for, and what was reported at it."""

import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet

from config.refused import Refused
from decisions.forms.paragraphs import as_paragraph
from decisions.models import Decision


def meeting_day(text: str, otherwise: datetime.date) -> datetime.date:
    """The day that somebody chose in the address, or another where it is none."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return otherwise


class WaitingDecisions(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Decision) -> str:
        return f"{obj.case.registry_number}, {obj}: {obj.title}"


class NoticeForm(forms.Form):
    """What the minutes say. `waiting` are the delegated decisions to choose among, of `all_decisions`: to one that has
    been reported meanwhile the action says no, and why."""

    meeting_on = forms.DateField(
        label="Sammanträdesdag",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Ange dagen för sammanträdet.", "invalid": "Skriv dagen som 2020-06-15."},
    )
    section_number = forms.CharField(
        label="Paragraf",
        max_length=12,
        required=False,
        help_text="Så som den står i protokollet, till exempel § 12.",
    )
    note = forms.CharField(
        label="Om paragrafen saknas: varför",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Till exempel att beslutet självt säger att det är anmält.",
    )

    FIELD_OF = {"in_the_future": "meeting_on", "no_section": "section_number", "not_to_be_reported": "decisions"}

    def __init__(
        self,
        waiting: QuerySet[Decision],
        data: Any = None,
        initial: Any = None,
        *,
        all_decisions: QuerySet[Decision],
    ) -> None:
        super().__init__(data, initial=initial)
        field = WaitingDecisions(
            all_decisions,
            label="Beslut som anmäldes",
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": "Välj minst ett beslut som anmäldes."},
        )
        field.choices = [(each.pk, field.label_from_instance(each)) for each in waiting]
        self.fields["decisions"] = field

    def clean_section_number(self) -> str:
        return as_paragraph(self.cleaned_data["section_number"])

    def refuse(self, refused: Refused) -> None:
        """Shows the reason at the field that it is about."""
        self.add_error(self.FIELD_OF.get(refused.code), refused.message)
