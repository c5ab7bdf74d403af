"""Balances are sums over movements, never stored: what that costs in a small, a large and an absurd book."""

from collections.abc import Iterator
from decimal import Decimal

from benchmarks import data
from benchmarks.harness import Job, Result, compare, statement
from decisions.figures import agreement_figures
from decisions.verification import RULES
from grants import ledger
from grants.models import Account

ACTIVITIES = 68
PROVED = (
    "movement_amount_is_positive",
    "movement_in_kronor",
    "movement_within_one_fund",
    "movement_kind_fits_accounts",
    "movement_leaves_nothing_below_zero",
    "account_within_one_agreement",
)
"""What the triggers would have held row by row. (That a movement rests on a decision these do not, being made up.)"""


def run(quick: bool) -> Iterator[Result]:
    """One agreement whose book grows from one size to the next; the database holds no other."""
    sized = data.sized_agreement("bok", ACTIVITIES)
    for movements in (1_000, 100_000) if quick else (1_000, 100_000, 1_000_000):
        data.fill_book(sized, movements)
        _prove()
        yield from _book(sized, f"{movements:,} bokningar".replace(",", " "), pairs=3 if quick else 7)


def _prove() -> None:
    for rule in RULES:
        if rule.name in PROVED:
            assert statement(rule.sql) == [], f"the made-up book breaks {rule.name}"
    booked = agreement_total(statement("SELECT sum(amount) FROM grants_movement WHERE kind = 'allocation'"))
    assert booked == data.GIFT * ACTIVITIES * data.FUNDS


def agreement_total(rows: list[tuple[Decimal]]) -> Decimal:
    return rows[0][0]


def _book(sized: data.Sized, size: str, *, pairs: int) -> Iterator[Result]:
    yield compare(
        "balances",
        f"överenskommelsens alla belopp, {size}",
        Job(lambda _: agreement_figures(sized.agreement, data.TODAY).totals),
        Job(lambda _: statement("SELECT sum(amount) FROM grants_movement")),
        pairs=pairs,
        activities=str(ACTIVITIES),
    )
    giver, taker = sized.activities[0], sized.activities[data.AREAS]
    fund = sized.funds[giver.area_id][0]
    account = Account.objects.get(fund=fund, activity=giver).pk
    rows = statement("SELECT count(*) FROM grants_movement WHERE %s IN (source_id, target_id)", account)[0][0]
    yield compare(
        "balances",
        f"ett kontos lägsta saldo, {size}",
        Job(lambda _: ledger.lowest_balances([account], data.TODAY)),
        Job(lambda _: statement("SELECT sum(amount) FROM grants_movement WHERE target_id = %s", account)),
        pairs=pairs * 3,
        rows=str(rows),
    )
    entry = ledger.reallocation(fund, giver, taker, Decimal("0.01"))
    yield _one_more(sized, entry, f"en bokning till, {size}", pairs=pairs * 3)


def _one_more(sized: data.Sized, entry: ledger.Entry, case: str, *, pairs: int) -> Result:
    statement("CREATE TABLE IF NOT EXISTS bare_movement (LIKE grants_movement INCLUDING DEFAULTS INCLUDING IDENTITY)")
    return compare(
        "balances",
        case,
        Job(lambda _: ledger.post([entry], booked_on=data.TODAY, reference="RS/1/2020 § 2", by=sized.officer)),
        Job(lambda _: bare_insert(1, 2, sized.officer.pk)),
        pairs=pairs,
    )


def bare_insert(source: int, target: int, by: int) -> None:
    """A movement's row into a table without index, constraint or trigger."""
    statement(
        "INSERT INTO bare_movement (source_id, target_id, kind, amount, amount_currency, booked_on, decided_on, "
        "reference, text, by_id, created_at) "
        "VALUES (%s, %s, 'reallocation', 1, 'SEK', %s, %s, 'RS/1/2020', '', %s, now())",
        source,
        target,
        data.TODAY,
        data.TODAY,
        by,
    )
