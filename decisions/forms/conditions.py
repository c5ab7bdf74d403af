"""The forms about conditions: the library, a decision's choice, and what shows that the conditions are followed."""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from decisions.models import Assignment, ConditionChoice, ConditionMark, ConditionWording, ExitPlan
from decisions.models.followthrough import LONGEST_LIFE
from grants.fields import KronorField
from grants.kronor import MonthError, parse_month
from grants.models import Activity, Agreement, DevelopmentArea
from people.models import Role

YEARS_AHEAD = 4
"""How many years after the agreement an exit plan has room for."""


def day_field(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Ange dagen.", "invalid": "Skriv dagen som 2020-03-24."},
        **more,
    )


def text_field(label: str, missing: str, rows: int = 3, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, widget=forms.Textarea(attrs={"rows": rows}), error_messages={"required": missing}, **more
    )


class WordingForm(forms.Form):
    text = text_field("Lydelse", "Skriv villkorets lydelse.", rows=5)
    valid_from = day_field(
        "Gäller från och med", help_text="Beslut som lämnas in från den dagen bär den nya lydelsen. Tidigare står kvar."
    )
    source = forms.CharField(
        label="Källa", max_length=200, required=False, help_text="Till exempel RS/195/2020, beslutsunderlaget."
    )


class ConditionForm(WordingForm):
    name = forms.CharField(label="Namn", max_length=120, error_messages={"required": "Skriv vad villkoret kallas."})
    standard = forms.BooleanField(
        label="Följer varje beslut",
        required=False,
        help_text="Annars läggs villkoret till i det beslut som ska bära det.",
    )
    field_order = ("name", "text", "valid_from", "source", "standard")


class TermsForm(forms.Form):
    hands_out_to_own_units = forms.BooleanField(
        label="Medlen delas ut i redovisningen för regiondriven verksamhet",
        required=False,
        help_text="Annars gäller villkoret som det står: verksamheten visar sitt utfall mot budget.",
    )
    assignment_sentence = forms.CharField(
        label="Meningen som visar att verksamheten har uppdraget",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Följer med när en regiondriven verksamhet kommenterar sitt utfall.",
        error_messages={"required": "Skriv meningen som visar att verksamheten har uppdraget."},
    )


class ChoicesForm(forms.Form):
    """One box a condition: does the decision carry it? A departure from the standard wants a reason."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, rows: Iterable[tuple[ConditionWording, ConditionChoice | None]], *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.rows = list(rows)
        for wording, choice in self.rows:
            condition = wording.condition
            self.fields[f"follows-{condition.pk}"] = forms.BooleanField(
                label=str(condition),
                required=False,
                initial=condition.standard if choice is None else not choice.waived,
            )
            self.fields[f"reason-{condition.pk}"] = forms.CharField(
                label="Skäl till att undanta villkoret" if condition.standard else "Skäl till att lägga till villkoret",
                required=False,
                max_length=500,
                help_text="Behövs bara om du tar bort krysset." if condition.standard else "Behövs om du kryssar för.",
                initial=choice.reason if choice else "",
            )

    def drawn(self) -> list[dict[str, Any]]:
        return [
            {
                "wording": wording,
                "follows": self[f"follows-{wording.condition_id}"],
                "reason": self[f"reason-{wording.condition_id}"],
            }
            for wording, _ in self.rows
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for pk in self._departing():
            if not cleaned.get(f"reason-{pk}"):
                self.add_error(f"reason-{pk}", "Skriv ett skäl: beslutet avviker från det som annars gäller.")
        return cleaned

    def _departing(self) -> list[int]:
        return [
            wording.condition_id
            for wording, _ in self.rows
            if self.cleaned_data.get(f"follows-{wording.condition_id}") != wording.condition.standard
        ]

    def reasons(self) -> dict[int, str]:
        """What `actions.choose_conditions` takes."""
        return {pk: self.cleaned_data[f"reason-{pk}"] for pk in self._departing()}


class MarkForm(forms.Form):
    state = forms.ChoiceField(
        label="Läge",
        widget=forms.RadioSelect,
        error_messages={"required": "Välj hur det står till.", "invalid_choice": "Välj ett av lägena."},
    )
    evidence = text_field(
        "Underlag", "Skriv vad bedömningen bygger på.", help_text="Vad som visar det, till exempel ett protokoll."
    )

    def __init__(self, states: Iterable[ConditionMark.State], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [(state.value, state.label.capitalize()) for state in states]  # type: ignore[attr-defined]


class AssignmentsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Assignment) -> str:
        """With who has it: several may have the same words."""
        return f"{obj.role}: {obj}" if obj.role else str(obj)


class RegisterForm(forms.Form):
    activities = forms.ModelMultipleChoiceField(
        Activity.objects.none(),
        label="Aktiviteter som är registrerade",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Välj aktiviteter i listan."},
    )
    assignments = AssignmentsField(
        Assignment.objects.none(),
        label="Uppdrag som är registrerade",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Välj uppdrag i listan."},
    )
    registered_on = day_field("Registrerade i Stratsys")
    reference = forms.CharField(
        label="Beteckning i Stratsys", max_length=80, required=False, help_text="Samma för alla som du märker nu."
    )

    def __init__(
        self, activities: Iterable[Activity], assignments: Iterable[Assignment], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        rows = Activity.objects.filter(pk__in=[activity.pk for activity in activities])
        self.fields["activities"].queryset = rows.select_related("area__agreement")  # type: ignore[attr-defined]
        given = Assignment.objects.filter(pk__in=[one.pk for one in assignments]).select_related("role")
        self.fields["assignments"].queryset = given  # type: ignore[attr-defined]
        for name in ("activities", "assignments"):
            if not self.fields[name].queryset:  # type: ignore[attr-defined]
                del self.fields[name]


class InvestmentForm(forms.Form):
    name = forms.CharField(label="Vad", max_length=160, error_messages={"required": "Skriv vad investeringen avser."})
    cost = KronorField(label="Anskaffningskostnad, kr", min_value=Decimal("0.01"))
    first_month = forms.CharField(
        label="Tas i bruk",
        help_text="Första månaden som skrivs av, till exempel 2020-10.",
        error_messages={"required": "Skriv månaden som 2020-10."},
    )
    life_months = forms.IntegerField(
        label="Nyttjandeperiod, månader",
        min_value=1,
        max_value=LONGEST_LIFE,
        help_text="36 för tre år.",
        error_messages={
            "required": "Skriv antalet månader.",
            "invalid": "Skriv antalet månader med siffror, till exempel 36.",
            "min_value": "Nyttjandeperioden är minst en månad.",
            "max_value": f"Nyttjandeperioden är högst {LONGEST_LIFE} månader.",
        },
    )

    def clean_first_month(self) -> datetime.date:
        try:
            return parse_month(self.cleaned_data["first_month"])
        except MonthError as error:
            raise ValidationError(str(error)) from error


class ExitPlanForm(forms.Form):
    kind = forms.ChoiceField(
        label="Vad händer med aktiviteten när satsningen upphör?",
        choices=ExitPlan.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Välj vad som händer när satsningen upphör."},
    )
    text = text_field(
        "Hur det går till",
        "Skriv hur det går till.",
        help_text="Hur den införs i befintlig budget, vad den ersätter, eller hur den avvecklas.",
    )

    def __init__(self, agreement: Agreement, plan: ExitPlan | None, data: Any = None) -> None:
        initial = {"kind": plan.kind, "text": plan.text} if plan else {}
        amounts = {row.year: row.amount.amount for row in plan.years.all()} if plan else {}
        super().__init__(data, initial=initial)
        after = agreement.ends_on.year + 1
        self.years = sorted({*range(after, after + YEARS_AHEAD), *amounts})
        for year in self.years:
            self.fields[f"year-{year}"] = KronorField(
                label=str(year), required=False, min_value=0, initial=amounts.get(year)
            )

    def year_fields(self) -> list[forms.BoundField]:
        return [self[f"year-{year}"] for year in self.years]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not self.amounts():
            raise ValidationError("Ange belopp för minst ett år. Skriv 0 om aktiviteten inte kostar något då.")
        return cleaned

    def amounts(self) -> dict[int, Decimal]:
        """Kronor of the years that are filled in."""
        given = {year: self.cleaned_data.get(f"year-{year}") for year in self.years}
        return {year: amount for year, amount in given.items() if amount is not None}


class RequestForm(forms.Form):
    provider = forms.CharField(
        label="Utförare", max_length=160, error_messages={"required": "Skriv vilken utförare som tillfrågas."}
    )
    asked_on = day_field("Tillfrågad")
    question = forms.CharField(label="Vad som efterfrågas", max_length=300, required=False)


class AnswerForm(forms.Form):
    answered_on = day_field("Svaret kom in")
    answer = text_field("Vad som kom in", "Skriv vad som kom in.", help_text="Aktiviteter och kostnader i korthet.")


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label="Varför tas uppgiften bort?",
        max_length=300,
        error_messages={"required": "Skriv varför uppgiften tas bort."},
    )


class MatrixFilter(forms.Form):
    """What the page conditions × activities shows. What cannot be read is left out of the filter."""

    overenskommelse = forms.ModelChoiceField(
        Agreement.objects.none(), label="Överenskommelse", to_field_name="slug", empty_label=None, required=False
    )
    omrade = forms.ModelChoiceField(
        DevelopmentArea.objects.none(), label="Område", to_field_name="number", empty_label="Alla", required=False
    )
    funktion = forms.ModelChoiceField(
        Role.objects.none(), label="Ansvarig funktion", empty_label="Alla", required=False
    )
    lage = forms.ChoiceField(label="Läge", choices=[("", "Alla"), *ConditionMark.State.choices], required=False)

    def __init__(self, agreements: QuerySet[Agreement], agreement: Agreement, data: Any) -> None:
        super().__init__({"overenskommelse": agreement.slug, **{key: data[key] for key in data}})
        self.fields["overenskommelse"].queryset = agreements  # type: ignore[attr-defined]
        areas = DevelopmentArea.objects.filter(agreement=agreement).select_related("agreement")
        self.fields["omrade"].queryset = areas  # type: ignore[attr-defined]
        roles = Role.objects.filter(responsibilities__activity__area__agreement=agreement)
        self.fields["funktion"].queryset = roles.distinct()  # type: ignore[attr-defined]
        self.is_valid()

    def chosen(self) -> dict[str, Any]:
        """What `decisions.conditions.matrix` takes."""
        chosen = self.cleaned_data
        return {"area": chosen.get("omrade"), "role": chosen.get("funktion"), "state": chosen.get("lage", "")}
