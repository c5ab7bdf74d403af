"""The form of what a decision says besides its amounts."""

import re
from typing import Any

from django import forms

from decisions.actions.contents import Task
from decisions.models import Decision
from people.models import Role

EMPTY_ROWS = 3
POINTS_HELP = (
    "En tom rad mellan punkterna. De numreras i den ordning de står. En lista i en punkt skrivs med bindestreck, "
    "en rad för varje led."
)


class ContentsForm(forms.Form):
    """The points and the recipients as text, and the version of the draft that they were read from."""

    points = forms.CharField(
        label="Beslutspunkter",
        required=False,
        help_text=POINTS_HELP,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    recipients = forms.CharField(
        label="Utdrag till",
        required=False,
        help_text="En mottagare per rad: en funktion eller ett namn. Den som har funktionen får beslutet med e-post.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    existing_resources = forms.CharField(
        label="Så används befintliga resurser",
        required=False,
        help_text="Villkor 1: målsättningen är att nyttja befintliga resurser. Skriv hur det görs. Står i beslutet.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def clean_points(self) -> list[str]:
        return split_points(self.cleaned_data["points"])

    def clean_recipients(self) -> list[str]:
        lines = (" ".join(line.split()) for line in self.cleaned_data["recipients"].splitlines())
        found = [line for line in lines if line]
        if too_long := [line for line in found if len(line) > 200]:
            raise forms.ValidationError(f"Mottagaren {too_long[0][:40]}… är längre än 200 tecken.")
        return found

    @staticmethod
    def initial_of(decision: Decision) -> dict[str, Any]:
        return {
            "points": "\n\n".join(point.text for point in decision.points.all()),
            "recipients": "\n".join(recipient.name for recipient in decision.recipients.all()),
            "existing_resources": decision.existing_resources,
            "version": decision.version,
        }


class TaskForm(forms.Form):
    """One assignment. A row without words is none."""

    text = forms.CharField(label="Uppdrag", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    role = forms.ModelChoiceField(Role.objects.all(), label="Vem", required=False, empty_label="Inte utsedd")
    due_on = forms.DateField(
        label="Senast",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "Skriv dagen som 2020-09-30."},
    )
    due_text = forms.CharField(
        label="Tidpunkt i ord", required=False, max_length=120, help_text="Om beslutet inte har en dag: hösten 2021."
    )
    report_to = forms.ModelChoiceField(
        Role.objects.all(), label="Återredovisas till", required=False, empty_label="Inte utsedd"
    )

    def clean(self) -> dict[str, Any]:
        found = {name: value for name, value in self.cleaned_data.items() if name != "text" and value}
        if found and not self.cleaned_data.get("text"):
            raise forms.ValidationError("Skriv vad uppdraget är.")
        return self.cleaned_data


def split_points(text: str) -> list[str]:
    """The points of a text with an empty line between them. A list (lines that begin with a hyphen) belongs to the
    point before it and keeps its lines; other lines run on."""
    points: list[str] = []
    for paragraph in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        lines = [" ".join(line.split()) for line in paragraph.splitlines()]
        if points and lines[0].startswith("- "):
            points[-1] += "\n\n" + _run_on(lines)
        elif any(lines):
            points.append(_run_on(lines))
    return points


def _run_on(lines: list[str]) -> str:
    parts = [f"\n{line}" if line.startswith("- ") else f" {line}" for line in lines]
    return "".join(parts).strip()


TaskFormSet = forms.formset_factory(TaskForm, extra=EMPTY_ROWS)


def tasks_of(formset: forms.BaseFormSet) -> list[Task]:
    """The assignments that have words."""
    return [Task(**form.cleaned_data) for form in formset if form.cleaned_data.get("text")]


def initial_tasks(decision: Decision) -> list[dict[str, Any]]:
    names = ("text", "role", "due_on", "due_text", "report_to")
    return [{name: getattr(task, name) for name in names} for task in decision.assignments.all()]
