"""Building a questionnaire, and sending it."""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet

from grants.forms.agreements import WorkbookForm
from reporting.models import Question, Questionnaire, QuestionSection
from reporting.questionnaire.rules import CHOOSING, faults


class QuestionForm(forms.ModelForm):
    class Meta:
        model = Question
        fields: ClassVar[list[str]] = [
            "text", "help", "section", "scope", "kind", "choices", "required", "word_limit", "figure", "condition",
            "condition_value",
        ]  # fmt: skip
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "text": forms.Textarea(attrs={"rows": 2}),
            "help": forms.Textarea(attrs={"rows": 2}),
            "choices": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts: ClassVar[dict[str, str]] = {
            "help": "Visas under frågan för den som svarar.",
            "choices": "Ett val per rad. För en tabell: en kolumn per rad.",
            "word_limit": "Bara för text.",
            "figure": "Bara för belopp. Den som svarar ser varifrån siffran kommer och kan ändra den.",
            "condition": "Välj en fråga med ja eller nej, eller med val, som ställs om samma sak.",
            "condition_value": "Det svar som gör att frågan ställs, till exempel ja.",
        }
        error_messages: ClassVar[dict[str, dict[str, str]]] = {
            "text": {"required": "Skriv frågan."},
            "section": {"required": "Välj ett avsnitt.", "invalid_choice": "Välj ett avsnitt i listan."},
        }

    def __init__(self, questionnaire: Questionnaire, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sections, condition = self.fields["section"], self.fields["condition"]
        sections.queryset, sections.empty_label = questionnaire.sections.all(), None  # type: ignore[attr-defined]
        condition.queryset = self._others(questionnaire)  # type: ignore[attr-defined]
        condition.label, condition.empty_label = "Ställs bara om en annan fråga", "Ställs alltid"  # type: ignore[attr-defined]
        self.fields["figure"].choices = [("", "Fylls inte i"), *_capital(Question.Figure)]  # type: ignore[attr-defined]
        self.fields["kind"].choices = _capital(Question.Kind)  # type: ignore[attr-defined]
        self.fields["scope"].choices = _capital(Question.Scope)  # type: ignore[attr-defined]

    def _others(self, questionnaire: Questionnaire) -> QuerySet[Question]:
        chosen = Question.objects.filter(section__questionnaire=questionnaire, kind__in=CHOOSING)
        return chosen.exclude(pk=self.instance.pk).order_by("section__position", "position")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for name, text in faults(said):
            self.add_error(name, text)
        if said.get("condition") and not said.get("condition_value"):
            self.add_error("condition_value", "Skriv det svar som gör att frågan ställs.")
        return said

    def fields_said(self) -> tuple[QuestionSection, dict[str, Any]]:
        """The section, and the other fields."""
        said = dict(self.cleaned_data)
        return said.pop("section"), said

    def _post_clean(self) -> None:
        """The instance is written by the action alone, under its lock."""


class QuestionsWorkbookForm(WorkbookForm):
    example = forms.BooleanField(
        label="Frågorna är ett exempel: mottagaren har inte publicerat sina",
        required=False,
    )


class SendForm(forms.Form):
    due_on = forms.DateField(
        label="Svaren ska vara klara senast",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Välj sista dag för svaren.", "invalid": "Skriv dagen som 2020-09-30."},
    )


def _capital(choices: Any) -> list[tuple[str, str]]:
    return [(one.value, one.label.capitalize()) for one in choices]
