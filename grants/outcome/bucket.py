"""The bucket "ej kopplat" as data: the account strings that nothing connects, in open months and in closed ones."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import Count, Max, Min, QuerySet, Sum

from grants.figures import ZERO
from grants.models import ACCOUNT_PARTS, Agreement, Outcome
from grants.outcome.account_strings import parts_of


@dataclass(frozen=True)
class UnmatchedString:
    """Rows and kronor of one account string, and the months it occurs in."""

    account_string: str
    rows: int
    amount: Decimal
    first: datetime.date
    last: datetime.date

    @property
    def parts(self) -> dict[str, str]:
        """What the parts of a rule for just this string are."""
        return dict(zip(ACCOUNT_PARTS, parts_of(self.account_string), strict=True))

    @property
    def query(self) -> str:
        return urlencode({name: value for name, value in self.parts.items() if value})


@dataclass(frozen=True)
class Bucket:
    """`open` can be connected; `closed` only by dated rows. The largest amounts come first."""

    open: list[UnmatchedString]
    closed: list[UnmatchedString]

    @property
    def open_total(self) -> Decimal:
        return sum((row.amount for row in self.open), ZERO)

    @property
    def closed_total(self) -> Decimal:
        return sum((row.amount for row in self.closed), ZERO)


def bucket_of(agreement: Agreement) -> Bucket:
    """Two queries, however many rows."""
    rows = Outcome.objects.in_force().of(agreement).unmatched()
    return Bucket(_strings(rows.in_open_months()), _strings(rows.in_closed_months()))


def _strings(rows: QuerySet[Outcome]) -> list[UnmatchedString]:
    found = (
        rows.order_by().values_list("account_string").annotate(Count("pk"), Sum("amount"), Min("month"), Max("month"))
    )
    return sorted((UnmatchedString(*row) for row in found), key=lambda row: (-abs(row.amount), row.account_string))
