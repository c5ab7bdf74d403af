"""Reads the grid of an allocation from the database: a fixed number of queries, plain values instead of objects."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from config.refused import Stale
from decisions.authority import find_mandate
from decisions.carried import Code, carrying
from decisions.checks import Draft
from decisions.checks.draft import competing_with, silent_on_resources
from decisions.exit_plans import lacking_exit_plan
from decisions.figures import decided_by_activity
from decisions.grid import AreaGrid, Column, Grid, Row
from decisions.models import Decision, DecisionLine, Event, LineShare
from decisions.models.kinds import Body, Kind
from decisions.models.mandates import Reach
from decisions.spreading import Shares
from grants.figures import ZERO, Book, read_book
from grants.models import Activity, ActivityRole, Agreement, DevelopmentArea, Fund


@dataclass
class GridDraft(Draft):
    """An allocation for its checks, read as a grid: with a thousand lines, objects are most of what a page costs."""

    grid: Grid = field(kw_only=True)

    @cached_property
    def shares(self) -> Shares:
        return {row.activity_id: dict(row.amounts) for _, row in self.grid.rows() if row.amounts}

    @cached_property
    def funds(self) -> dict[int, Fund]:
        used = {fund_id: None for shares in self.shares.values() for fund_id in shares}
        funds = Fund.objects.select_related("area").in_bulk(used)
        return {fund_id: funds[fund_id] for fund_id in used}

    @cached_property
    def reach(self) -> Reach:
        rows = [(area.number, row.total) for area, row in self.grid.rows() if row.amounts]
        return Reach(frozenset(number for number, _ in rows), sum((total for _, total in rows), ZERO))

    @cached_property
    def locking(self) -> list[str]:
        return [row.name for _, row in self.grid.rows() if row.locks]

    @cached_property
    def without_role(self) -> list[Activity]:
        return list(Activity.objects.filter(decision_lines__decision=self.decision, responsibilities__isnull=True))


def read_draft(decision: Decision, on: datetime.date) -> GridDraft:
    """The allocation with its grid, its book read once for both."""
    book = read_book(decision.agreement) if decision.agreement else Book()
    carried = carrying([decision], on)
    unplanned = lacking_exit_plan(carried.get(Code.EXIT_PLAN, [])).get(decision.pk, [])
    mandate = find_mandate(decision, on) if decision.body == Body.DIRECTOR else None
    draft = GridDraft(decision, on, [], book, mandate, [], unplanned=unplanned, grid=read_grid(decision, book))
    draft.says_how = not silent_on_resources(carried.get(Code.EXISTING_RESOURCES, []))
    waiting = Decision.objects.competing([decision.agreement_id] if decision.agreement_id else [])
    draft.competing = competing_with(decision, set(), set(draft.funds), waiting)
    return draft


def read_grid(decision: Decision, book: Book | None = None) -> Grid:
    """The decision's lines as a grid over all activities and funds of its agreement.

    What is free in a fund is what nobody has taken on any day, later ones included, as the checks count it.
    """
    agreement = decision.agreement
    if agreement is None:
        return Grid(())
    columns = _columns(agreement, book or read_book(agreement))
    rows = _rows(decision, agreement)
    areas = DevelopmentArea.objects.filter(agreement=agreement).order_by("number")
    return Grid(
        tuple(
            AreaGrid(pk, number, name, tuple(columns[pk]), tuple(rows[pk]), coordinator or "")
            for pk, number, name, coordinator in areas.values_list("pk", "number", "name", "coordinator__name")
        )
    )


def allocations_of(agreement: Agreement) -> list[Decision]:
    """All allocations of an agreement, drafts and decided, the newest first."""
    return list(Decision.objects.filter(agreement=agreement, kind=Kind.ALLOCATION).for_page().order_by("-pk"))


def free_in(agreement: Agreement) -> Decimal:
    """Kronor unallocated in all funds of an agreement."""
    return sum(read_book(agreement).pool.values(), ZERO)


def last_edit(decision: Decision) -> Event | None:
    """Who saved last."""
    return decision.events.select_related("by").last()


def refuse_changed(decision: Decision, version: int) -> None:
    """Raises Stale if the draft is not the one that was opened, or can no longer be changed."""
    if not decision.is_editable:
        raise Stale(f"{decision} är {decision.get_status_display()} och kan inte ändras. Ladda om sidan.")
    if decision.version != version:
        last = last_edit(decision)
        raise Stale(
            f"{last.by if last else 'Någon'} har sparat förslaget sedan du öppnade sidan. "
            "Spara det du har skrivit, eller ladda om sidan, och klistra in igen."
        )


def _columns(agreement: Agreement, book: Book) -> dict[int, list[Column]]:
    columns: dict[int, list[Column]] = defaultdict(list)
    funds = Fund.objects.filter(area__agreement=agreement).order_by("position", "pk")
    for pk, area_id, name, earmarked in funds.values_list("pk", "area_id", "name", "earmarked"):
        columns[area_id].append(Column(pk, name, earmarked, book.pool[pk]))
    return columns


def _rows(decision: Decision, agreement: Agreement) -> dict[int, list[Row]]:
    roles = _roles(agreement)
    amounts = _amounts(decision)
    lines = {
        activity_id: (locks, note)
        for activity_id, locks, note in DecisionLine.objects.filter(decision=decision)
        .order_by()
        .values_list("activity_id", "locks", "note")
    }
    decided = decided_by_activity(agreement)
    rows: dict[int, list[Row]] = defaultdict(list)
    activities = Activity.objects.filter(area__agreement=agreement).order_by("position", "pk")
    for pk, area_id, name, locked in activities.values_list("pk", "area_id", "name", "locked"):
        locks, note = lines.get(pk, (False, ""))
        rows[area_id].append(
            Row(pk, name, ", ".join(roles[pk]), amounts[pk], locks, note, locked, decided.get(pk, ZERO))
        )
    return rows


def _roles(agreement: Agreement) -> dict[int, list[str]]:
    roles: dict[int, list[str]] = defaultdict(list)
    responsibilities = ActivityRole.objects.filter(activity__area__agreement=agreement).order_by("position", "pk")
    for activity_id, name in responsibilities.values_list("activity_id", "role__name"):
        roles[activity_id].append(name)
    return roles


def _amounts(decision: Decision) -> dict[int, dict[int, Decimal]]:
    amounts: dict[int, dict[int, Decimal]] = defaultdict(dict)
    shares = LineShare.objects.filter(line__decision=decision).order_by()
    for activity_id, fund_id, amount in shares.values_list("line__activity_id", "fund_id", "amount"):
        amounts[activity_id][fund_id] = amount
    return amounts
