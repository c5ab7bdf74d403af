"""Data of any size. Made by the application's own actions, except movements by the hundred thousand."""

import datetime
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain

from django.db import connection, transaction

from decisions import actions
from decisions.models import Decision
from decisions.models.kinds import Body
from grants import ledger
from grants.models import Account, Activity, Agreement, Fund, Movement
from people.abilities import Profile
from people.models import User
from tests import creators

AREAS, FUNDS, ROLES = 4, 2, 40
ALLOTTED = Decimal(900_000_000)
GIFT = Decimal(40_000_000)
STAMP = datetime.datetime(2020, 9, 10, 12, tzinfo=datetime.UTC)
TODAY = creators.TODAY
DAYS = [datetime.date(2020, 4, 1) + datetime.timedelta(days=day) for day in range(160)]


@dataclass(frozen=True)
class Sized:
    """An agreement of four areas with two funds each, and so many activities spread evenly over the areas."""

    agreement: Agreement
    officer: User
    activities: list[Activity]
    funds: dict[int, list[Fund]]  # by area

    def rows(self, amount: int = 10_000) -> list[actions.GridRow]:
        return [
            actions.GridRow(activity, {fund.pk: Decimal(amount + serial) for fund in self.funds[activity.area_id]})
            for serial, activity in enumerate(self.activities)
        ]


@transaction.atomic
def sized_agreement(slug: str, activities: int) -> Sized:
    agreement = creators.agreement(slug)
    areas = [creators.area(agreement, number) for number in range(1, AREAS + 1)]
    funds = {area.pk: [creators.fund(area) for _ in range(FUNDS)] for area in areas}
    roles = [creators.role(f"Funktion {slug} {serial}") for serial in range(ROLES)]
    for fund in (fund for funds_of_area in funds.values() for fund in funds_of_area):
        creators.allot(fund, ALLOTTED)
    made = [creators.activity(areas[serial % AREAS], responsible=roles[serial % ROLES]) for serial in range(activities)]
    return Sized(agreement, creators.user(Profile.OFFICER), made, funds)


@transaction.atomic
def drafted(sized: Sized) -> Decision:
    """An allocation with an amount in every cell, saved and not handed in."""
    draft = actions.draft_allocation(
        agreement=sized.agreement,
        case=creators.case(sized.agreement),
        body=Body.BOARD,
        title="Fördelning",
        by=sized.officer,
        on=TODAY,
    )
    return actions.save_grid(draft, rows=sized.rows(), version=draft.version, by=sized.officer, on=TODAY)


@transaction.atomic
def decided(sized: Sized) -> Decision:
    """The same, handed in and recorded as decided by the board, so that all of it is booked."""
    draft = actions.submit(drafted(sized), by=sized.officer, on=TODAY)
    return actions.record(
        draft,
        decided_on=datetime.date(2020, 3, 24),
        by=creators.user(Profile.REGISTRAR),
        on=TODAY,
        section_number="§ 35",
        acknowledged="Beslutat av regionstyrelsen.",
    )


def fill_book(sized: Sized, movements: int) -> None:
    """Bring the book up to so many movements: back and forth between the activities of each area, within each fund.

    Each account is first given more than what the reallocations can take from it. COPY with the row triggers asleep:
    they look at one row at a time, and a million of them would be all that was measured. Whoever calls proves the
    rules that the triggers hold over the whole book afterwards (`decisions.verification`).
    """
    present = Movement.objects.count()
    accounts = _accounts(sized)
    with transaction.atomic():
        opened = ledger.open_accounts(ledger.pool(fund) for funds in sized.funds.values() for fund in funds)
    pools = {place.fund_id: account.pk for place, account in opened.items()}
    begun = Movement.objects.filter(kind=Movement.Kind.ALLOCATION).exists()
    held = [] if begun else [(pools[fund_id], account) for fund_id, ids in accounts.items() for account in ids]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        with cursor.copy(
            "COPY grants_movement (source_id, target_id, kind, amount, amount_currency, booked_on, decided_on, "
            "reference, text, by_id, created_at) FROM STDIN"
        ) as copy:
            for row in chain(_gifts(held), _exchanges(list(accounts.values()), range(present + len(held), movements))):
                copy.write_row((*row, "RS/1/2020 § 1", "", sized.officer.pk, STAMP))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE grants_movement")


def _accounts(sized: Sized) -> dict[int, list[int]]:
    """The activities' accounts by fund."""
    pairs = [(fund, activity) for activity in sized.activities for fund in sized.funds[activity.area_id]]
    Account.objects.bulk_create(
        (Account(fund=fund, activity=activity, kind=Account.Kind.ACTIVITY) for fund, activity in pairs),
        ignore_conflicts=True,
    )
    by_fund: dict[int, list[int]] = defaultdict(list)
    for fund_id, pk in Account.objects.filter(activity__in=sized.activities).order_by("pk").values_list("fund", "pk"):
        by_fund[fund_id].append(pk)
    return by_fund


Row = tuple[int, int, str, Decimal, str, datetime.date, datetime.date]


def _gifts(held: list[tuple[int, int]]) -> Iterator[Row]:
    for pool, account in held:
        yield pool, account, Movement.Kind.ALLOCATION.value, GIFT, "SEK", DAYS[0], DAYS[0]


def _exchanges(funds: list[list[int]], serials: range) -> Iterator[Row]:
    for serial in serials:
        accounts, turn, day = funds[serial % len(funds)], serial // len(funds), DAYS[serial % len(DAYS)]
        step = 1 + turn % (len(accounts) - 1)
        source, target = accounts[turn % len(accounts)], accounts[(turn + step) % len(accounts)]
        amount = Decimal(1 + serial % 997).scaleb(-2)
        yield source, target, Movement.Kind.REALLOCATION.value, amount, "SEK", day, day
