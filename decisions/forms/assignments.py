"""What is written about an assignment."""

from collections.abc import Mapping
from typing import Any

from django import forms


class WordsForm(forms.Form):
    """A text that must say something."""

    text = forms.CharField(
        label="Text",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Skriv något innan du skickar."},
    )

    def __init__(
        self, label: str, data: Mapping[str, Any] | None = None, *, required: bool = True, auto_id: str = "id_%s"
    ) -> None:
        super().__init__(data, auto_id=auto_id)
        self.fields["text"].label = label
        self.fields["text"].required = required
