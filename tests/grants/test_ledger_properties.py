"""Whatever is posted, in any order: balances add up, none but the state's is below zero, refusals change nothing."""

import datetime
from collections import defaultdict
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grants import ledger
from grants.figures import read_book
from grants.ledger import LedgerRefusal
from grants.models import Account, Activity, Fund, Movement
from people.models import User
from tests import creators

pytestmark = pytest.mark.django_db

START = datetime.date(2020, 1, 1)
FUNDS = ACTIVITIES = 2

amounts = st.decimals(min_value=Decimal("-1"), max_value=Decimal("300"), places=2)
steps = st.tuples(
    st.sampled_from(["allotment", "allocation", "reallocation", "release", "repayment", "reversal"]),
    st.integers(0, FUNDS - 1),
    st.integers(0, ACTIVITIES - 1),
    st.integers(0, ACTIVITIES - 1),
    amounts,
    st.integers(0, 5),
)
batches = st.lists(st.lists(steps, min_size=1, max_size=3), min_size=1, max_size=12)


class Books:
    """A plain model of the ledger, kept beside it: what each account holds at the end of each day."""

    def __init__(self) -> None:
        self.changes: dict[int, dict[datetime.date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))

    def add(self, movement: Movement) -> None:
        self.changes[movement.source_id][movement.booked_on] -= movement.amount.amount
        self.changes[movement.target_id][movement.booked_on] += movement.amount.amount

    def balance(self, account: int, on: datetime.date) -> Decimal:
        return sum((amount for day, amount in self.changes[account].items() if day <= on), Decimal(0))


@pytest.fixture
def ground() -> tuple[list[Fund], list[Activity], User]:
    area = creators.area(creators.agreement())
    return (
        [creators.fund(area) for _ in range(FUNDS)],
        [creators.activity(area) for _ in range(ACTIVITIES)],
        creators.officer(),
    )


def entry_of(step: tuple, funds: list[Fund], activities: list[Activity]) -> ledger.Entry | None:
    kind, fund, source, target, amount, _ = step
    match kind:
        case "allotment":
            return ledger.allotment(funds[fund], amount)
        case "allocation":
            return ledger.allocation(funds[fund], activities[target], amount)
        case "reallocation":
            return ledger.reallocation(funds[fund], activities[source], activities[target], amount)
        case "release":
            return ledger.release(funds[fund], activities[source], amount)
        case "repayment":
            return ledger.repayment(funds[fund], amount)
    reversible = Movement.objects.exclude(kind="reversal").order_by("pk")
    return ledger.reversal(reversible[fund]) if reversible.count() > fund else None


@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=batches)
def test_any_history(ground: tuple[list[Fund], list[Activity], User], batches: list[list[tuple]]) -> None:
    funds, activities, by = ground
    outer = transaction.atomic()
    outer.__enter__()
    try:
        play(funds, activities, by, batches)
        transaction.set_rollback(True)
    finally:
        outer.__exit__(None, None, None)


def play(funds: list[Fund], activities: list[Activity], by: User, batches: list[list[tuple]]) -> None:
    books, days = Books(), [START + datetime.timedelta(days=day) for day in range(7)]
    for batch in batches:
        entries = [entry for step in batch if (entry := entry_of(step, funds, activities))]
        before = list(Movement.objects.order_by("pk").values())
        moved, refusal = attempt(entries, START + datetime.timedelta(days=batch[0][5]), by)
        if refusal is not None:
            assert is_a_rule(refusal), refusal
            assert list(Movement.objects.order_by("pk").values()) == before
        for movement in moved:
            books.add(movement)
    adds_up(books, funds, days)


def attempt(
    entries: list[ledger.Entry], on: datetime.date, by: User
) -> tuple[list[Movement], LedgerRefusal | DatabaseError | None]:
    try:
        with transaction.atomic():
            return ledger.post(entries, booked_on=on, reference="RS/1/2020", by=by), None
    except (LedgerRefusal, DatabaseError) as refusal:
        return [], refusal


def is_a_rule(refusal: Exception) -> bool:
    """Refused by the door or, past it, by a named constraint of the database."""
    return isinstance(refusal, LedgerRefusal) or bool(
        getattr(getattr(refusal.__cause__, "diag", None), "constraint_name", "")
    )


def adds_up(books: Books, funds: list[Fund], days: list[datetime.date]) -> None:
    accounts = list(Account.objects.filter(fund__in=funds))
    for day in days:
        read = read_book(funds[0].area.agreement, day)
        for account in accounts:
            balance = books.balance(account.pk, day)
            if account.kind == Account.Kind.STATE:
                continue
            assert balance >= 0
            if account.kind == Account.Kind.POOL:
                assert read.pool[account.fund_id] == balance
            else:
                assert read.accounts.get(account.activity_id, {}).get(account.fund_id, 0) == balance
        for fund in funds:
            of_fund = [books.balance(account.pk, day) for account in accounts if account.fund_id == fund.pk]
            assert sum(of_fund, Decimal(0)) == 0
            held = read.pool[fund.pk] + sum(
                (held.get(fund.pk, Decimal(0)) for held in read.accounts.values()), Decimal(0)
            )
            assert held == read.allotted[fund.pk] - read.repaid[fund.pk]
