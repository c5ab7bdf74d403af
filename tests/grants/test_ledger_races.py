"""Two at once: the ledger's lock lets one win, and so does the database without it."""

import threading
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from decisions import actions
from decisions.models import Decision
from decisions.verification import breaches
from grants import ledger
from grants.figures import read_book
from grants.ledger import LedgerRefusal
from grants.models import Movement, PeriodClose
from people.abilities import Profile
from people.models import User
from tests import creators
from tests.grants.test_ledger_database import DAY, sql

pytestmark = pytest.mark.django_db(transaction=True)


def race(*jobs: Callable[[], object]) -> list[Exception | None]:
    """Runs the jobs at the same time, each in its own thread and connection. What each raised, or None."""
    start = threading.Barrier(len(jobs))
    outcomes: list[Exception | None] = [None] * len(jobs)

    def run(index: int, job: Callable[[], object]) -> None:
        try:
            start.wait(timeout=10)
            job()
        except Exception as error:  # the outcome of the race, whatever it is
            outcomes[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index, job)) for index, job in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return outcomes


def balance_of_pool(example: creators.Example) -> Decimal:
    return read_book(example.agreement).pool[example.fund.pk]


@pytest.mark.parametrize("_turn", range(2))
def test_of_two_who_take_the_same_money_exactly_one_wins(_turn: int) -> None:
    """200 is unallocated; each wants 150."""
    example, by = creators.Example(), creators.officer()

    def take(activity: object) -> Callable[[], object]:
        entry = ledger.allocation(example.fund, activity, Decimal(150))
        return lambda: ledger.post([entry], booked_on=DAY, reference="RS/1/2020", by=by)

    outcomes = race(take(example.alfa), take(example.beta))
    assert [type(outcome) for outcome in outcomes if outcome] == [LedgerRefusal]
    assert balance_of_pool(example) == 50


@pytest.mark.parametrize("_turn", range(2))
def test_past_the_door_the_database_still_lets_one_win(_turn: int) -> None:
    """The same race in raw SQL: no lock of the application's."""
    example = creators.Example()
    row = Movement.objects.values().get(target__activity=example.alfa)
    row = {column: value for column, value in row.items() if column != "id"} | {"amount": 150, "booked_on": DAY}
    values = ", ".join(["%s"] * len(row))
    statement = f"INSERT INTO grants_movement ({', '.join(row)}) VALUES ({values})"  # noqa: S608
    outcomes = race(lambda: sql(statement, *row.values()), lambda: sql(statement, *row.values()))
    (loser,) = [outcome for outcome in outcomes if outcome]
    assert isinstance(loser, DatabaseError)
    assert balance_of_pool(example) == 50


@pytest.mark.parametrize("_turn", range(2))
def test_closing_and_booking_a_month_come_one_after_the_other(_turn: int) -> None:
    """Whoever is first: never a movement that was booked in a month already closed."""
    example, by, controller = creators.Example(), creators.officer(), creators.user(Profile.CONTROLLER)
    entry = ledger.allocation(example.fund, example.alfa, Decimal(1))

    def close_april() -> None:
        with transaction.atomic():
            type(example.agreement).objects.select_for_update().get(pk=example.agreement.pk)
            PeriodClose.objects.create(agreement=example.agreement, month=DAY.replace(day=1), closed_by=controller)

    def book() -> None:
        ledger.post([entry], booked_on=DAY, reference="RS/1/2020", by=by)

    closing, booking = race(close_april, book)
    assert closing is None
    booked = Movement.objects.filter(booked_on=DAY).exists()
    assert booked == (booking is None)
    assert "movement_in_an_open_month" not in {breach.rule for breach in breaches()}


def test_two_directors_decide_the_same_money_and_one_wins() -> None:
    """Two submitted proposals take all that Alfa has; both are decided at once."""
    example = creators.Example()
    first = example.submitted({example.alfa: -600, example.beta: 600})
    second = example.submitted({example.alfa: -600, example.beta: 600})
    director = creators.director()

    def decide(decision: Decision, by: User) -> Callable[[], object]:
        return lambda: actions.decide(decision, by=by, on=creators.TODAY)

    outcomes = race(decide(first, director), decide(second, director))
    assert len([outcome for outcome in outcomes if outcome is None]) == 1
    statuses = sorted(Decision.objects.filter(pk__in=[first.pk, second.pk]).values_list("status", flat=True))
    assert statuses == ["decided", "submitted"]
