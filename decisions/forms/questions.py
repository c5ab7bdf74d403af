"""Why a proposal is returned, with a question for each line that needs one; and the author's answers."""

from collections.abc import Mapping, Sequence

from django import forms
from django.forms import BoundField

from decisions.models import Question
from grants.models import Activity


class ReturnForm(forms.Form):
    """`activities` are those of the proposal's lines. A reason, a question, or both."""

    reason = forms.CharField(
        label="Skäl",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Behövs inte om du ställer en fråga nedan.",
    )
    whole = forms.CharField(label="Fråga om hela förslaget", required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, activities: Sequence[Activity], data: Mapping[str, str] | None = None) -> None:
        super().__init__(data, auto_id="return_form-%s")
        self.activities = activities
        for activity in activities:
            self.fields[self._name(activity)] = forms.CharField(
                label=f"Fråga om {activity}", required=False, widget=forms.Textarea(attrs={"rows": 2})
            )

    @staticmethod
    def _name(activity: Activity) -> str:
        return f"question-{activity.pk}"

    @property
    def question_fields(self) -> list[BoundField]:
        return [*(self[self._name(activity)] for activity in self.activities), self["whole"]]

    def clean(self) -> None:
        if not self.cleaned_data.get("reason") and not self.questions:
            self.add_error("reason", "Skriv ett skäl eller ställ en fråga, så att förslagsställaren vet varför.")

    @property
    def questions(self) -> dict[int | None, str]:
        """What is asked, by the activity's id; None: about the whole."""
        about: dict[int | None, str] = {
            activity.pk: self.cleaned_data[self._name(activity)] for activity in self.activities
        }
        about[None] = self.cleaned_data["whole"]
        return {activity_id: text for activity_id, text in about.items() if text}


class AnswerForm(forms.Form):
    """A field for each question that has no answer. That at least one is answered is asked by the action."""

    def __init__(self, questions: Sequence[Question], data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        self.questions = questions
        for question in questions:
            self.fields[self._name(question)] = forms.CharField(
                label=f"Om {question.about}: {question.text}",
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    @staticmethod
    def _name(question: Question) -> str:
        return f"answer-{question.pk}"

    @property
    def answers(self) -> dict[int, str]:
        """By the question's id."""
        return {question.pk: self.cleaned_data[self._name(question)] for question in self.questions}
