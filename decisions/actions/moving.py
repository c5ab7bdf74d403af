"""What the kinds that move money say: a new activity, a release, money across areas, a repayment."""

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from decisions.actions.common import DecisionRefused
from decisions.actions.drafts import NewActivity
from decisions.authority import deciding_body
from decisions.models import Decision, DecisionLine, DecisionPoint, LineShare
from decisions.models.kinds import FINAL, Body, Kind
from grants.actions import add_activity, rename_activity
from grants.figures import ZERO
from grants.kronor import format_kronor
from grants.models import Activity, Agreement, DevelopmentArea, Fund
from grants.printed import listing
from people.models import User


@dataclass(frozen=True)
class Taken:
    """`amount` kronor out of an activity in a fund, or out of the fund's pool."""

    fund: Fund
    activity: Activity | None
    amount: Decimal

    @property
    def where(self) -> str:
        return str(self.activity) if self.activity else f"ofördelat i {self.fund}"


@dataclass(frozen=True)
class Repayment:
    """What the state's two decisions are called, and when the money is to be with the state."""

    agreement_number: str
    payment_number: str
    repay_by: datetime.date


@dataclass(frozen=True)
class Move:
    """Money taken at some places, to one activity (`target`), to the pool, or to the state: by its kind."""

    kind: Kind
    taken: Sequence[Taken]
    target: Activity | NewActivity | None = None
    repayment: Repayment | None = None

    @property
    def total(self) -> Decimal:
        return sum((each.amount for each in self.taken), ZERO)

    @property
    def areas(self) -> set[DevelopmentArea]:
        found = {each.fund.area for each in self.taken} | {each.activity.area for each in self.taken if each.activity}
        return found | ({self.target.area} if self.target else set())

    @property
    def title(self) -> str:
        amount, places = format_kronor(self.total), listing(dict.fromkeys(each.where for each in self.taken))
        match self.kind:
            case Kind.ACTIVITY:
                return f"Ny aktivitet: {self.target.name if self.target else ''}, {amount}"
            case Kind.RELEASE:
                return f"{amount} från {places} till ofördelat"[:300]
            case Kind.REPAYMENT:
                return f"{amount} återbetalas till staten"
        return f"{amount} från {places} till {self.target.name if self.target else ''}"[:300]

    def body(self, agreement: Agreement | None, on: datetime.date) -> Body:
        return deciding_body(self.kind, agreement, on)

    def write(self, decision: Decision, by: User) -> None:
        _refuse_unfit(self, decision)
        target = self._target(decision, by)
        shares: dict[Activity | None, dict[int, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
        for each in self.taken:
            if each.activity is not None or self.kind == Kind.REPAYMENT:
                shares[each.activity][each.fund.pk] -= each.amount
            if target is not None:
                shares[target][each.fund.pk] += each.amount
        write_lines(decision, shares)
        if self.repayment:
            _write_repayment(decision, self)

    def _target(self, decision: Decision, by: User) -> Activity | None:
        """A new activity comes into being with the draft, so that its plan for afterwards can be written. A draft that
        is revised keeps its activity; one of that name that came to nothing is taken up again."""
        new = self.target
        if not isinstance(new, NewActivity):
            return new
        mine = next(
            (line.activity for line in decision.lines.select_related("activity") if line.amount.amount > 0), None
        )
        found = mine or _abandoned(new)
        if found is None:
            return add_activity(area=new.area, name=new.name, roles=new.roles, by=by)
        rename_activity(found, name=new.name)
        found.responsibilities.all().delete()
        for position, role in enumerate(dict.fromkeys(new.roles)):
            found.responsibilities.create(role=role, position=position)
        return found


def _abandoned(new: NewActivity) -> Activity | None:
    """An activity of that name whose every proposal was rejected or withdrawn."""
    found = Activity.objects.filter(area=new.area, name__iexact=" ".join(new.name.split())).first()
    statuses = set(found.decision_lines.values_list("decision__status", flat=True)) if found else set()
    return found if statuses and statuses <= FINAL - {"decided"} else None


def write_lines(decision: Decision, shares: Mapping[Activity | None, Mapping[int, Decimal]]) -> None:
    """Replaces the draft's lines: signed kronor per activity (None: the state) and fund."""
    decision.lines.all().delete()
    for position, (activity, share) in enumerate(shares.items()):
        amount = sum(share.values(), ZERO)
        line = DecisionLine.objects.create(decision=decision, activity=activity, position=position, amount=amount)
        LineShare.objects.bulk_create(
            LineShare(line=line, fund_id=fund_id, amount=part) for fund_id, part in share.items() if part
        )


def _refuse_unfit(move: Move, decision: Decision) -> None:
    """What no finding can put right. The amounts themselves are for the checks."""
    if not move.taken:
        raise DecisionRefused("Ange minst ett belopp.", "nothing_moved")
    if any(each.amount <= 0 for each in move.taken):
        raise DecisionRefused("Ett belopp som flyttas ska vara större än noll.", "negative")
    if any(area.agreement_id != decision.agreement_id for area in move.areas):
        raise DecisionRefused(f"En av aktiviteterna hör inte till {decision.agreement}.", "other_agreement")
    if any(each.activity == move.target for each in move.taken if each.activity):
        raise DecisionRefused("Pengar flyttas inte från en aktivitet till sig själv.", "itself")


def _write_repayment(decision: Decision, move: Move) -> None:
    """A point for each fund: the amount, both diary numbers, and the day."""
    facts = move.repayment
    if facts is None:
        return
    decision.points.all().delete()
    for number, each in enumerate(move.taken, start=1):
        text = (
            f"{format_kronor(each.amount)} av tilldelningen {each.fund} återbetalas till staten senast "
            f"{facts.repay_by}. Överenskommelsens diarienummer: {facts.agreement_number}. "
            f"Utbetalningsbeslutets diarienummer: {facts.payment_number}."
        )
        DecisionPoint.objects.create(decision=decision, number=number, text=text)
