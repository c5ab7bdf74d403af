"""The register of providers, keys, prices, and a distribution of an activity's money."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet

from decisions.actions.provider_register import Price
from grants.fields import KronorField
from grants.models import Activity, DistributionRow, Ownership, PriceList, ProviderKey
from people.models import Unit

Nature = DistributionRow.Nature
SUPPLEMENTS = (2, 3)


def file_field(help_text: str) -> forms.FileField:
    return forms.FileField(
        label="Fil",
        help_text=help_text,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
        error_messages={"required": "Välj en fil.", "empty": "Filen är tom.", "invalid": "Välj en fil."},
    )


def date_field(label: str, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


def nature_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Underlaget är",
        choices=Nature,
        widget=forms.RadioSelect,
        initial=Nature.ACTUAL,
        help_text="Uppskattat byts mot faktiskt i en ny version.",
    )


class PayoutForm(forms.Form):
    paid_on = date_field(
        "Utbetald", error_messages={"required": "Ange dagen.", "invalid": "Skriv dagen som 2020-09-10."}
    )
    reference = forms.CharField(
        label="Verifikat eller betalningsfil", max_length=120, required=False, help_text="Till exempel V 10234."
    )


class ProviderForm(forms.Form):
    name = forms.CharField(label="Namn", max_length=160, error_messages={"required": "Skriv utförarens namn."})
    ownership = forms.ChoiceField(
        label="Ägarform", choices=Ownership, widget=forms.RadioSelect, error_messages={"required": "Välj ägarform."}
    )
    organisation_number = forms.RegexField(
        r"^[0-9]{6}-[0-9]{4}$",
        label="Organisationsnummer",
        required=False,
        help_text="Till exempel 556123-4567.",
        error_messages={"invalid": "Skriv organisationsnumret som 556123-4567."},
    )
    unit = forms.ModelChoiceField(
        Unit.objects.all(), label="Enhet", required=False, empty_label="Ingen", help_text="För regiondrivna utförare."
    )
    active = forms.BooleanField(label="Används", required=False, initial=True)


class KeyForm(forms.Form):
    name = forms.CharField(label="Namn", max_length=120, help_text="Till exempel Listade 2020-01-31.")
    kind = forms.ChoiceField(label="Vikten är", choices=ProviderKey.Kind)
    as_of = date_field("Avser dagen")
    source = forms.CharField(label="Källa", max_length=200, help_text="Varifrån uppgifterna kommer.")
    file = file_field(
        "CSV med semikolon eller Excel, med kolumnerna namn och vikt. Nya utförare behöver kolumnen ägarform: privat "
        "eller regiondriven."
    )

    def arguments(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        return data | {"content": data.pop("file").read()}


class PriceListForm(forms.Form):
    name = forms.CharField(label="Namn", max_length=120)
    source = forms.CharField(label="Källa", max_length=200, help_text="Beslutet eller avtalet som priserna står i.")
    item_1 = forms.CharField(label="Prestation", max_length=80, help_text="Till exempel Hembesök.")
    price_1 = KronorField(label="Pris för varje, kr", min_value=Decimal("0.01"))
    item_2 = forms.CharField(label="Tillägg", max_length=80, required=False, help_text="Till exempel CNI över 1,0.")
    price_2 = KronorField(label="Tillägg för varje, kr", required=False, min_value=Decimal("0.01"))
    item_3 = forms.CharField(label="Ett tillägg till", max_length=80, required=False)
    price_3 = KronorField(label="Det tillägget för varje, kr", required=False, min_value=Decimal("0.01"))

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        for number in SUPPLEMENTS:
            name, price = self.cleaned_data.get(f"item_{number}"), self.cleaned_data.get(f"price_{number}")
            if bool(name) != (price is not None) and f"price_{number}" not in self.errors:
                self.add_error(f"price_{number}", "Skriv både vad tillägget är och vad det kostar, eller inget av dem.")
        return data

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        prices = [Price(data["item_1"], data["price_1"])]
        prices += [Price(data[f"item_{n}"], data[f"price_{n}"], True) for n in SUPPLEMENTS if data[f"item_{n}"]]
        return {"name": data["name"], "source": data["source"], "prices": prices}


class _DistributionForm(forms.Form):
    activity = forms.ModelChoiceField(
        Activity.objects.none(), label="Aktivitet", empty_label=None, error_messages={"required": "Välj aktivitet."}
    )
    title = forms.CharField(
        label="Vad fördelningen gäller", max_length=160, help_text="Står på listan till den som betalar ut."
    )

    def __init__(self, activities: QuerySet[Activity], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["activity"].queryset = activities  # type: ignore[attr-defined]


class ByKeyForm(_DistributionForm):
    key = forms.ModelChoiceField(ProviderKey.objects.none(), label="Nyckel", empty_label=None)
    amount = KronorField(label="Belopp att fördela, kr", min_value=Decimal("0.01"))
    nature = nature_field()

    def __init__(self, activities: QuerySet[Activity], keys: QuerySet[ProviderKey], *args: Any, **kwargs: Any) -> None:
        super().__init__(activities, *args, **kwargs)
        self.fields["key"].queryset = keys  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class ByPricesForm(_DistributionForm):
    price_list = forms.ModelChoiceField(PriceList.objects.none(), label="Prislista", empty_label=None)
    file = file_field("CSV med semikolon eller Excel: kolumnen utförare, och en kolumn för varje rad i prislistan.")
    nature = nature_field()

    def __init__(self, activities: QuerySet[Activity], lists: QuerySet[PriceList], *args: Any, **kwargs: Any) -> None:
        super().__init__(activities, *args, **kwargs)
        self.fields["price_list"].queryset = lists  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        return data | {"content": data.pop("file").read()}


class ReviseByKeyForm(forms.Form):
    key = forms.ModelChoiceField(ProviderKey.objects.none(), label="Nyckel", empty_label=None)
    amount = KronorField(label="Belopp att fördela, kr", min_value=Decimal("0.01"))
    note = forms.CharField(label="Vad som är ändrat", max_length=400)
    nature = nature_field()

    def __init__(self, keys: QuerySet[ProviderKey], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].queryset = keys  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class ReviseByPricesForm(forms.Form):
    file = file_field("Bara de utförare som står i filen får nya antal; de andra raderna står kvar.")
    note = forms.CharField(label="Vad som är ändrat", max_length=400)
    nature = nature_field()

    def arguments(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        return data | {"content": data.pop("file").read()}


class AdjustForm(forms.Form):
    decided = KronorField(label="Fastställt belopp, kr", min_value=0)
    reason = forms.CharField(label="Varför inte det beräknade", max_length=200, required=False)


class LinkForm(forms.Form):
    expires_on = date_field("Länken gäller till och med")
    address = forms.EmailField(
        label="E-postadress",
        required=False,
        help_text="Dit länken mejlas, en gång, och dit påminnelser går. Lämnas den tom kopierar du länken själv.",
    )


class ProviderReportForm(forms.Form):
    """What a provider fills in, without an account."""

    activities = forms.CharField(
        label="Vad ni har gjort för pengarna",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Skriv vad ni har gjort."},
    )
    quantities = forms.CharField(
        label="Antal",
        max_length=400,
        required=False,
        help_text="Till exempel 120 hembesök, varav 40 i områden med större vårdbehov.",
    )
    costs = KronorField(label="Kostnader, kr", min_value=0)
    comment = forms.CharField(
        label="Kommentar", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    author = forms.CharField(
        label="Ditt namn och din befattning",
        max_length=120,
        error_messages={"required": "Skriv vem som lämnar uppgifterna."},
    )
