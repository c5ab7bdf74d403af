"""The only door to the money.

Every movement is written here, in one transaction, under lock on the accounts it touches. The database holds the same
rules by constraints and triggers (`grants.models.triggers`); this module says them in Swedish, with the amounts.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from config.refused import Refused
from grants.kronor import format_kronor, format_month
from grants.models import Account, Activity, Agreement, Fund, Movement, PeriodClose
from people.models import User

Kind = Movement.Kind


class LedgerRefusal(Refused):
    """A hard rule of the ledger; nobody overrides it."""

    code = "ledger"


@dataclass(frozen=True)
class Place:
    """Where a fund's money can lie: with the state, in the pool, or on an activity. It names an account."""

    fund_id: int
    kind: Account.Kind
    activity_id: int | None = None


@dataclass(frozen=True)
class Entry:
    """One movement to be: `amount` kronor from `source` to `target`, two places of one fund."""

    kind: Movement.Kind
    source: Place
    target: Place
    amount: Decimal
    text: str = ""
    reverses: Movement | None = None


def state(fund: Fund) -> Place:
    return Place(fund.pk, Account.Kind.STATE)


def pool(fund: Fund) -> Place:
    return Place(fund.pk, Account.Kind.POOL)


def at(activity: Activity, fund: Fund) -> Place:
    return Place(fund.pk, Account.Kind.ACTIVITY, activity.pk)


def allotment(fund: Fund, amount: Decimal, text: str = "") -> Entry:
    return Entry(Kind.ALLOTMENT, state(fund), pool(fund), amount, text)


def allocation(fund: Fund, activity: Activity, amount: Decimal, text: str = "") -> Entry:
    return Entry(Kind.ALLOCATION, pool(fund), at(activity, fund), amount, text)


def reallocation(fund: Fund, source: Activity, target: Activity, amount: Decimal, text: str = "") -> Entry:
    return Entry(Kind.REALLOCATION, at(source, fund), at(target, fund), amount, text)


def release(fund: Fund, activity: Activity, amount: Decimal, text: str = "") -> Entry:
    return Entry(Kind.RELEASE, at(activity, fund), pool(fund), amount, text)


def repayment(fund: Fund, amount: Decimal, text: str = "") -> Entry:
    return Entry(Kind.REPAYMENT, pool(fund), state(fund), amount, text)


def reversal(movement: Movement, text: str = "") -> Entry:
    return Entry(
        Kind.REVERSAL, place_of(movement.target), place_of(movement.source), movement.amount.amount, text, movement
    )


def place_of(account: Account) -> Place:
    """Where the account lies."""
    return Place(account.fund_id, Account.Kind(account.kind), account.activity_id)


@transaction.atomic
def post(
    entries: Sequence[Entry],
    *,
    booked_on: datetime.date,
    reference: str,
    by: User,
    decided_on: datetime.date | None = None,
) -> list[Movement]:
    """Book the entries as one: all or none. Returns the movements in the order of the entries.

    Raises LedgerRefusal when an amount is not positive, an entry crosses funds, the month is closed, a movement is
    reversed twice, or an account would stand below zero at the end of any day from `booked_on` on.
    """
    for entry in entries:
        _refuse_unsound(entry)
    accounts = open_accounts(place for entry in entries for place in (entry.source, entry.target))
    _refuse_second_reversal(entries)
    _refuse_closed_month(accounts.values(), booked_on)
    _refuse_overdraft(entries, accounts, booked_on)
    return Movement.objects.bulk_create(
        Movement(
            kind=entry.kind,
            source=accounts[entry.source],
            target=accounts[entry.target],
            amount=entry.amount,
            booked_on=booked_on,
            decided_on=decided_on or booked_on,
            reference=reference,
            text=entry.text,
            reverses=entry.reverses,
            by=by,
        )
        for entry in entries
    )


def open_accounts(places: Iterable[Place]) -> dict[Place, Account]:
    """The accounts at these places, opened if they are new, locked until the transaction ends.

    Always locked in the same order, so that two doors never wait crosswise. A fixed number of queries.
    """
    wanted = set(places)
    keys = _find(wanted)
    if missing := wanted - keys.keys():
        # Someone else may open the same account at the same moment: then theirs is the one.
        Account.objects.bulk_create(
            (Account(fund_id=place.fund_id, kind=place.kind, activity_id=place.activity_id) for place in missing),
            ignore_conflicts=True,
        )
        keys = _find(wanted)
    rows = (
        Account.objects.select_for_update(no_key=True, of=("self",))
        .filter(pk__in=keys.values())
        .select_related("fund__area__agreement", "activity")
        .order_by("pk")
    )
    return {place_of(account): account for account in rows}


def _find(places: set[Place]) -> dict[Place, int]:
    rows = Account.objects.filter(fund_id__in={place.fund_id for place in places})
    found = {place_of(account): account.pk for account in rows}
    return {place: found[place] for place in places & found.keys()}


def _refuse_unsound(entry: Entry) -> None:
    if entry.amount <= 0:
        raise LedgerRefusal("Ett belopp som bokas ska vara större än noll.", "movement_amount_is_positive")
    if entry.amount != entry.amount.quantize(Decimal("0.01")):
        raise LedgerRefusal(f"Beloppet {entry.amount} har delar av ören.", "movement_amount_in_ore")
    if entry.source.fund_id != entry.target.fund_id:
        raise LedgerRefusal(
            "Pengar flyttas bara inom en tilldelning. Här är det två.",
            "movement_within_one_fund",
        )


def _refuse_second_reversal(entries: Sequence[Entry]) -> None:
    originals = [entry.reverses for entry in entries if entry.reverses is not None]
    reversed_before = Movement.objects.filter(reverses__in=originals).first() if originals else None
    if reversed_before is not None:
        raise LedgerRefusal(f"Bokning {reversed_before.reverses_id} är redan rättad.", "movement_reversed_once")


def _refuse_closed_month(accounts: Iterable[Account], booked_on: datetime.date) -> None:
    agreements = {account.fund.area.agreement for account in accounts}
    for agreement in agreements:
        if is_closed(agreement, booked_on):
            raise LedgerRefusal(
                f"{format_month(booked_on)} är stängd för {agreement}. "
                f"Boka tidigast {first_open_day(agreement, booked_on)}.",
                "movement_in_an_open_month",
            )


def is_closed(agreement: Agreement, day: datetime.date) -> bool:
    return PeriodClose.objects.filter(agreement=agreement, month=day.replace(day=1), reopened_at__isnull=True).exists()


def first_open_day(agreement: Agreement, day: datetime.date) -> datetime.date:
    """`day` itself, or the first day of the next month that is not closed."""
    closed = set(
        PeriodClose.objects.filter(
            agreement=agreement, month__gte=day.replace(day=1), reopened_at__isnull=True
        ).values_list("month", flat=True)
    )
    while day.replace(day=1) in closed:
        day = (day.replace(day=1) + datetime.timedelta(days=32)).replace(day=1)
    return day


def _refuse_overdraft(entries: Sequence[Entry], accounts: dict[Place, Account], booked_on: datetime.date) -> None:
    """No account but the state's below zero at the end of any day from `booked_on` on; the batch counts as one."""
    change: dict[Place, Decimal] = defaultdict(Decimal)
    for entry in entries:
        change[entry.source] -= entry.amount
        change[entry.target] += entry.amount
    falling = {
        accounts[place].pk: place for place, amount in change.items() if amount < 0 and place.kind != Account.Kind.STATE
    }
    for pk, lowest in lowest_balances(list(falling), booked_on).items():
        place = falling[pk]
        if lowest + change[place] < 0:
            raise LedgerRefusal(
                f"{_where(accounts[place])} har {format_kronor(lowest)} att ta av från {booked_on}; "
                f"{format_kronor(-change[place])} kan inte tas därifrån.",
                "movement_leaves_nothing_below_zero",
            )


def _where(account: Account) -> str:
    if account.kind == Account.Kind.POOL:
        return f"Ofördelat i tilldelningen {account.fund}"
    return f"Aktiviteten {account.activity} i tilldelningen {account.fund}"


def lowest_balances(account_ids: Sequence[int], from_day: datetime.date) -> dict[int, Decimal]:
    """The lowest end-of-day balance of each account from `from_day` on: what can be taken from that day."""
    days: dict[int, dict[datetime.date, Decimal]] = {pk: defaultdict(Decimal) for pk in account_ids}
    for side, sign in (("source", -1), ("target", 1)):
        rows = (
            Movement.objects.filter(**{f"{side}__in": account_ids})
            .values_list(f"{side}_id", "booked_on")
            .annotate(total=Sum("amount"))
            .order_by()
        )
        for pk, day, total in rows:
            days[pk][day] += sign * total
    return {pk: _lowest(changes, from_day) for pk, changes in days.items()}


def _lowest(changes: dict[datetime.date, Decimal], from_day: datetime.date) -> Decimal:
    balance = sum((amount for day, amount in changes.items() if day <= from_day), Decimal(0))
    lowest = balance
    for day in sorted(day for day in changes if day > from_day):
        balance += changes[day]
        lowest = min(lowest, balance)
    return lowest
