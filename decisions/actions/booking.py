"""From decided amounts to movements. Allocations book line by line, as far as the fund lasts; all others whole."""

import datetime
from decimal import Decimal

from django.db import transaction

from config.refused import NotNow
from decisions.actions.common import DecisionRefused, locked, note, require
from decisions.covering import lacking
from decisions.earmarks import keeps_its_purpose
from decisions.models import Decision, DecisionLine, Event, Funding
from decisions.models.kinds import Kind, Status
from decisions.movements import entries_of, sides
from grants import ledger
from grants.figures import ZERO, read_book
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
def book_whole(decision: Decision, *, booked_on: datetime.date, by: User) -> None:
    """Book what is booked as one or not at all: everything but an allocation. Raises DecisionRefused, LedgerRefusal.

    Each movement funds the lines of the activities that it leaves and reaches; between state and pool, the
    state's line.
    """
    lines = {line.activity_id: line for line in decision.lines.all()}
    entries = entries_of(decision)
    _refuse_another_purpose(decision, entries)
    movements = _post(decision, entries, booked_on=booked_on, by=by)
    # In one statement: the parts of a correction's line go both ways and are judged together.
    Funding.objects.bulk_create(
        Funding(line=lines[activity_id], movement=movement, amount=amount)
        for entry, movement in zip(entries, movements, strict=True)
        for activity_id, amount in sides(entry.source, entry.target, entry.amount)
    )


def _refuse_another_purpose(decision: Decision, entries: list[ledger.Entry]) -> None:
    """Nobody overrides the state's earmark, not the board either: no kind but an allocation puts an earmarked fund's
    money on an activity that has had none of it. The database holds the same (`models.lines.Funding`)."""
    if decision.agreement is None:
        return
    funds = Fund.objects.filter(pk__in={entry.target.fund_id for entry in entries}, earmarked=True).in_bulk()
    if not funds:
        return
    book = read_book(decision.agreement)
    for place in (entry.target for entry in entries):
        if place.activity_id and place.fund_id in funds:
            fund = funds[place.fund_id]
            if not keeps_its_purpose(fund, place.activity_id, book):
                raise DecisionRefused(
                    f"{fund} är öronmärkt av staten och kan inte användas för något annat.", "earmarked"
                )


def _post(decision: Decision, entries: list[ledger.Entry], *, booked_on: datetime.date, by: User) -> list[Movement]:
    if decision.agreement is None:
        raise DecisionRefused(f"{decision} hör inte till någon överenskommelse och kan inte bokas.", "no_agreement")
    return ledger.post(
        entries,
        booked_on=ledger.first_open_day(decision.agreement, max([booked_on, *_reversed_days(entries)])),
        decided_on=decision.decided_on or booked_on,
        reference=decision.reference,
        by=by,
    )


def _reversed_days(entries: list[ledger.Entry]) -> list[datetime.date]:
    """A reversal does not come before what it reverses, which a closed month may have put on a later day."""
    return [entry.reverses.booked_on for entry in entries if entry.reverses is not None]


@transaction.atomic
def cover(line: DecisionLine, *, fund: Fund, amount: Decimal, by: User, on: datetime.date) -> None:
    """Cover a decided but uncovered amount from what is unallocated in a fund of the same area.

    It carries out what was decided and decides nothing new: never more than the line's uncovered amount, never from
    another area (that is the board's), never from a fund that the state has earmarked for something else.
    Raises NotNow when nothing is lacking, DecisionRefused or LedgerRefusal.
    """
    require(by, Ability.COVER)
    decision = locked(line.decision)
    line = DecisionLine.objects.select_related("activity__area").prefetch_related("fundings", "shares").get(pk=line.pk)
    _refuse_cover(decision, line, fund, amount)
    _post_allocations(decision, [(line, fund, amount)], booked_on=on, by=by)
    text = f"{format_kronor(amount)} för {line.activity} ur {fund}"
    note(decision, Event.What.COVERED, by=by, on=on, text=text)


def require_uncovered(line: DecisionLine) -> Decimal:
    """The kronor that no fund covers yet. Raises NotNow when there are none."""
    if not (uncovered := lacking(line)):
        raise NotNow(f"{line.activity} är redan täckt i sin helhet.", "covered_already")
    return uncovered


def _refuse_cover(decision: Decision, line: DecisionLine, fund: Fund, amount: Decimal) -> None:
    if decision.status != Status.DECIDED or decision.kind != Kind.ALLOCATION or line.activity is None:
        raise NotNow("Bara en beslutad fördelning kan täckas.", "not_decided")
    uncovered = require_uncovered(line)
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

    For money that came after the decision. Returns the kronor covered; raises NotNow if nothing could be.
    """
    require(by, Ability.COVER)
    decision = locked(decision)
    if decision.status != Status.DECIDED or decision.kind != Kind.ALLOCATION:
        raise NotNow("Bara en beslutad fördelning kan täckas.", "not_decided")
    if not any(lacking(line) for line in decision.lines.prefetch_related("fundings")):
        raise NotNow(f"{decision} är redan täckt i sin helhet.", "covered_already")
    before = set(Funding.objects.filter(line__decision=decision).values_list("pk", flat=True))
    book_allocation(decision, booked_on=on, by=by)
    added = Funding.objects.filter(line__decision=decision).exclude(pk__in=before)
    covered = sum((funding.amount.amount for funding in added), ZERO)
    if not covered:
        raise NotNow("Inget är ofördelat i tilldelningarna som beslutet bygger på.", "nothing_to_cover_with")
    note(decision, Event.What.COVERED, by=by, on=on, text=f"{format_kronor(covered)} enligt beslutets rader")
    return covered
