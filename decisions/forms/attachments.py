"""A file for a case, and why one is taken back."""

from typing import Any

from django import forms
from django.conf import settings

from config.refused import Refused
from decisions.attachments import ALLOWED, EXTENSIONS, in_words
from decisions.models import Decision


class DecisionChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Decision) -> str:
        return f"{obj}: {obj.title}"


class AttachmentForm(forms.Form):
    """`decisions` are those of the case; `chosen` is the one that the person came from."""

    file = forms.FileField(
        label="Fil",
        allow_empty_file=True,
        max_length=255,
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(EXTENSIONS)}),
        error_messages={"required": "Välj en fil.", "invalid": "Välj en fil.", "missing": "Välj en fil."},
    )
    title = forms.CharField(
        label="Vad det är",
        max_length=200,
        required=False,
        help_text="Till exempel Protokollsutdrag § 35. Lämnas det tomt visas filens namn.",
    )

    def __init__(self, decisions: Any, data: Any = None, files: Any = None, *, chosen: int | None = None) -> None:
        super().__init__(data, files)
        limit = in_words(settings.ATTACHMENT_MAX_BYTES)
        self.fields["file"].help_text = f"{ALLOWED}. Högst {limit}."
        self.fields["decision"] = DecisionChoice(
            decisions, label="Hör till ett beslut", required=False, empty_label="Nej, till ärendet", initial=chosen
        )

    def refuse(self, refused: Refused) -> None:
        """Shows the reason at the field that it is about."""
        about_the_file = {"empty", "too_large", "type", "content", "already_there"}
        self.add_error("file" if refused.code in about_the_file else None, refused.message)


class AttachmentWithdrawForm(forms.Form):
    reason = forms.CharField(
        label="Varför bilagan tas bort",
        max_length=300,
        error_messages={"required": "Skriv varför bilagan tas bort."},
    )
