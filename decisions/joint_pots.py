"""The joint pots as data: what each agreement is to set aside, what is decided and booked for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from decisions.figures import Figures
from decisions.models import DecisionLine
from decisions.money_pages import kr
from decisions.overview import totals_by_agreement
from grants.figures import ZERO
from grants.joint_pots import set_aside
from grants.kronor import format_kronor, format_percent
from grants.models import Activity, JointPot, JointPotPart
from people.abilities import Ability, may
from people.models import User


@dataclass(frozen=True)
class PotPart:
    part: JointPotPart
    allotted: Decimal
    calculated: Decimal
    decided: Decimal
    booked: Decimal

    @property
    def difference(self) -> Decimal:
        """Booked above what is calculated; below zero, something is lacking."""
        return self.booked - self.calculated


@dataclass(frozen=True)
class Pot:
    pot: JointPot
    parts: tuple[PotPart, ...]

    def total(self, figure: str) -> Decimal:
        return sum((getattr(part, figure) for part in self.parts), ZERO)


def pots_of(pots: Iterable[JointPot]) -> list[Pot]:
    """Rows of `JointPotQuerySet.for_page`. A fixed number of queries."""
    rows = list(pots)
    totals = totals_by_agreement()
    ids = [part.activity_id for pot in rows for part in pot.parts.all() if part.activity_id]
    booked = {row.pk: row.booked for row in Activity.objects.filter(pk__in=ids).with_booked_and_outcome()}
    decided = DecisionLine.objects.decided_by(ids)
    return [Pot(pot, tuple(_parts(pot, totals, decided, booked))) for pot in rows]


def _parts(
    pot: JointPot, totals: dict[int, Figures], decided: dict[int, Decimal], booked: dict[int, Decimal]
) -> Iterable[PotPart]:
    parts = list(pot.parts.all())
    allotted = [totals[part.agreement_id].allotted for part in parts]
    for part, has, calculated in zip(parts, allotted, set_aside(allotted, pot.share), strict=True):
        held = part.activity_id or 0
        yield PotPart(part, has, calculated, decided.get(held, ZERO), booked.get(held, ZERO))


FIGURES = ("allotted", "calculated", "decided", "booked")


def joint_pots_page(pots: Iterable[JointPot], user: User) -> dict[str, Any]:
    return {
        "pots": [_written(pot) for pot in pots_of(pots)],
        "may_edit": may(user, Ability.EDIT_AGREEMENT),
        "crumbs": [("Uppföljning", "/utfall/"), ("Utbetalningar", "/utbetalningar/")],
    }


def _written(pot: Pot) -> dict[str, Any]:
    whole = pot.pot.share == pot.pot.share.to_integral_value()
    return {
        "pot": pot.pot,
        "share": format_percent(pot.pot.share / 100, 0 if whole else 2),
        "rows": [
            {"part": row.part, **_difference(row.difference), **{name: kr(getattr(row, name)) for name in FIGURES}}
            for row in pot.parts
        ],
        "totals": {name: kr(pot.total(name)) for name in FIGURES} | _difference(pot.total("difference")),
    }


def _difference(difference: Decimal) -> dict[str, Any]:
    return {"difference": format_kronor(difference, unit=False, sign=True), "is_short": difference < 0}
