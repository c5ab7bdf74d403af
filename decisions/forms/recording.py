"""What the minutes say: the meeting, the outcome, and the decided amounts where they are not those proposed."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.db import models

from config.refused import Refused
from decisions.attachments import EXTENSIONS
from decisions.forms.contents import split_points
from decisions.forms.paragraphs import as_paragraph
from decisions.grounds import power
from decisions.models import Decision, DecisionLine, Mandate
from decisions.models.kinds import BOOKED_WHOLE, CORRECTING, Body, Kind
from grants.fields import KronorField
from grants.figures import ZERO
from grants.findings import Finding


class Outcome(models.TextChoices):
    GRANTED = "granted", "Bifall: som föreslaget"
    CHANGED = "changed", "Ändrat: annat än det som föreslogs"
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
    "ceiling": "mandate",
    "own_work": "extract",
    "empty": "extract",
    "too_large": "extract",
    "type": "extract",
    "content": "extract",
    "already_there": "extract",
    "no_reason": "reason",
    "not_later": "until",
    "unacknowledged": "acknowledged",
}
"""The field that each refusal is about."""


@dataclass(frozen=True)
class Amount:
    """A proposed amount, kronor, and the name of the field for the decided one. `line` is None for a fund's part."""

    key: str
    name: str
    proposed: Decimal
    line: DecisionLine | None = None


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
        help_text="Så som den står i protokollet, till exempel § 35. Bara numret räcker.",
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
    until = forms.DateField(
        label="Bordlagt till sammanträdet den",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Om styrelsen sa när ärendet tas upp igen. Fylls bara i vid bordläggning.",
        error_messages={"invalid": "Skriv dagen som 2020-03-24."},
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
        # A correction's amounts follow from what it reverses and books anew, its words from those that it corrects.
        follows = decision.kind in CORRECTING
        self.changeable = not follows and any(line.amount.amount for line in lines)
        self.books_whole = decision.kind in BOOKED_WHOLE
        self.repays = decision.kind == Kind.REPAYMENT
        self.signed = not self.repays and any(line.amount.amount < 0 for line in lines)
        self.points = [] if follows else list(decision.points.all())
        self._add_amounts()
        self._add_points()
        impossible = set() if decision.body == Body.BOARD else {Outcome.TABLED}
        if impossible:
            del self.fields["until"]
        if not self.changeable and not self.points:
            impossible.add(Outcome.CHANGED)
        # Not offered; if it is sent all the same the action says why not.
        outcomes = [choice for choice in Outcome.choices if choice[0] not in impossible]
        cast(forms.RadioSelect, self.fields["outcome"].widget).choices = outcomes
        if not any(finding.severity == "error" for finding in found) and data is None:
            self.fields["acknowledged"].help_text = "Behövs bara om avstämningen visar fel i det som beslutades."

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

    def clean_section_number(self) -> str:
        """On paper it is a number in a list of decisions, and no paragraph."""
        text: str = self.cleaned_data["section_number"]
        return as_paragraph(text) if self.decision.body == Body.BOARD else text

    @property
    def seen(self) -> str:
        """The token of the figures that stood on the page."""
        return self.data.get("seen", "")

    @property
    def figures(self) -> str:
        """Those figures as text (`decisions.seen`)."""
        return self.data.get("figures", "")

    def _add_amounts(self) -> None:
        for row in self._rows() if self.changeable else ():
            self.fields[row.key] = KronorField(
                label=f"{row.name}, beslutat belopp",
                min_value=None if self.signed else 0,
                required=False,
                initial=row.proposed,
            )

    def _add_points(self) -> None:
        for point in self.points:
            self.fields[self.point_name(point.number)] = forms.CharField(
                label=f"Beslutspunkt {point.number}",
                required=False,
                initial=point.text,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
        if self.points:
            self.fields["added"] = forms.CharField(
                label="Punkter som lades till",
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text="En tom rad mellan punkterna. De får numren efter de föreslagna.",
            )

    @staticmethod
    def point_name(number: int) -> str:
        return f"point-{number}"

    @property
    def point_fields(self) -> list[forms.BoundField]:
        return [self[self.point_name(point.number)] for point in self.points]

    def _rows(self) -> list["Amount"]:
        """A line each; of a repayment a fund each, with what it is to give back."""
        if self.repays:
            shares = (share for line in self.lines for share in line.shares.all())
            return [Amount(f"repaid-{share.fund_id}", str(share.fund), -share.amount.amount) for share in shares]
        return [
            Amount(f"amount-{line.pk}", str(line.activity or "Tilldelning"), line.amount.amount, line)
            for line in self.lines
        ]

    def amount_rows(self) -> list[tuple["Amount", forms.BoundField | None]]:
        """Each proposed amount with the field for the decided one."""
        return [(row, self[row.key] if self.changeable else None) for row in self._rows()]

    def proposed_total(self) -> Decimal:
        return sum((row.proposed for row in self._rows()), ZERO)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        outcome = data.get("outcome")
        if outcome in WITH_A_REASON and not data.get("reason"):
            self.add_error("reason", "Skriv skälet så som det står i protokollet.")
        if outcome == Outcome.CHANGED:
            self._clean_changed()
        if outcome == Outcome.GRANTED and (self.changed_amounts() or self.changed_points()):
            self.add_error("outcome", "Du har ändrat något nedan. Välj Ändrat, eller ställ tillbaka det föreslagna.")
        return data

    def _clean_changed(self) -> None:
        empty = [row.key for row, field in self.amount_rows() if field and self.cleaned_data.get(row.key, "") is None]
        for key in empty:
            self.add_error(key, "Skriv det beslutade beloppet, eller 0.")
        if not self.errors and not self.changed_amounts() and not self.changed_points():
            self.add_error("outcome", "Inget skiljer sig från förslaget. Välj Bifall, eller ändra det som beslutades.")

    def changed_amounts(self) -> dict[str, Decimal]:
        """The decided amounts that are not those proposed, by the row's key."""
        decided = {row: self.cleaned_data.get(row.key) for row in self._rows()}
        return {row.key: amount for row, amount in decided.items() if amount is not None and amount != row.proposed}

    def changed_points(self) -> dict[int, str]:
        """The decided words that are not those proposed, by the point's number; "" is struck."""
        found = {}
        for point in self.points:
            name = self.point_name(point.number)
            words = "\n\n".join(split_points(self.cleaned_data.get(name, "")))
            if name in self.data and words != "\n\n".join(split_points(point.text)):
                found[point.number] = words
        last = max((point.number for point in self.points), default=0)
        added = split_points(self.cleaned_data.get("added", ""))
        return found | dict(enumerate(added, start=last + 1))

    @property
    def altered(self) -> dict[str, Any]:
        """What was decided otherwise, as `actions.record` takes it; nothing where all was granted."""
        if self.cleaned_data["outcome"] != Outcome.CHANGED:
            return {}
        amounts = {int(key.partition("-")[2]): amount for key, amount in self.changed_amounts().items()}
        return {"repaid" if self.repays else "amounts": amounts, "points": self.changed_points()}

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

    def clean_section_number(self) -> str:
        return as_paragraph(self.cleaned_data["section_number"])
