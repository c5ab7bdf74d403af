"""What the decider writes: a reason for each warning, the password again; or a reason for returning or rejecting."""

from collections.abc import Mapping, Sequence

from django import forms

from grants.findings import Finding
from people.confirmation import confirm, has_confirmed, too_many_attempts
from people.requests import SignedInRequest

SIGN_IN_AGAIN = (
    "Ett beslut kräver att du har loggat in de senaste fem minuterna. "
    "Logga ut, logga in igen och öppna beslutet på nytt."
)


class DecideForm(forms.Form):
    """`request` is the decider's; `warnings` are the findings that want a reason each."""

    presenter = forms.CharField(
        label="Föredragande",
        max_length=160,
        required=False,
        help_text="Den som har lagt fram ärendet för dig. Tomt: den som lämnade in det.",
    )
    participants = forms.CharField(
        label="Andra som deltog utan att besluta",
        max_length=300,
        required=False,
        help_text="Namn och funktion. Står i beslutet.",
    )

    def __init__(
        self,
        request: SignedInRequest,
        warnings: Sequence[Finding],
        data: Mapping[str, str] | None = None,
        *,
        presenter: str = "",
    ) -> None:
        super().__init__(data, auto_id="besluta-%s", initial={"presenter": presenter})
        self.request, self.warnings = request, warnings
        for number, warning in enumerate(warnings, start=1):
            self.fields[f"reason-{number}"] = forms.CharField(
                label=f"Varför ska det ändå beslutas? {warning.text}",
                widget=forms.Textarea(attrs={"rows": 2}),
                error_messages={"required": "Skriv ett skäl. Det sparas med beslutet."},
            )
        if not has_confirmed(request) and request.user.has_usable_password():
            self.fields["password"] = forms.CharField(
                label="Ditt lösenord",
                help_text="Ange det igen, så att ingen annan kan besluta från din skärm.",
                strip=False,
                widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
                error_messages={"required": "Ange ditt lösenord."},
            )
        answers = [name for name in self.fields if name.startswith("reason-")]
        self.order_fields([*answers, "presenter", "participants", "password"])

    def clean(self) -> None:
        if self.errors:
            return
        if "password" not in self.fields:
            if not has_confirmed(self.request):
                raise forms.ValidationError(SIGN_IN_AGAIN)
        elif too_many_attempts(self.request):
            self.add_error("password", "För många försök. Vänta en minut och försök igen.")
        elif not confirm(self.request, self.cleaned_data["password"]):
            self.add_error("password", "Lösenordet stämmer inte. Inget är beslutat.")

    @property
    def acknowledgements(self) -> dict[str, str]:
        """The reasons by the key of their warning."""
        return {
            warning.key: self.cleaned_data[f"reason-{number}"] for number, warning in enumerate(self.warnings, start=1)
        }


class ReasonForm(forms.Form):
    """Why a proposal is returned or rejected."""

    reason = forms.CharField(
        label="Skäl",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Skriv ett skäl, så att förslagsställaren vet varför."},
    )
