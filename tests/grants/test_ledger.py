"""The door to the money: what it books, what it refuses and with which words, and what stands afterwards."""

import datetime
from decimal import Decimal

import pytest

from grants import ledger
from grants.figures import read_book
from grants.ledger import LedgerRefusal
from grants.models import Account, Activity, Agreement, Fund, Movement
from people.abilities import Profile
from people.models import User
from tests import creators

pytestmark = pytest.mark.django_db

MARCH, APRIL, MAY = datetime.date(2020, 3, 10), datetime.date(2020, 4, 10), datetime.date(2020, 5, 10)


@pytest.fixture
def by() -> User:
    return creators.officer()


@pytest.fixture
def agreement() -> Agreement:
    return creators.agreement()


@pytest.fixture
def fund(agreement: Agreement, by: User) -> Fund:
    """A fund with 1 000 kr unallocated since March."""
    made = creators.fund(creators.area(agreement), "Fri")
    book([ledger.allotment(made, Decimal(1000))], by, MARCH)
    return made


@pytest.fixture
def alfa(fund: Fund) -> Activity:
    return creators.activity(fund.area, "Alfa")


@pytest.fixture
def beta(fund: Fund) -> Activity:
    return creators.activity(fund.area, "Beta")


def book(entries: list[ledger.Entry], by: User, on: datetime.date = APRIL) -> list[Movement]:
    return ledger.post(entries, booked_on=on, reference="RS/1/2020 § 1", by=by)


def held(fund: Fund, activity: Activity, as_of: datetime.date | None = None) -> Decimal:
    return read_book(fund.area.agreement, as_of).accounts.get(activity.pk, {}).get(fund.pk, Decimal(0))


def pool(fund: Fund, as_of: datetime.date | None = None) -> Decimal:
    return read_book(fund.area.agreement, as_of).pool[fund.pk]


def close(agreement: Agreement, month: datetime.date) -> None:
    agreement.period_closes.create(month=month.replace(day=1), closed_by=creators.user(Profile.CONTROLLER))


def refused(entries: list[ledger.Entry], by: User, on: datetime.date = APRIL) -> LedgerRefusal:
    """The refusal, after seeing that nothing was booked."""
    before = Movement.objects.count()
    with pytest.raises(LedgerRefusal) as refusal:
        book(entries, by, on)
    assert Movement.objects.count() == before
    return refusal.value


def test_each_kind_moves_between_its_accounts(fund: Fund, alfa: Activity, beta: Activity, by: User) -> None:
    book([ledger.allocation(fund, alfa, Decimal(600))], by)
    book([ledger.reallocation(fund, alfa, beta, Decimal(200))], by)
    book([ledger.release(fund, beta, Decimal(50))], by)
    book([ledger.repayment(fund, Decimal(100))], by)
    read = read_book(fund.area.agreement)
    assert (held(fund, alfa), held(fund, beta), pool(fund)) == (400, 150, 350)
    assert (read.allotted[fund.pk], read.repaid[fund.pk]) == (1000, 100)


def test_a_movement_keeps_who_when_and_by_what_decision(fund: Fund, alfa: Activity, by: User) -> None:
    (movement,) = ledger.post(
        [ledger.allocation(fund, alfa, Decimal("10.50"), "text")],
        booked_on=MAY,
        decided_on=APRIL,
        reference="RS/195/2020 § 35",
        by=by,
    )
    assert (movement.booked_on, movement.decided_on, movement.by, movement.text) == (MAY, APRIL, by, "text")
    assert str(movement.amount.currency) == "SEK"


@pytest.mark.parametrize("amount", ["0", "-1", "-0.01"])
def test_an_amount_is_more_than_zero(fund: Fund, alfa: Activity, by: User, amount: str) -> None:
    refusal = refused([ledger.allocation(fund, alfa, Decimal(amount))], by)
    assert refusal.code == "movement_amount_is_positive"
    assert refusal.message == "Ett belopp som bokas ska vara större än noll."


def test_an_amount_is_whole_ore(fund: Fund, alfa: Activity, by: User) -> None:
    assert refused([ledger.allocation(fund, alfa, Decimal("1.005"))], by).code == "movement_amount_in_ore"


def test_money_stays_in_its_fund(fund: Fund, alfa: Activity, by: User) -> None:
    other = creators.fund(fund.area, "Annan")
    entry = ledger.Entry(ledger.Kind.ALLOCATION, ledger.pool(fund), ledger.at(alfa, other), Decimal(1))
    refusal = refused([entry], by)
    assert refusal.code == "movement_within_one_fund"
    assert "Pengar flyttas bara inom en tilldelning" in refusal.message


def test_more_than_there_is_is_refused_with_the_amounts(fund: Fund, alfa: Activity, by: User) -> None:
    refusal = refused([ledger.allocation(fund, alfa, Decimal(1001))], by)
    assert refusal.code == "movement_leaves_nothing_below_zero"
    assert refusal.message.replace("\u00a0", " ") == (
        "Ofördelat i tilldelningen Fri har 1 000 kr att ta av från 2020-04-10; 1 001 kr kan inte tas därifrån."
    )


def test_two_entries_of_one_batch_are_counted_together(fund: Fund, alfa: Activity, beta: Activity, by: User) -> None:
    entries = [ledger.allocation(fund, alfa, Decimal(600)), ledger.allocation(fund, beta, Decimal(401))]
    assert refused(entries, by).code == "movement_leaves_nothing_below_zero"
    assert pool(fund) == 1000


def test_money_is_not_used_before_it_came(fund: Fund, alfa: Activity, by: User) -> None:
    refusal = refused([ledger.allocation(fund, alfa, Decimal(1))], by, MARCH - datetime.timedelta(days=1))
    assert refusal.code == "movement_leaves_nothing_below_zero"


def test_an_early_booking_does_not_take_what_a_later_one_needs(
    fund: Fund, alfa: Activity, beta: Activity, by: User
) -> None:
    """1 000 from May are used; taking 1 in April would leave −1 in May."""
    book([ledger.allocation(fund, alfa, Decimal(1000))], by, MAY)
    assert pool(fund, APRIL) == 1000
    assert refused([ledger.allocation(fund, beta, Decimal(1))], by, APRIL).code == "movement_leaves_nothing_below_zero"


def test_the_states_account_may_stand_below_zero(fund: Fund) -> None:
    assert Account.objects.get(fund=fund, kind=Account.Kind.STATE).movements_out.exists()


def test_a_figure_is_as_of_a_day(fund: Fund, alfa: Activity, by: User) -> None:
    book([ledger.allocation(fund, alfa, Decimal(600))], by, MAY)
    day_before = MAY - datetime.timedelta(days=1)
    assert [held(fund, alfa, day) for day in (day_before, MAY, None)] == [0, 600, 600]
    assert [pool(fund, day) for day in (MARCH - datetime.timedelta(days=1), day_before, MAY)] == [0, 1000, 400]


# ---- Reversal


def test_a_reversal_mirrors_its_movement(fund: Fund, alfa: Activity, by: User) -> None:
    (movement,) = book([ledger.allocation(fund, alfa, Decimal(600))], by)
    (reversal,) = book([ledger.reversal(movement, "Fel aktivitet")], by, MAY)
    assert (reversal.source, reversal.target, reversal.reverses) == (movement.target, movement.source, movement)
    assert (held(fund, alfa), pool(fund)) == (0, 1000)
    assert held(fund, alfa, APRIL) == 600


def test_a_reversed_allotment_is_no_allotment(fund: Fund, by: User) -> None:
    movement = Movement.objects.get(kind=Movement.Kind.ALLOTMENT)
    book([ledger.reversal(movement)], by)
    assert read_book(fund.area.agreement).allotted[fund.pk] == 0


def test_a_movement_is_reversed_once(fund: Fund, alfa: Activity, by: User) -> None:
    (movement,) = book([ledger.allocation(fund, alfa, Decimal(600))], by)
    book([ledger.reversal(movement)], by)
    refusal = refused([ledger.reversal(movement)], by)
    assert refusal.code == "movement_reversed_once"
    assert "är redan rättad" in refusal.message


def test_reversal_and_replacement_are_one_batch(fund: Fund, alfa: Activity, beta: Activity, by: User) -> None:
    """All of the pool is used; 900 for 1 000 goes only because the two count as one."""
    (movement,) = book([ledger.allocation(fund, alfa, Decimal(1000))], by)
    book([ledger.allocation(fund, beta, Decimal(1000)), ledger.reversal(movement)], by, MAY)
    assert (held(fund, alfa), held(fund, beta), pool(fund)) == (0, 1000, 0)


def test_what_has_been_moved_on_is_not_reversed(fund: Fund, alfa: Activity, beta: Activity, by: User) -> None:
    (movement,) = book([ledger.allocation(fund, alfa, Decimal(600))], by)
    book([ledger.reallocation(fund, alfa, beta, Decimal(500))], by)
    refusal = refused([ledger.reversal(movement)], by)
    assert "Aktiviteten Alfa i tilldelningen Fri har 100 kr" in refusal.message.replace("\u00a0", " ")


# ---- Closed months


def test_a_closed_month_refuses_and_says_the_first_open_day(fund: Fund, alfa: Activity, by: User) -> None:
    close(fund.area.agreement, APRIL)
    close(fund.area.agreement, MAY)
    refusal = refused([ledger.allocation(fund, alfa, Decimal(1))], by)
    assert refusal.code == "movement_in_an_open_month"
    assert "2020-04 är stängd" in refusal.message
    assert "Boka tidigast 2020-06-01" in refusal.message


def test_a_late_booking_takes_the_first_open_day(agreement: Agreement) -> None:
    assert ledger.first_open_day(agreement, APRIL) == APRIL
    close(agreement, APRIL)
    assert ledger.first_open_day(agreement, APRIL) == datetime.date(2020, 5, 1)
    close(agreement, MAY)
    assert ledger.first_open_day(agreement, APRIL) == datetime.date(2020, 6, 1)
    assert ledger.first_open_day(agreement, MARCH) == MARCH


def test_december_is_followed_by_january(agreement: Agreement) -> None:
    close(agreement, datetime.date(2020, 12, 1))
    assert ledger.first_open_day(agreement, datetime.date(2020, 12, 31)) == datetime.date(2021, 1, 1)


def test_a_decision_keeps_its_own_day_when_its_month_is_closed(agreement: Agreement) -> None:
    fund = creators.fund(creators.area(agreement))
    activity = creators.activity(fund.area)
    creators.allot(fund, 100)
    close(agreement, MARCH)
    decision = creators.decided_allocation({activity: {fund: 60}}, on=datetime.date(2020, 3, 24))
    movement = Movement.objects.get(target__activity=activity)
    assert decision.decided_on == movement.decided_on == datetime.date(2020, 3, 24)
    assert movement.booked_on == datetime.date(2020, 4, 1)


def test_another_agreements_month_closes_nothing_here(fund: Fund, alfa: Activity, by: User) -> None:
    close(creators.agreement(), APRIL)
    assert book([ledger.allocation(fund, alfa, Decimal(1))], by)
