from django import forms

from people.abilities import Profile, profiles_of
from people.models import Role, User


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class TenureForm(forms.Form):
    role = forms.ModelChoiceField(Role.objects.order_by("name"), label="Funktion")
    user = forms.ModelChoiceField(User.objects.active().order_by("name"), label="Person")
    rank = forms.IntegerField(
        label="Ordning",
        min_value=0,
        max_value=9,
        help_text="0 för innehavaren, 1, 2 … för ersättarna i den ordning de träder in.",
    )
    starts_on = forms.DateField(label="Från och med", widget=DateInput())
    ends_on = forms.DateField(
        label="Till och med", widget=DateInput(), required=False, help_text="Krävs för ersättare. Tomt: tills vidare."
    )


class EndTenureForm(forms.Form):
    on = forms.DateField(label="Sista dag", widget=DateInput())


class UserForm(forms.Form):
    name = forms.CharField(label="Namn", max_length=120)
    email = forms.EmailField(label="E-post")
    profiles = forms.MultipleChoiceField(
        label="Arbetsprofiler", choices=Profile.choices, widget=forms.CheckboxSelectMultiple
    )

    def clean_profiles(self) -> list[Profile]:
        return [Profile(value) for value in self.cleaned_data["profiles"]]


class LetterheadForm(forms.Form):
    name = forms.CharField(
        label="Organisationens namn", max_length=120, error_messages={"required": "Skriv organisationens namn."}
    )
    postal_address = forms.CharField(label="Postadress", max_length=160, required=False)
    web = forms.CharField(label="Webbplats", max_length=120, required=False, help_text="Till exempel www.regionjh.se.")


class RightsForm(forms.Form):
    profiles = forms.MultipleChoiceField(
        label="Arbetsprofiler", choices=Profile.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    is_active = forms.BooleanField(
        label="Får logga in",
        required=False,
        help_text="Den som slutat inaktiveras. Spåren av vad hon eller han gjort finns kvar.",
    )

    @classmethod
    def of(cls, user: User) -> "RightsForm":
        return cls(initial={"profiles": list(profiles_of(user)), "is_active": user.is_active})

    def clean_profiles(self) -> list[Profile]:
        return [Profile(value) for value in self.cleaned_data["profiles"]]
