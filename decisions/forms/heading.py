"""What a draft allocation is called, what is noted about it, and who is to decide it."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms

from decisions.models.kinds import Body


class HeadingForm(forms.Form):
    """`deciders` are those who can decide it, each with its sentence (`authority.deciders`): asked for when several."""

    title = forms.CharField(label="Rubrik", max_length=300, error_messages={"required": "Skriv en rubrik."})
    body = forms.ChoiceField(
        label="Vem ska besluta?",
        widget=forms.RadioSelect,
        error_messages={"required": "Välj vem som ska besluta."},
    )
    reason = forms.CharField(
        label="Anmärkning",
        required=False,
        help_text="Det som den som beslutar behöver veta utöver tabellen. Följer med beslutet.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def __init__(self, deciders: Sequence[tuple[Body, str]], data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.deciders = list(deciders)
        cast(forms.ChoiceField, self.fields["body"]).choices = self.deciders
        if len(self.deciders) == 1:
            del self.fields["body"]

    @property
    def only_decider(self) -> str:
        """The sentence of the only one who can decide it; "" where there is a choice."""
        return self.deciders[0][1] if len(self.deciders) == 1 else ""

    def head(self) -> dict[str, Any]:
        """What the actions take. Of a valid form."""
        data = self.cleaned_data
        body = Body(data["body"]) if "body" in data else self.deciders[0][0]
        return {"title": data["title"], "reason": data["reason"], "body": body}
