"""What is not followed of the conditions of an agreement's decisions (doc 002 § 2.1.5). Findings, never refusals here:
the decisions are made. Run by `decisions.agreement_checks`; ids decisions.W121 and so on."""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

from django.urls import reverse

from decisions.fulfilment import Cell, Code, Fulfilment, State
from decisions.models import Assignment
from grants.findings import Finding, Severity
from grants.kronor import format_kronor
from grants.printed import listing

Check = Callable[[Fulfilment], Iterator[Finding]]
CHECKS: list[Check] = []


def check(function: Check) -> Check:
    CHECKS.append(function)
    return function


def run(found: Fulfilment) -> list[Finding]:
    return [finding for function in CHECKS for finding in function(found)] if found.conditions else []


def _warning(check_id: str, subject: str, text: str, way_out: str, **more: Any) -> Finding:
    return Finding(f"decisions.{check_id}", Severity.WARNING, subject, text, way_out, **more)


def _subject(cells: list[Cell]) -> str:
    """Names the very activities: when they change, an acknowledgement no longer holds."""
    return hashlib.sha256(",".join(str(cell.activity.pk) for cell in cells).encode()).hexdigest()[:16]


def _lacking(found: Fulfilment, code: str) -> tuple[list[Cell], str]:
    """The cells that are not met, and "5 av 17 aktiviteter"."""
    cells = found.cells_for(code)
    lacking = [cell for cell in cells if cell.state == State.NOT_MET]
    return lacking, f"{len(lacking)} av {len(cells)} aktiviteter"


@check
def every_activity_is_registered(found: Fulfilment) -> Iterator[Finding]:
    """Condition 2."""
    lacking, count = _lacking(found, Code.REGISTRATION)
    if lacking:
        yield _warning(
            "W121",
            _subject(lacking),
            f"{count} är inte registrerade i Stratsys: {listing(cell.activity for cell in lacking)}.",
            "Hämta filen för Stratsys, läs in den där och märk aktiviteterna som registrerade.",
            path=reverse("stratsys", args=[found.agreement.slug]),
        )


@check
def every_assignment_is_registered(found: Fulfilment) -> Iterator[Finding]:
    """Condition 2 is of "uppdrag och aktiviteter"."""
    if lacking := found.unregistered_assignments:
        ids = ",".join(str(assignment.pk) for assignment in lacking)
        count = "1 uppdrag är inte registrerat" if len(lacking) == 1 else f"{len(lacking)} uppdrag är inte registrerade"
        yield _warning(
            "W125",
            hashlib.sha256(ids.encode()).hexdigest()[:16],
            f"{count} i Stratsys: {listing(_named(assignment) for assignment in lacking)}.",
            "Hämta filen för Stratsys, läs in den där och märk uppdragen som registrerade.",
            path=reverse("stratsys", args=[found.agreement.slug]),
        )


def _named(assignment: Assignment) -> str:
    """Who has it and from where: its words can be long."""
    return f"{assignment.role or 'HOSPA'} i {assignment.decision.reference}"


@check
def no_more_than_the_years_depreciation_is_charged(found: Fulfilment) -> Iterator[Finding]:
    """Condition 3: what falls on a year must fit within what the activity has for that year; a finding for each."""
    for cell in found.cells_for(Code.DEPRECIATION):
        for one in found.charges(cell.activity) if cell.state == State.NOT_MET else ():
            if one.over:
                yield _warning(
                    "W122",
                    f"{cell.activity.pk}-{one.year}",
                    f"{cell.activity} har {format_kronor(one.charge)} i avskrivning {one.year} men "
                    f"{format_kronor(one.booked)} bokfört för året: {format_kronor(one.over)} för mycket.",
                    "Rätta investeringen, eller finansiera resten på annat sätt.",
                    amount=one.over,
                    path=f"{cell.activity.get_absolute_url()}#villkor",
                    area_number=cell.activity.area.number,
                    activity_id=cell.activity.pk,
                )


@check
def every_activity_has_a_plan_for_afterwards(found: Fulfilment) -> Iterator[Finding]:
    """Condition 6. § 35 has none for any of its activities; RS/26/2020 has a sentence for one of its points."""
    lacking, count = _lacking(found, Code.EXIT_PLAN)
    if lacking:
        yield _warning(
            "W123",
            _subject(lacking),
            f"{count} saknar kalkyl för hur de finansieras när satsningen upphör: "
            f"{listing(cell.activity for cell in lacking)}.",
            "Ansvarig funktion skriver en kalkyl, eller anger varför villkoret inte är aktuellt.",
            path=f"{reverse('condition_matrix')}?overenskommelse={found.agreement.slug}",
        )


@check
def no_condition_is_marked_as_not_met(found: Fulfilment) -> Iterator[Finding]:
    for condition in found.conditions:
        for activity in found.activities:
            cell = found.cell(activity, condition)
            if cell.marked and cell.state == State.NOT_MET:
                yield _warning(
                    "W124",
                    f"{activity.pk}-{condition.pk}",
                    f"{activity} uppfyller inte villkor {condition}: {cell.ground.evidence}",
                    "Åtgärda det och märk villkoret på nytt.",
                    path=activity.get_absolute_url(),
                    area_number=activity.area.number,
                    activity_id=activity.pk,
                )
