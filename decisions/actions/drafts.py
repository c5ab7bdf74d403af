"""Drafts: free to write, reserving nothing. A draft is saved whole or not at all."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction

from decisions.actions.common import (
    DecisionRefused,
    draft_of,
    next_number,
    note,
    note_edit,
    refuse_proposal_outside,
    require,
)
from decisions.edits import Picture, picture
from decisions.models import Case, Decision, DecisionLine, Event, LineShare
from decisions.models.kinds import Body, Kind
from decisions.spreading import spread
from grants.actions import add_activity
from grants.figures import read_book
from grants.kronor import format_kronor
from grants.models import Activity, Agreement, DevelopmentArea, Fund
from people.abilities import Ability
from people.models import Role, User


@dataclass(frozen=True)
class NewActivity:
    """An activity that comes into being when the grid is saved."""

    area: DevelopmentArea
    name: str
    roles: Sequence[Role]


@dataclass(frozen=True)
class GridRow:
    """A row of the grid: kronor per fund id for one activity. A row without amounts is left out of the decision."""

    activity: Activity | NewActivity
    amounts: Mapping[int, Decimal] = field(default_factory=dict)
    locks: bool = False
    note: str = ""


@transaction.atomic
def open_case(*, registry_number: str, title: str, agreement: Agreement | None, by: User, on: datetime.date) -> Case:
    """The case with this diary number, opened if it is new."""
    case, _ = Case.objects.get_or_create(
        registry_number=registry_number.strip(), defaults={"title": title, "agreement": agreement, "opened_on": on}
    )
    return case


@transaction.atomic
def draft_allocation(
    *, agreement: Agreement, case: Case, body: Body, title: str, by: User, on: datetime.date, reason: str = ""
) -> Decision:
    """An empty draft of an allocation. Raises DecisionRefused without the ability."""
    require(by, Ability.ALLOCATE)
    decision = Decision.objects.create(
        number=next_number(on),
        case=case,
        agreement=agreement,
        kind=Kind.ALLOCATION,
        body=body,
        title=title,
        reason=reason,
        created_by=by,
    )
    note(decision, Event.What.CREATED, by=by, on=on)
    return decision


@transaction.atomic
def head_allocation(
    decision: Decision, *, title: str, reason: str, body: Body, version: int, by: User, on: datetime.date
) -> Decision:
    """Another heading, note and deciding body for a draft allocation. Raises Stale or DecisionRefused; whether a
    mandate lets the director decide it is said when it is handed in."""
    require(by, Ability.ALLOCATE)
    decision = draft_of(decision, version=version)
    if not title.strip():
        raise DecisionRefused("Skriv en rubrik.", "no_title")
    before = picture(decision)
    decision.title, decision.reason, decision.body = title.strip(), reason.strip(), body
    return _edited(decision, before, by=by, on=on)


@transaction.atomic
def save_grid(decision: Decision, *, rows: Sequence[GridRow], version: int, by: User, on: datetime.date) -> Decision:
    """Replace the lines of a draft allocation with the rows; new activities come into being with them.

    Raises Stale if someone saved since `version` was read, DecisionRefused if it is no longer a draft, an amount is
    negative, or a fund is of another area; GrantsRefused if the name of a new activity is taken.
    """
    require(by, Ability.ALLOCATE)
    decision = draft_of(decision, version=version)
    before = picture(decision)
    areas = dict(Fund.objects.filter(area__agreement=decision.agreement).values_list("pk", "area_id"))
    for row in rows:
        _refuse_bad_row(row, decision, areas)
    _replace_lines(decision, [(_activity_of(row, by), row) for row in rows])
    return _edited(decision, before, by=by, on=on)


def _edited(decision: Decision, before: Picture, *, by: User, on: datetime.date) -> Decision:
    decision.version += 1
    decision.save(update_fields=["version", "title", "reason", "body"])
    note_edit(decision, before, by=by, on=on)
    return decision


def _refuse_bad_row(row: GridRow, decision: Decision, areas: Mapping[int, int]) -> None:
    """`areas` maps each fund of the agreement to its area: an activity is given money of its own area's funds."""
    area, name = row.activity.area, row.activity.name
    if area.agreement_id != decision.agreement_id:
        raise DecisionRefused(f"{name} hör inte till {decision.agreement}.", "other_agreement")
    if any(areas.get(fund_id) != area.pk for fund_id in row.amounts):
        raise DecisionRefused(f"En tilldelning på raden {name} hör till ett annat utvecklingsområde.", "other_fund")
    if any(amount < 0 for amount in row.amounts.values()):
        raise DecisionRefused(f"{name}: ett belopp i en fördelning kan inte vara mindre än noll.", "negative")


def _activity_of(row: GridRow, by: User) -> Activity:
    new = row.activity
    return new if isinstance(new, Activity) else add_activity(area=new.area, name=new.name, roles=new.roles, by=by)


def _replace_lines(decision: Decision, rows: Sequence[tuple[Activity, GridRow]]) -> None:
    """The lines become the rows. A line that says the same already is left alone: of many, most saves change a few."""
    planned = [(at, activity, row) for at, (activity, row) in enumerate(rows) if any(row.amounts.values())]
    said = _said(decision)
    changed = [each for each in planned if said.get(each[1].pk) != _says(each[0], each[2])]
    same = {activity.pk for _, activity, _ in planned} - {activity.pk for _, activity, _ in changed}
    decision.lines.exclude(activity__in=same).delete()
    lines = DecisionLine.objects.bulk_create(
        DecisionLine(
            decision=decision,
            activity=activity,
            position=position,
            amount=sum(row.amounts.values(), Decimal(0)),
            locks=row.locks,
            note=row.note,
        )
        for position, activity, row in changed
    )
    LineShare.objects.bulk_create(
        LineShare(line=line, fund_id=fund_id, amount=amount)
        for line, (_, _, row) in zip(lines, changed, strict=True)
        for fund_id, amount in row.amounts.items()
        if amount
    )


Said = tuple[int, bool, str, dict[int, Decimal]]
"""What a line says: its position, whether it locks, its note, kronor per fund."""


def _says(position: int, row: GridRow) -> Said:
    return position, row.locks, row.note, {fund_id: amount for fund_id, amount in row.amounts.items() if amount}


def _said(decision: Decision) -> dict[int | None, Said]:
    """What the saved lines say, by activity. Values, not objects: a draft may have a thousand lines."""
    said: dict[int | None, Said] = {
        activity_id: (position, locks, note, {})
        for activity_id, position, locks, note in decision.lines.values_list("activity", "position", "locks", "note")
    }
    shares = LineShare.objects.filter(line__decision=decision).order_by()
    for activity_id, fund_id, amount in shares.values_list("line__activity", "fund", "amount"):
        said[activity_id][3][fund_id] = amount
    return said


@transaction.atomic
def propose_reallocation(
    *,
    agreement: Agreement,
    case: Case,
    changes: Mapping[Activity, Decimal],
    reason: str,
    by: User,
    on: datetime.date,
    title: str = "",
    is_example: bool = False,
    body: Body = Body.DIRECTOR,
) -> Decision:
    """A draft reallocation of signed kronor per activity. It is one object of N lines, decided whole or not at all.

    The funds follow from what the activities hold (`decisions.spreading`). Raises DecisionRefused when the person may
    not propose in the area; what the checks find, and a missing reason, is said when it is submitted.
    """
    require(by, Ability.PROPOSE)
    refuse_proposal_outside(_areas(changes), by, on)
    decision = Decision.objects.create(
        number=next_number(on),
        case=case,
        agreement=agreement,
        kind=Kind.REALLOCATION,
        body=body,
        title=title or describe(changes),
        reason=reason.strip(),
        created_by=by,
        is_example=is_example,
    )
    note(decision, Event.What.CREATED, by=by, on=on)
    _set_changes(decision, changes)
    return decision


@transaction.atomic
def revise_reallocation(
    decision: Decision,
    *,
    changes: Mapping[Activity, Decimal],
    reason: str,
    version: int,
    by: User,
    on: datetime.date,
    body: Body | None = None,
) -> Decision:
    """New changes and reason for a draft or returned reallocation; another `body` to decide it, if one is given. Raises
    Stale or DecisionRefused."""
    require(by, Ability.PROPOSE)
    refuse_proposal_outside(_areas(changes), by, on)
    decision = draft_of(decision, version=version)
    before = picture(decision)
    decision.title, decision.reason = describe(changes), reason.strip()
    decision.body = body or decision.body
    _set_changes(decision, changes)
    return _edited(decision, before, by=by, on=on)


def _areas(changes: Mapping[Activity, Decimal]) -> set[DevelopmentArea]:
    return {activity.area for activity in changes}


def _set_changes(decision: Decision, changes: Mapping[Activity, Decimal]) -> None:
    changes = {activity: change for activity, change in changes.items() if change}
    agreement = decision.agreement
    if any(activity.area.agreement_id != decision.agreement_id for activity in changes):
        raise DecisionRefused(f"En av aktiviteterna hör inte till {agreement}.", "other_agreement")
    funds = Fund.objects.filter(area__agreement=agreement)
    book = read_book(agreement) if agreement else None
    shares = spread({activity.pk: change for activity, change in changes.items()}, book.accounts if book else {}, funds)
    decision.lines.all().delete()
    for position, (activity, change) in enumerate(changes.items()):
        line = DecisionLine.objects.create(decision=decision, activity=activity, position=position, amount=change)
        LineShare.objects.bulk_create(
            LineShare(line=line, fund_id=fund_id, amount=amount) for fund_id, amount in shares[activity.pk].items()
        )


def describe(changes: Mapping[Activity, Decimal]) -> str:
    """The decision as a sentence: how much, from where, to where."""
    givers = [activity for activity, change in changes.items() if change < 0]
    takers = [activity for activity, change in changes.items() if change > 0]
    total = -sum((changes[activity] for activity in givers), Decimal(0))
    if len(givers) == len(takers) == 1:
        return f"{format_kronor(total)} från {_short(givers[0])} till {_short(takers[0])}"
    return f"{format_kronor(total)} mellan {len(givers) + len(takers)} aktiviteter"


def _short(activity: Activity) -> str:
    """A long name is cut after a word; a comma left hanging goes with it."""
    if len(activity.name) <= 60:
        return activity.name
    return f"{activity.name[:57].rsplit(' ', 1)[0].rstrip(',;:/–- ')} …"
