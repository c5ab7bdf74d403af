"""What the minutes say: the meeting, the outcome, and the decided amounts where they are not those proposed."""

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.db import models

from config.refused import Refused
from decisions.attachments import EXTENSIONS
from decisions.grounds import power
from decisions.models import Decision, DecisionLine, Mandate
from decisions.models.decisions import Body, Kind
from grants.fields import KronorField
from grants.figures import ZERO
from grants.findings import Finding


class Outcome(models.TextChoices):
    GRANTED = "granted", "Bifall: som föreslaget"
    CHANGED = "changed", "Ändrat: andra belopp än de föreslagna"
    RETURNED = "returned", "Återremiss: tillbaka till den som lämnade in det"
    TABLED = "tabled", "Bordläggning: uppskjutet till ett senare sammanträde"
    REJECTED = "rejected", "Avslag: inget beslutas, för gott"


WITH_A_REASON = frozenset({Outcome.RETURNED, Outcome.TABLED, Outcome.REJECTED})
FIELD_OF = {
    "in_the_future": "decided_on",
    "before_the_tabling": "decided_on",
    "unbalanced": "outcome",
    "nothing_left": "outcome",
    "no_section": "section_number",
    "no_mandate": "mandate",
    "own_work": "extract",
    "empty": "extract",
    "too_large": "extract",
    "type": "extract",
    "content": "extract",
    "already_there": "extract",
    "no_reason": "reason",
    "unacknowledged": "acknowledged",
}
"""The field that each refusal is about."""


class RecordForm(forms.Form):
    """`lines` are the decision's lines; `errors_found` what the checks find wrong with it as proposed."""

    decided_on = forms.DateField(
        label="Beslutsdag",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Ange dagen då beslutet fattades.", "invalid": "Skriv dagen som 2020-03-24."},
    )
    section_number = forms.CharField(
        label="Paragraf",
        max_length=40,
        help_text="Så som den står i protokollet, till exempel § 35.",
        error_messages={"required": "Ange paragrafen i protokollet, till exempel § 35."},
    )
    mandate = forms.ModelChoiceField(
        Mandate.objects.none(),
        label="Mandat",
        empty_label="Välj",
        help_text="Det som beslutet fattades med stöd av.",
        error_messages={"required": "Ange det mandat som beslutet fattades med stöd av."},
    )
    presenter = forms.CharField(
        label="Föredragande", max_length=160, required=False, help_text="Den som föredrog ärendet."
    )
    extract = forms.FileField(
        label="Protokollsutdrag",
        required=False,
        allow_empty_file=True,
        max_length=255,
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(EXTENSIONS)}),
        help_text="Bifoga utdraget ur protokollet om det finns. Utan det kan den som upprättat eller lämnat in "
        "förslaget inte registrera beslutet.",
    )
    outcome = forms.ChoiceField(
        label="Vad blev beslutet?",
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Välj vad beslutet blev."},
    )
    reason = forms.CharField(
        label="Skäl till återremissen, bordläggningen eller avslaget",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Skriv så som det står i protokollet. Fylls inte i vid bifall och ändring.",
    )
    acknowledged = forms.CharField(
        label="Skäl att godta avvikelserna",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Avstämningen visar fel. Beslutet går att registrera ändå: skriv varför det godtas.",
    )

    def __init__(
        self,
        decision: Decision,
        lines: Sequence[DecisionLine],
        found: Sequence[Finding],
        data: Any = None,
        files: Any = None,
    ) -> None:
        super().__init__(data, files)
        self.decision, self.lines = decision, lines
        on_paper = decision.body == Body.DIRECTOR
        if decision.body != Body.BOARD:
            self.fields["section_number"].required = False
        if on_paper:
            self._ask_as_on_paper()
            mandates = Mandate.objects.for_kind(decision.agreement, power(decision))
            cast(forms.ModelChoiceField, self.fields["mandate"]).queryset = mandates
        else:
            del self.fields["mandate"]
        # A correction's amounts follow from what it reverses and books anew.
        self.changeable = decision.kind != Kind.CORRECTION and any(line.amount.amount for line in lines)
        self.signed = any(line.amount.amount < 0 for line in lines)
        impossible = set() if decision.body == Body.BOARD else {Outcome.TABLED}
        if not self.changeable:
            impossible.add(Outcome.CHANGED)
        # Not offered; if it is sent all the same the action says why not.
        outcomes = [choice for choice in Outcome.choices if choice[0] not in impossible]
        cast(forms.RadioSelect, self.fields["outcome"].widget).choices = outcomes
        if not any(finding.severity == "error" for finding in found) and data is None:
            self.fields["acknowledged"].help_text = "Behövs bara om avstämningen visar fel i det som beslutades."
        self._add_amounts()

    def _ask_as_on_paper(self) -> None:
        """There are no minutes: there is a signed decision, with a number of its own or none."""
        section, extract = self.fields["section_number"], cast(forms.FileField, self.fields["extract"])
        section.label, section.required = "Delegationsbeslutets nummer", False
        section.help_text = "Numret i delegationslistan, eller paragrafen, om beslutet har något."
        self.initial["presenter"] = self.decision.proposed_presenter(self.decision.submitted_on or datetime.date.min)
        self.fields["reason"].label = "Skäl till återremissen eller avslaget"
        self.fields["reason"].help_text = "Skriv så som det står i beslutet. Fylls inte i vid bifall och ändring."
        extract.label = "Det undertecknade beslutet"
        extract.help_text = (
            "Bifoga beslutet. Utan det kan den som upprättat eller lämnat in förslaget inte registrera det."
        )

    @property
    def seen(self) -> str:
        """The token of the figures that stood on the page."""
        return self.data.get("seen", "")

    @property
    def figures(self) -> str:
        """Those figures as text (`decisions.seen`)."""
        return self.data.get("figures", "")

    def _add_amounts(self) -> None:
        for line in self.lines if self.changeable else ():
            name = f"{line.activity}, beslutat belopp"
            self.fields[self.amount_name(line)] = KronorField(
                label=name, min_value=None if self.signed else 0, required=False, initial=line.amount.amount
            )

    @staticmethod
    def amount_name(line: DecisionLine) -> str:
        return f"amount-{line.pk}"

    def amount_rows(self) -> list[tuple[DecisionLine, Decimal, forms.BoundField | None]]:
        """Each line with the proposed amount and the field for the decided one."""
        return [
            (line, line.amount.amount, self[self.amount_name(line)] if self.changeable else None) for line in self.lines
        ]

    def proposed_total(self) -> Decimal:
        return sum((line.amount.amount for line in self.lines), ZERO)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        outcome = data.get("outcome")
        if outcome in WITH_A_REASON and not data.get("reason"):
            self.add_error("reason", "Skriv skälet så som det står i protokollet.")
        if outcome == Outcome.CHANGED:
            self._clean_changed()
        if outcome == Outcome.GRANTED and self.changed_amounts():
            self.add_error("outcome", "Du har ändrat belopp nedan. Välj Ändrat, eller ställ tillbaka beloppen.")
        return data

    def _clean_changed(self) -> None:
        empty = [line for line in self.lines if self.cleaned_data.get(self.amount_name(line), "") is None]
        for line in empty:
            self.add_error(self.amount_name(line), "Skriv det beslutade beloppet, eller 0.")
        if not empty and not self.changed_amounts() and not self.errors:
            self.add_error("outcome", "Inget belopp skiljer sig från förslaget. Välj Bifall, eller ändra beloppen.")

    def changed_amounts(self) -> dict[int, Decimal]:
        """The decided amounts that are not those proposed, by the line's id."""
        decided = {line.pk: self.cleaned_data.get(self.amount_name(line)) for line in self.lines}
        proposed = {line.pk: line.amount.amount for line in self.lines}
        return {pk: amount for pk, amount in decided.items() if amount is not None and amount != proposed[pk]}

    def refuse(self, refused: Refused) -> None:
        """A rule said no: its reason beside the field that it is about."""
        field = FIELD_OF.get(refused.code)
        self.add_error(field if field in self.fields else None, refused.message)


class RecommendationForm(forms.Form):
    """Another body's decision to recommend the proposal (tillstyrka), such as SVOM § 46."""

    body = forms.CharField(
        label="Organ",
        max_length=160,
        help_text="Till exempel Samverkansnämnden för vård och omsorg (SVOM).",
        error_messages={"required": "Ange vilket organ som tillstyrkte."},
    )
    section_number = forms.CharField(
        label="Paragraf", max_length=12, required=False, help_text="Så som den står i organets protokoll."
    )
    decided_on = forms.DateField(
        label="Dag",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Ange dagen.", "invalid": "Skriv dagen som 2020-03-24."},
    )
