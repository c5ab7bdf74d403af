"""The recipient's receipt of a filed report."""

import datetime
from typing import Any

from django import forms
from django.conf import settings

from config.refused import Refused
from decisions.attachments import ALLOWED, EXTENSIONS, in_words
from reporting.forms.requirements import day_field


class ReceiptForm(forms.Form):
    received_on = day_field("Dag för kvittensen")
    reference = forms.CharField(
        label="Mottagarens diarienummer eller referens",
        max_length=80,
        error_messages={"required": "Skriv mottagarens diarienummer eller referens."},
    )
    note = forms.CharField(label="Anmärkning", max_length=300, required=False)
    file = forms.FileField(
        label="Kvittensen som fil",
        required=False,
        allow_empty_file=True,
        max_length=255,
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(EXTENSIONS)}),
    )

    def __init__(self, on: datetime.date, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, initial={"received_on": on})
        self.fields["file"].help_text = f"{ALLOWED}. Högst {in_words(settings.ATTACHMENT_MAX_BYTES)}."

    def refuse(self, refused: Refused) -> None:
        """Shows the reason at the field that it is about."""
        about = {"future": "received_on", "too_early": "received_on", "no_reference": "reference"}
        about |= dict.fromkeys(("empty", "too_large", "type", "content"), "file")
        self.add_error(about.get(refused.code), refused.message)
