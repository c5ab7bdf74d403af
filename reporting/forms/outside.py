"""What was reported outside Bidragsboken."""

from typing import Any

from django import forms
from django.conf import settings

from config.refused import Refused
from decisions.attachments import ALLOWED, EXTENSIONS, in_words
from reporting.forms.requirements import day_field
from reporting.models import OutsideReport


class OutsideForm(forms.Form):
    """Filled in with what is registered already, so that a receipt can be added when it comes."""

    reported_on = day_field("Dag då den lämnades")
    channel = forms.ChoiceField(label="Hur den lämnades", choices=OutsideReport.Channel.choices)
    signatory = forms.CharField(
        label="Undertecknad av", max_length=160, error_messages={"required": "Skriv vem som undertecknade."}
    )
    file = forms.FileField(
        label="Det som lämnades, som fil",
        required=False,
        allow_empty_file=True,
        max_length=255,
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(EXTENSIONS)}),
    )
    received_on = day_field("Dag för mottagarens kvittens", required=False, help_text="Tomt tills den har kommit.")
    reference = forms.CharField(label="Mottagarens diarienummer eller referens", max_length=80, required=False)
    note = forms.CharField(label="Anmärkning", max_length=300, required=False)

    def __init__(self, latest: OutsideReport | None, data: Any = None, files: Any = None) -> None:
        names = ("reported_on", "channel", "signatory", "received_on", "reference", "note")
        super().__init__(data, files, initial={name: getattr(latest, name) for name in names} if latest else None)
        kept = f"Utan ny fil behålls {latest.name}. " if latest and latest.name else ""
        self.fields["file"].help_text = f"{kept}{ALLOWED}. Högst {in_words(settings.ATTACHMENT_MAX_BYTES)}."

    def refuse(self, refused: Refused) -> None:
        """Shows the reason at the field that it is about."""
        about = {"future": "reported_on", "no_signatory": "signatory", "no_reference": "reference"}
        about |= dict.fromkeys(("no_day", "receipt_future", "too_early"), "received_on")
        about |= dict.fromkeys(("empty", "too_large", "type", "content"), "file")
        self.add_error(about.get(refused.code), refused.message)
