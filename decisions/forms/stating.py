"""A proposal without money: its heading, its case and its points."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms

from decisions.actions import Statement
from decisions.forms.contents import POINTS_HELP, split_points
from decisions.forms.moving import ProposalForm
from decisions.models import Case, Decision
from decisions.models.kinds import Body


class StatementForm(ProposalForm):
    """After `is_valid`, `content` is what it says and `case` where it belongs. `saved` keeps its case."""

    case = forms.ModelChoiceField(
        Case.objects.none(),
        label="Ärende",
        empty_label="Välj",
        help_text="Finns ärendet inte än öppnas det under Ärenden.",
        error_messages={"required": "Välj det ärende som förslaget hör till."},
    )
    title = forms.CharField(label="Rubrik", max_length=300, error_messages={"required": "Skriv en rubrik."})
    points = forms.CharField(
        label="Beslutspunkter", required=False, help_text=POINTS_HELP, widget=forms.Textarea(attrs={"rows": 10})
    )
    field_order = ("case", "title", "points", "reason", "to_board")

    def __init__(
        self,
        data: Mapping[str, str] | None = None,
        *,
        saved: Decision | None = None,
        case: str = "",
        director_may: bool = False,
    ) -> None:
        super().__init__(data, initial=_initial(saved) if saved else {"case": case})
        self.saved = saved
        self.fields["reason"].label, self.fields["reason"].required = "Anmärkning", False
        if saved:
            del self.fields["case"]
        else:
            cast(forms.ModelChoiceField, self.fields["case"]).queryset = Case.objects.still_open()
        self.offer_the_board(director_may=director_may)
        self.order_fields(self.field_order)

    @property
    def where(self) -> Case | None:
        """The case chosen, of a valid form."""
        return self.saved.case if self.saved else self.cleaned_data.get("case")

    @property
    def content(self) -> Statement:
        return Statement(self.cleaned_data["title"], split_points(self.cleaned_data["points"]))


def _initial(saved: Decision) -> dict[str, Any]:
    return {
        "title": saved.title,
        "points": "\n\n".join(point.text for point in saved.points.all()),
        "reason": saved.reason,
        "to_board": saved.body == Body.BOARD,
    }
