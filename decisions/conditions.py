"""The pages about conditions as data: the library, one condition, conditions × activities, an activity's own part."""

import datetime
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from decisions.authority import Authority
from decisions.fulfilment import Cell, Fulfilment, State, markable
from decisions.investments import YearCharge, written_off
from decisions.models import Condition, ConditionChoice, ConditionWording, Decision, Investment
from decisions.models.kinds import Status
from decisions.spreadsheet import Table
from grants.figures import ZERO
from grants.kronor import format_kronor, format_month
from grants.models import Activity, Agreement, DevelopmentArea
from people.abilities import Ability, may
from people.models import Role, User

SHADES = {State.MET: "done", State.NOT_MET: "bad", State.NOT_APPLICABLE: "off", State.UNKNOWN: "wait"}
CRUMBS = [("Villkor", "/villkor/")]


# ---- The library ------------------------------------------------------------------------------------------------


def library(user: User, on: datetime.date) -> dict[str, Any]:
    conditions = list(Condition.objects.visible_to(user).with_decisions_count())
    wordings: dict[int, list[ConditionWording]] = defaultdict(list)
    for wording in ConditionWording.objects.order_by("valid_from"):
        wordings[wording.condition_id].append(wording)
    return {
        "rows": [_library_row(condition, wordings[condition.pk], on) for condition in conditions],
        "may_edit": may(user, Ability.EDIT_AGREEMENT),
    }


def _library_row(condition: Condition, wordings: list[ConditionWording], on: datetime.date) -> dict[str, Any]:
    begun = [wording for wording in wordings if wording.valid_from <= on]
    coming = [wording for wording in wordings if wording.valid_from > on]
    return {
        "condition": condition,
        "wording": begun[-1] if begun else None,
        "earlier": len(begun[:-1]),
        "coming": coming[0] if coming else None,
    }


def condition_page(condition: Condition, user: User, on: datetime.date) -> dict[str, Any]:
    """Its wordings, the newest first, with the days each is in force; what carries it, and what departs from it."""
    wordings = list(condition.wordings.with_decisions_count().order_by("valid_from"))
    ends = [wording.valid_from - datetime.timedelta(days=1) for wording in wordings[1:]]
    rows = [
        {"wording": wording, "until": until, "state": _wording_state(wording, until, on)}
        for wording, until in zip(wordings, [*ends, None], strict=True)
    ]
    carrying = Decision.objects.decided().filter(conditions__wording__condition=condition)
    departures = ConditionChoice.objects.filter(condition=condition, decision__status=Status.DECIDED)
    return {
        "crumbs": CRUMBS,
        "condition": condition,
        "wordings": rows[::-1],
        "decisions": list(carrying.distinct().select_related("case", "agreement").order_by("-decided_on", "-pk")),
        "departures": list(departures.select_related("decision__case", "by").order_by("-chosen_on", "-pk")),
        "may_edit": may(user, Ability.EDIT_AGREEMENT),
    }


def _wording_state(wording: ConditionWording, until: datetime.date | None, on: datetime.date) -> dict[str, str]:
    if wording.valid_from > on:
        return {"kind": "wait", "text": "börjar gälla senare"}
    if until is not None and until < on:
        return {"kind": "off", "text": "tidigare lydelse"}
    return {"kind": "done", "text": "gäller"}


# ---- Conditions × activities ------------------------------------------------------------------------------------


def written_cell(cell: Cell) -> dict[str, Any]:
    """The state as a tag, with the ground, the day and the person in one line."""
    ground = cell.ground
    return {
        "condition": cell.condition,
        "kind": SHADES[State(cell.state)],
        "text": State(cell.state).label,
        "evidence": ground.evidence,
        "seen": ", ".join(filter(None, [str(ground.on or ""), ground.by])),
        "marked": cell.marked,
        "carried": cell.carried,
    }


def matrix(
    agreement: Agreement,
    on: datetime.date,
    *,
    area: DevelopmentArea | None = None,
    role: Role | None = None,
    state: str = "",
) -> dict[str, Any]:
    """The activities that the filter lets through, with a cell for each condition, and how many are met of each.

    `state`: activities with at least one cell in that state."""
    found = Fulfilment(agreement, on)
    rows = [
        (activity, cells)
        for activity in found.activities
        if _lets_through(activity, area, role)
        and (cells := found.cells_of(activity)) is not None
        and (not state or any(cell.carried and cell.state == state for cell in cells))
    ]
    return {
        "conditions": found.conditions,
        "rows": [_matrix_row(activity, cells) for activity, cells in rows],
        "totals": [
            {"condition": condition, "text": _total([cells[column] for _, cells in rows])}
            for column, condition in enumerate(found.conditions)
        ],
        "count": len(found.activities),
    }


def _lets_through(activity: Activity, area: DevelopmentArea | None, role: Role | None) -> bool:
    responsible = {duty.role_id for duty in activity.responsibilities.all()}
    return (area is None or activity.area_id == area.pk) and (role is None or role.pk in responsible)


def _matrix_row(activity: Activity, cells: list[Cell]) -> dict[str, Any]:
    return {
        "activity": activity,
        "roles": ", ".join(duty.role.name for duty in activity.responsibilities.all()),
        "cells": [written_cell(cell) for cell in cells],
    }


def _total(cells: list[Cell]) -> str:
    """ "12 av 17": those met, of those that the condition is of current interest for."""
    relevant = [cell for cell in cells if cell.state != State.NOT_APPLICABLE]
    return f"{len([cell for cell in relevant if cell.state == State.MET])} av {len(relevant)}"


def matrix_tables(agreement: Agreement, on: datetime.date, **chosen: Any) -> tuple[Table, Table]:
    """The page as two sheets: the states side by side, and a row for each with its ground."""
    page = matrix(agreement, on, **chosen)
    named = ("Område", "Aktivitet", "Ansvarig funktion")
    states = [
        (row["activity"].area.number, row["activity"].name, row["roles"], *(cell["text"] for cell in row["cells"]))
        for row in page["rows"]
    ]
    grounds = [
        (row["activity"].area.number, row["activity"].name, row["roles"], *_written_out(cell))
        for row in page["rows"]
        for cell in row["cells"]
    ]
    heads = (*named, *(str(condition) for condition in page["conditions"]))
    return (
        Table("Villkor", heads, states, (9, 50, 34, *(20 for _ in page["conditions"]))),
        Table("Underlag", (*named, "Villkor", "Läge", "Underlag", "Dag och vem"), grounds, (9, 50, 34, 34, 14, 70, 34)),
    )


def _written_out(cell: dict[str, Any]) -> tuple[str, ...]:
    return (str(cell["condition"]), cell["text"], cell["evidence"], cell["seen"])


# ---- An activity's own part -------------------------------------------------------------------------------------


def activity_conditions(activity: Activity, found: Fulfilment, user: User) -> dict[str, Any]:
    """What the activity's page says of its conditions, out of its agreement's."""
    plan = found.exit_plans.get(activity.pk)
    return {
        "cells": [written_cell(cell) for cell in found.cells_of(activity) if cell.carried or cell.ground.on],
        "registration": found.registrations.get(activity.pk),
        **_investments(found, activity),
        "plan": plan,
        "plan_years": [_year(row) for row in plan.years.all()] if plan else [],
        "requests": found.requests.get(activity.pk, []),
        "may_follow_up": Authority(user, found.on).may_follow_up(activity).allowed,
    }


def _investments(found: Fulfilment, activity: Activity) -> dict[str, Any]:
    """The investments with what each is written off with, and year by year whether the money bears it."""
    rows = found.investments.get(activity.pk, [])
    years = found.charges(activity) if rows else ()
    return {
        "investments": [_investment(row, [one.year for one in years]) for row in rows],
        "years": [_charged(one) for one in years],
    }


def _charged(one: YearCharge) -> dict[str, Any]:
    return {
        "year": one.year,
        "charge": format_kronor(one.charge, unit=False),
        "booked": format_kronor(one.booked, unit=False),
        "over": format_kronor(one.over, unit=False) if one.over else "",
    }


def _investment(investment: Investment, years: list[int]) -> dict[str, Any]:
    """`other` falls on years outside the agreement: it is never charged to its money."""
    schedule = written_off(investment)
    other = sum((amount for year, amount in schedule.items() if year not in years), ZERO)
    return {
        "investment": investment,
        "first_month": format_month(investment.first_month),
        "cost": format_kronor(investment.cost, unit=False),
        "by_year": [{"year": year, "amount": format_kronor(schedule.get(year, ZERO), unit=False)} for year in years],
        "other": format_kronor(other, unit=False),
    }


def _year(row: Any) -> dict[str, Any]:
    return {"year": row.year, "amount": format_kronor(row.amount, unit=False)}


def mark_page(activity: Activity, condition: Condition, on: datetime.date) -> dict[str, Any]:
    """How the condition stands before it is marked, and every word on it so far, the newest first."""
    found = Fulfilment(activity.area.agreement, on)
    marks = activity.condition_marks.filter(condition=condition).select_related("by").order_by("-pk")
    return {
        "cell": written_cell(found.cell(activity, condition)),
        "states": markable(condition),
        "events": [
            {"at": mark.on, "title": mark.get_state_display().capitalize(), "text": mark.evidence, "by": str(mark.by)}
            for mark in marks
        ],
    }


# ---- A decision's choice ----------------------------------------------------------------------------------------


def choosable(decision: Decision, on: datetime.date) -> Iterator[tuple[ConditionWording, ConditionChoice | None]]:
    """The wordings in force, each with the draft's departure from the standard if there is one."""
    choices = {choice.condition_id: choice for choice in decision.condition_choices.all()}
    for wording in ConditionWording.objects.in_force(on).select_related("condition"):
        yield wording, choices.get(wording.condition_id)


def activity_crumbs(activity: Activity) -> list[tuple[str, str]]:
    return [
        (activity.area.agreement.name, activity.area.agreement.get_absolute_url()),
        (activity.name, f"{activity.get_absolute_url()}#villkor"),
    ]


def matrix_path(agreement: Agreement) -> str:
    return f"{reverse('condition_matrix')}?overenskommelse={agreement.slug}"
