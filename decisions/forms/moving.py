"""Proposals that move money from places that are shown, and proposals to lock: what somebody wrote."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms

from decisions.actions import Locking, Move, NewActivity, Repayment, Taken
from decisions.models import Decision
from decisions.models.kinds import Body, Kind
from decisions.places import MoveSheet, Source, payment_numbers
from grants.fields import KronorField
from grants.findings import Finding
from grants.models import Activity, DevelopmentArea
from grants.payments import repayment_day
from people.models import Role


class ProposalForm(forms.Form):
    """What every proposal has: a reason, whether the board decides it although a mandate covers it, the version."""

    reason = forms.CharField(
        label="Skäl",
        help_text="Det läser den som beslutar, och det följer med beslutet.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Skriv ett skäl."},
    )

    def offer_the_board(self, *, director_may: bool) -> None:
        """Where a mandate covers it the writer may lay it before the board all the same."""
        if director_may:
            self.fields["to_board"] = forms.BooleanField(
                label="Lägg fram för regionstyrelsen i stället", required=False
            )

    @property
    def to_board(self) -> bool:
        return bool(self.cleaned_data.get("to_board"))

    @property
    def version(self) -> int | None:
        text = self.data.get("version", "")
        return int(text) if text.isdigit() else None

    @property
    def hands_in(self) -> bool:
        return self.data.get("then") == "hand-in"

    def add_findings(self, found: list[Finding]) -> None:
        for finding in found:
            self.add_error(None, f"{finding.text} {finding.way_out}")


class MoveForm(ProposalForm):
    """After `is_valid`, `content` is the move. A field `take-<fund>-<activity|pool>` for each source."""

    field_order = ("name", "roles", "target", "payment_number", "repay_by", "reason", "to_board")

    def __init__(
        self, sheet: MoveSheet, data: Mapping[str, str] | None = None, *, saved: Decision | None = None
    ) -> None:
        super().__init__(data, initial=_initial(sheet, saved))
        self.sheet = sheet
        for source in sheet.sources:
            field = KronorField(label=f"Ta från {source.name}, kronor", required=False, min_value=0)
            field.widget.attrs["aria-label"] = f"Ta från {source.name}, {source.fund}, kronor"
            self.fields[f"take-{source.key}"] = field
        self._add_what_the_kind_wants()
        self.offer_the_board(director_may=sheet.director_may)
        self.order_fields(self.field_order)

    def _add_what_the_kind_wants(self) -> None:
        match self.sheet.kind:
            case Kind.ACTIVITY:
                self.fields["name"] = forms.CharField(
                    label="Aktivitetens namn", max_length=240, error_messages={"required": "Skriv aktivitetens namn."}
                )
                self.fields["roles"] = forms.ModelMultipleChoiceField(
                    Role.objects.order_by("name"),
                    label="Ansvarig funktion",
                    help_text="En eller flera. Den som ansvarar skriver kalkylen för tiden efter satsningen.",
                    error_messages={"required": "Välj vem som ansvarar."},
                )
            case Kind.ACROSS:
                self.fields["target"] = forms.ChoiceField(
                    label="Till aktiviteten",
                    choices=[("", "Välj"), *((str(each.pk), f"{each.area}: {each}") for each in self.sheet.targets)],
                    error_messages={"required": "Välj den aktivitet som får pengarna."},
                )
            case Kind.REPAYMENT:
                self.fields["payment_number"] = forms.CharField(
                    label="Utbetalningsbeslutets diarienummer",
                    max_length=120,
                    help_text="Statens beslut om utbetalning. Överenskommelsens eget diarienummer kommer med ändå.",
                    error_messages={"required": "Ange utbetalningsbeslutets diarienummer."},
                )
                self.fields["repay_by"] = forms.DateField(
                    label="Återbetalas senast",
                    widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                    error_messages={"required": "Ange dagen.", "invalid": "Skriv dagen som 2021-01-31."},
                )

    @property
    def places(self) -> list[tuple[Source, forms.BoundField]]:
        return [(source, self[f"take-{source.key}"]) for source in self.sheet.sources]

    @property
    def other_fields(self) -> list[forms.BoundField]:
        return [field for field in self if not field.name.startswith("take-")]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self._refuse_strangers()
        if not self.errors and not self.taken:
            raise forms.ValidationError("Ange minst ett belopp.", code="nothing")
        return data

    def _refuse_strangers(self) -> None:
        """An amount for a place that is not on the sheet is not passed over in silence."""
        known = {f"take-{source.key}" for source in self.sheet.sources}
        written = {name for name in self.data if name.startswith("take-") and self.data[name].strip()}
        if written - known:
            raise forms.ValidationError(
                "Pengarna har hunnit flyttas, eller hör inte hit. Se raderna som de är nu.", code="not_here"
            )

    @property
    def taken(self) -> list[Taken]:
        amounts = [(source, self.cleaned_data.get(f"take-{source.key}")) for source in self.sheet.sources]
        return [Taken(source.fund, source.activity, amount) for source, amount in amounts if amount]

    @property
    def content(self) -> Move:
        data = self.cleaned_data
        target: Activity | NewActivity | None = None
        repayment = None
        match self.sheet.kind:
            case Kind.ACTIVITY:
                target = NewActivity(cast(DevelopmentArea, self.sheet.area), data["name"], list(data["roles"]))
            case Kind.ACROSS:
                target = next(each for each in self.sheet.targets if str(each.pk) == data["target"])
            case Kind.REPAYMENT:
                repayment = Repayment(self.sheet.agreement.registry_number, data["payment_number"], data["repay_by"])
        return Move(self.sheet.kind, self.taken, target, repayment)


def _initial(sheet: MoveSheet, saved: Decision | None) -> dict[str, Any]:
    if saved is None:
        return _repayment(sheet) if sheet.kind == Kind.REPAYMENT else {}
    initial: dict[str, Any] = {"reason": saved.reason, "to_board": saved.body == Body.BOARD}
    lines = list(saved.lines.select_related("activity").prefetch_related("shares", "activity__roles"))
    taker = next((line for line in lines if line.amount.amount > 0), None)
    pool: dict[int, Any] = {}
    for line in lines:
        for share in line.shares.all():
            pool[share.fund_id] = pool.get(share.fund_id, 0) + share.amount.amount
            if line.activity and share.amount.amount < 0:
                initial[f"take-{share.fund_id}-{line.activity_id}"] = -share.amount.amount
    if sheet.kind != Kind.RELEASE:
        initial |= {f"take-{fund_id}-pool": abs(amount) for fund_id, amount in pool.items() if amount}
    if taker and taker.activity:
        initial |= {"name": taker.activity.name, "roles": taker.activity.roles.all(), "target": str(taker.activity_id)}
    return initial


def _repayment(sheet: MoveSheet) -> dict[str, Any]:
    """The numbers of the payments, and the earliest day that something of what is shown is to be repaid."""
    payments = list(sheet.agreement.payments.all())
    days = [day for source in sheet.sources if (day := repayment_day(source.fund, payments))]
    return {"payment_number": payment_numbers(sheet.agreement), "repay_by": min(days, default=None)}


class LockForm(ProposalForm):
    """After `is_valid`, `content` is the activities to lock or unlock."""

    activities = forms.ModelMultipleChoiceField(
        Activity.objects.none(),
        label="Aktiviteter",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Välj minst en aktivitet."},
    )
    field_order = ("activities", "reason")

    def __init__(
        self, sheet: MoveSheet, data: Mapping[str, str] | None = None, *, saved: Decision | None = None
    ) -> None:
        initial = (
            {"reason": saved.reason, "activities": [line.activity_id for line in saved.lines.all()]} if saved else {}
        )
        super().__init__(data, initial=initial)
        self.sheet = sheet
        locked = sheet.kind == Kind.UNLOCK
        rows = Activity.objects.filter(area__agreement=sheet.agreement, locked=locked).select_related("area")
        cast(forms.ModelMultipleChoiceField, self.fields["activities"]).queryset = rows

    @property
    def other_fields(self) -> list[forms.BoundField]:
        return list(self)

    @property
    def places(self) -> list[tuple[Source, forms.BoundField]]:
        return []

    @property
    def content(self) -> Locking:
        return Locking(self.sheet.kind, list(self.cleaned_data["activities"]))
