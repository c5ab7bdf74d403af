"""Who decides what, as data for its page: the rules, the mandates in and out of force, and who acts for whom."""

import datetime
from dataclasses import dataclass

from decisions.authority import WHO_DECIDES, Rule
from decisions.models import Mandate
from decisions.models.kinds import CORRECTING, Body, Kind
from people.models import Tenure, User


@dataclass(frozen=True)
class ActingPerson:
    """A holder or deputy of a mandate's role; `on_duty` is whether the person may act in it on the day."""

    tenure: Tenure
    on_duty: bool

    @property
    def title(self) -> str:
        return f"Ersättare {self.tenure.rank}" if self.tenure.rank else "Innehavare"


@dataclass(frozen=True)
class MandateRow:
    mandate: Mandate
    in_force: bool
    kinds: tuple[str, ...]
    persons: tuple[ActingPerson, ...]


def rules() -> tuple[Rule, ...]:
    return WHO_DECIDES


def delegable() -> list[Kind]:
    """The kinds that a mandate can be for: those that the table lets the director decide. Not corrections: they rest on
    what let the corrected decision be made."""
    kinds = dict.fromkeys(rule.kind for rule in WHO_DECIDES if rule.body == Body.DIRECTOR)
    return [kind for kind in kinds if kind not in CORRECTING]


def mandate_rows(user: User, on: datetime.date) -> list[MandateRow]:
    """Every mandate, those in force first."""
    mandates = Mandate.objects.visible_to(user).for_page()
    rows = [
        MandateRow(mandate, mandate.is_valid_on(on), mandate.kind_names, _persons(mandate, on)) for mandate in mandates
    ]
    return sorted(rows, key=lambda row: not row.in_force)


def _persons(mandate: Mandate, on: datetime.date) -> tuple[ActingPerson, ...]:
    """In order. A deputy acts while no deputy before him or her is on duty (`TenureQuerySet.standing`)."""
    tenures = sorted(mandate.role.tenures.all(), key=lambda tenure: (tenure.rank, tenure.starts_on))
    first_deputy = next((tenure.rank for tenure in tenures if tenure.rank and tenure.covers(on)), 0)
    return tuple(ActingPerson(tenure, tenure.covers(on) and tenure.rank in {0, first_deputy}) for tenure in tenures)
