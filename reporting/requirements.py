"""Requirements of an agreement: registered, changed by what is decided about them, or taken over from a template."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from config.refused import Refused
from grants.models import Agreement
from people.abilities import Ability, may, refusal
from people.models import User
from reporting.models import REPORTED, ReportTemplate, Requirement, RequirementChange

Kind = Requirement.Kind
Status = RequirementChange.Status
USUAL = "vanliga"
USUAL_NAME = "De vanliga kraven i ett statsbidrag"


class RequirementRefused(Refused):
    """A rule about requirements refuses. Nothing has changed."""

    code = "requirement"


@dataclass(frozen=True)
class Proposed:
    """A requirement that a template gives an agreement. Its date is expected until somebody has decided it."""

    kind: Kind
    title: str
    recipient: str
    due_on: datetime.date | None
    period_from: datetime.date | None = None
    period_to: datetime.date | None = None
    template: ReportTemplate | None = None
    certificate: str = ""
    signatories: str = ""


def usual(agreement: Agreement) -> list[Proposed]:
    """One of every kind, as most agreements ask for, by the agreement's last year. The internal one has no day."""
    year, recipient = agreement.ends_on.year, "Socialstyrelsen"
    period: dict[str, Any] = {"period_from": agreement.starts_on}
    return [
        Proposed(Kind.REQUISITION, "Rekvisition", "Kammarkollegiet", datetime.date(year, 11, 1)),
        Proposed(Kind.PLAN, "Handlingsplan", recipient, datetime.date(year, 5, 31)),
        Proposed(
            Kind.INTERIM,
            "Delredovisning",
            recipient,
            datetime.date(year, 9, 30),
            **period,
            period_to=datetime.date(year, 8, 31),
        ),
        Proposed(
            Kind.FINAL,
            "Slutredovisning",
            recipient,
            datetime.date(year + 1, 3, 31),
            **period,
            period_to=agreement.ends_on,
        ),
        Proposed(
            Kind.ECONOMIC,
            "Ekonomisk redovisning",
            "Kammarkollegiet",
            datetime.date(year + 1, 3, 31),
            **period,
            period_to=agreement.ends_on,
        ),
        Proposed(Kind.REPAYMENT, "Återbetalning av oanvända medel", "Kammarkollegiet", datetime.date(year + 1, 3, 31)),
        Proposed(Kind.INTERNAL, "Uppföljning av överenskommelsen", "Regionstyrelsen", None),
    ]


def as_in(source: Agreement, agreement: Agreement, on: datetime.date) -> list[Proposed]:
    """The requirements of another agreement, their dates moved by as many years as lie between the two."""
    years = agreement.ends_on.year - source.ends_on.year
    return [
        Proposed(
            Kind(row.kind),
            row.title,
            row.recipient,
            _moved(row.due_now, years),
            _moved(row.period_from, years),
            _moved(row.period_to, years),
            row.template,
            row.certificate,
            row.signatories,
        )
        for row in Requirement.objects.with_status(on).filter(agreement=source).select_related("template")
    ]


def _moved(day: datetime.date | None, years: int) -> datetime.date | None:
    """The same day in another year; 29 February becomes the 28th."""
    if day is None:
        return None
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


@transaction.atomic
def register(
    agreement: Agreement, *, change: dict[str, Any], by: User, on: datetime.date, **fields: Any
) -> Requirement:
    """A requirement and the change that sets it (status, due_on, decided_on, decided_by, note). Raises Refused."""
    _require(by)
    if fields["kind"] in REPORTED and not (fields.get("period_from") and fields.get("period_to")):
        raise RequirementRefused("En redovisning behöver en period: fyll i från och med och till och med.", "no_period")
    if fields.get("period_from") and fields.get("period_to") and fields["period_to"] < fields["period_from"]:
        raise RequirementRefused("Perioden slutar före den dag då den börjar.", "period")
    requirement = Requirement.objects.create(agreement=agreement, **fields)
    decide(requirement, **change, by=by, on=on)
    return requirement


@transaction.atomic
def decide(
    requirement: Requirement,
    *,
    status: str,
    due_on: datetime.date | None,
    decided_on: datetime.date,
    decided_by: str,
    by: User,
    on: datetime.date,
    note: str = "",
) -> RequirementChange:
    """What somebody has decided about the requirement from that day on; what was said before stays in its history.

    An extension is a change with a later date. Raises RequirementRefused for a day that has not been, or that lies
    before the latest change: the history is in order of time.
    """
    _require(by)
    Requirement.objects.select_for_update().get(pk=requirement.pk)
    if decided_on > on:
        raise RequirementRefused(f"Beslutets dag, {decided_on}, har inte varit än.", "future")
    latest = requirement.changes.last()
    if latest is not None and decided_on < latest.decided_on:
        raise RequirementRefused(
            f"Kravet ändrades senast {latest.decided_on}. Ange den dagen eller en senare.", "order"
        )
    return RequirementChange.objects.create(
        requirement=requirement,
        status=status,
        due_on=due_on,
        decided_on=decided_on,
        decided_by=decided_by,
        note=note,
        by=by,
    )


@transaction.atomic
def take_over(
    agreement: Agreement, proposed: Sequence[Proposed], *, named: str, by: User, on: datetime.date
) -> list[Requirement]:
    """Register what a template gives, as expected; what the agreement has already, by kind and title, is left alone."""
    _require(by)
    Agreement.objects.select_for_update(no_key=True).get(pk=agreement.pk)
    known = set(agreement.requirements.values_list("kind", "title"))
    new = [row for row in proposed if (row.kind, row.title) not in known]
    return [_take(agreement, row, named=named, by=by, on=on) for row in new]


def _take(agreement: Agreement, row: Proposed, *, named: str, by: User, on: datetime.date) -> Requirement:
    same = ("kind", "title", "recipient", "period_from", "period_to", "template", "certificate", "signatories")
    requirement = Requirement.objects.create(
        agreement=agreement, source=named, **{name: getattr(row, name) for name in same}
    )
    decide(
        requirement,
        status=Status.AWAITED,
        due_on=row.due_on,
        decided_on=on,
        decided_by=named,
        by=by,
        on=on,
        note="Väntat datum. Ändra kravet när det är beslutat.",
    )
    return requirement


def _require(by: User) -> None:
    if not may(by, Ability.EDIT_AGREEMENT):
        raise RequirementRefused(refusal(Ability.EDIT_AGREEMENT), "not_allowed")
