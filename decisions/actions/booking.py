"""From decided amounts to movements. Allocations book line by line, as far as the fund lasts; reallocations whole."""

import datetime
from decimal import Decimal

from django.db import transaction

from decisions.actions.common import DecisionRefused, locked, note, require
from decisions.models import Decision, DecisionLine, Event, Funding
from decisions.models.decisions import Kind, Status
from decisions.spreading import pair_up
from grants import ledger
from grants.figures import ZERO
from grants.kronor import format_kronor
from grants.models import Fund, Movement
from people.abilities import Ability
from people.models import User


@transaction.atomic
def book_allocation(decision: Decision, *, booked_on: datetime.date, by: User) -> None:
    """Book each line from the funds it is planned on, in order, as far as what is unallocated lasts."""
    lines = list(
        decision.lines.select_related("activity").prefetch_related("shares__fund", "fundings__movement__source")
    )
    funds = {share.fund for line in lines for share in line.shares.all()}
    pools = ledger.open_accounts(ledger.pool(fund) for fund in funds)
    lowest = ledger.lowest_balances([account.pk for account in pools.values()], booked_on)
    free = {place.fund_id: lowest[account.pk] for place, account in pools.items()}
    planned: list[tuple[DecisionLine, Fund, Decimal]] = []
    for line in lines:
        for share in line.shares.all():
            amount = min(share.amount.amount - _funded_from(line, share.fund), free[share.fund_id])
            if amount > 0:
                free[share.fund_id] -= amount
                planned.append((line, share.fund, amount))
    _post_allocations(decision, planned, booked_on=booked_on, by=by)


def _funded_from(line: DecisionLine, fund: Fund) -> Decimal:
    fundings = [funding for funding in line.fundings.all() if funding.movement.source.fund_id == fund.pk]
    return sum((funding.amount.amount for funding in fundings), ZERO)


def _post_allocations(
    decision: Decision, planned: list[tuple[DecisionLine, Fund, Decimal]], *, booked_on: datetime.date, by: User
) -> None:
    entries = [ledger.allocation(fund, line.activity, amount) for line, fund, amount in planned if line.activity]
    movements = _post(decision, entries, booked_on=booked_on, by=by)
    Funding.objects.bulk_create(
        Funding(line=line, movement=movement, amount=amount)
        for (line, _, amount), movement in zip(planned, movements, strict=True)
    )


@transaction.atomic
def book_reallocation(decision: Decision, *, booked_on: datetime.date, by: User) -> None:
    """Book the whole reallocation: each fund's givers paired with its takers. Raises LedgerRefusal."""
    rows = decision.lines.select_related("activity").prefetch_related("shares__fund")
    lines = {line.activity.pk: line for line in rows if line.activity}
    activities = {pk: line.activity for pk, line in lines.items() if line.activity}
    funds = {share.fund_id: share.fund for line in lines.values() for share in line.shares.all()}
    pairs = pair_up(
        {pk: {share.fund_id: share.amount.amount for share in line.shares.all()} for pk, line in lines.items()}
    )
    entries = [
        ledger.reallocation(funds[pair.fund_id], activities[pair.source_id], activities[pair.target_id], pair.amount)
        for pair in pairs
    ]
    movements = _post(decision, entries, booked_on=booked_on, by=by)
    Funding.objects.bulk_create(
        Funding(line=lines[activity_id], movement=movement, amount=sign * pair.amount)
        for pair, movement in zip(pairs, movements, strict=True)
        for activity_id, sign in ((pair.source_id, -1), (pair.target_id, 1))
    )


@transaction.atomic
def book_allotment(decision: Decision, *, booked_on: datetime.date, by: User) -> None:
    """Book the state's allotment: each line's fund gets its amount in the pool."""
    lines = list(decision.lines.prefetch_related("shares__fund"))
    parts = [(line, share) for line in lines for share in line.shares.all()]
    entries = [ledger.allotment(share.fund, share.amount.amount, line.note) for line, share in parts]
    movements = _post(decision, entries, booked_on=booked_on, by=by)
    Funding.objects.bulk_create(
        Funding(line=line, movement=movement, amount=share.amount.amount)
        for (line, share), movement in zip(parts, movements, strict=True)
    )


def _post(decision: Decision, entries: list[ledger.Entry], *, booked_on: datetime.date, by: User) -> list[Movement]:
    if decision.agreement is None:
        raise DecisionRefused(f"{decision} hör inte till någon överenskommelse och kan inte bokas.", "no_agreement")
    return ledger.post(
        entries,
        booked_on=ledger.first_open_day(decision.agreement, booked_on),
        decided_on=decision.decided_on or booked_on,
        reference=decision.reference,
        by=by,
    )


@transaction.atomic
def cover(line: DecisionLine, *, fund: Fund, amount: Decimal, by: User, on: datetime.date) -> None:
    """Cover a decided but uncovered amount from what is unallocated in a fund of the same area.

    It carries out what was decided and decides nothing new: never more than the line's uncovered amount, never from
    another area (that is the board's), never from a fund that the state has earmarked for something else.
    Raises DecisionRefused or LedgerRefusal.
    """
    require(by, Ability.COVER)
    decision = locked(line.decision)
    line = DecisionLine.objects.select_related("activity__area").prefetch_related("fundings", "shares").get(pk=line.pk)
    _refuse_cover(decision, line, fund, amount)
    _post_allocations(decision, [(line, fund, amount)], booked_on=on, by=by)
    text = f"{format_kronor(amount)} för {line.activity} ur {fund}"
    note(decision, Event.What.COVERED, by=by, on=on, text=text)


def _refuse_cover(decision: Decision, line: DecisionLine, fund: Fund, amount: Decimal) -> None:
    if decision.status != Status.DECIDED or decision.kind != Kind.ALLOCATION or line.activity is None:
        raise DecisionRefused("Bara en beslutad fördelning kan täckas.", "not_decided")
    uncovered = line.amount.amount - sum((funding.amount.amount for funding in line.fundings.all()), ZERO)
    if amount <= 0 or amount > uncovered:
        raise DecisionRefused(
            f"{line.activity} har {format_kronor(uncovered)} ej täckt. "
            "Ange ett belopp större än noll och högst så mycket.",
            "more_than_uncovered",
        )
    if fund.area_id != line.activity.area_id:
        raise DecisionRefused(
            f"{fund} hör till ett annat utvecklingsområde. Pengar mellan områden beslutas av regionstyrelsen.",
            "other_area",
        )
    if fund.earmarked and fund.pk not in {share.fund_id for share in line.shares.all()}:
        raise DecisionRefused(f"{fund} är öronmärkt av staten och kan inte användas för {line.activity}.", "earmarked")


@transaction.atomic
def cover_from_planned_funds(decision: Decision, *, by: User, on: datetime.date) -> Decimal:
    """Cover what is uncovered from the funds that the lines were planned on, in order, as far as they last.

    For money that came after the decision. Returns the kronor covered; raises DecisionRefused if nothing could be.
    """
    require(by, Ability.COVER)
    decision = locked(decision)
    if decision.status != Status.DECIDED or decision.kind != Kind.ALLOCATION:
        raise DecisionRefused("Bara en beslutad fördelning kan täckas.", "not_decided")
    before = set(Funding.objects.filter(line__decision=decision).values_list("pk", flat=True))
    book_allocation(decision, booked_on=on, by=by)
    added = Funding.objects.filter(line__decision=decision).exclude(pk__in=before)
    covered = sum((funding.amount.amount for funding in added), ZERO)
    if not covered:
        raise DecisionRefused("Inget är ofördelat i tilldelningarna som beslutet bygger på.", "nothing_to_cover_with")
    note(decision, Event.What.COVERED, by=by, on=on, text=f"{format_kronor(covered)} enligt beslutets rader")
    return covered
