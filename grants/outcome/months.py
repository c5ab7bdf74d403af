"""The months of an agreement: which file is in force, what it sums to, whether the month is closed."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from grants.figures import ZERO
from grants.models import Agreement, OutcomeCorrection, OutcomeImport, PeriodClose


@dataclass
class MonthRow:
    """One month. `ended`: its last day has passed; only then can it be closed."""

    agreement: Agreement
    month: datetime.date
    ended: bool
    source: OutcomeImport | None = None
    close: PeriodClose | None = None
    reopened: list[PeriodClose] = field(default_factory=list)
    earlier_files: int = 0
    corrected: Decimal = ZERO
    """Kronor of late corrections, beside the file."""
    moved: Decimal = ZERO
    """Kronor that corrections have moved into the bucket; below zero out of it, to activities."""

    @property
    def total(self) -> Decimal | None:
        """What the month has cost by now: the file and the corrections; None if nothing has come."""
        if self.source is None:
            return self.corrected or None
        return (self.source.total or ZERO) + self.corrected  # type: ignore[attr-defined]

    @property
    def unmatched(self) -> Decimal:
        """The bucket "ej kopplat", less what corrections have moved out of it."""
        return ((self.source.unmatched or ZERO) if self.source else ZERO) + self.moved  # type: ignore[attr-defined]

    @property
    def can_close(self) -> bool:
        return self.ended and self.close is None

    @property
    def is_missing(self) -> bool:
        """The month is over and nothing has come from accounting."""
        return self.ended and self.source is None


def chosen(agreements: QuerySet[Agreement], slug: str | None) -> Agreement | None:
    """The agreement with this address, else the first: newest year, then by name. None if there is none."""
    return agreements.filter(slug=slug or "").first() or agreements.first()


def months_of(agreement: Agreement, on: datetime.date) -> list[MonthRow]:
    """Every month from the agreement's first to today or its last, and whichever else has a file or a closing; the
    latest first. Four queries, however many months."""
    sources = list(OutcomeImport.objects.filter(agreement=agreement).in_force().with_sums())
    ended = OutcomeImport.objects.filter(agreement=agreement, ended_at__isnull=False).values_list("month", flat=True)
    closes = list(PeriodClose.objects.filter(agreement=agreement).select_related("closed_by", "reopened_by"))
    rows: dict[datetime.date, MonthRow] = {}
    months = {*_regular_months(agreement, on), *(it.month for it in sources), *(it.month for it in closes)}
    for month in sorted(months, reverse=True):
        rows[month] = MonthRow(agreement, month, ended=month < on.replace(day=1))
    for source in sources:
        rows[source.month].source = source
    for close in closes:
        if close.reopened_at is None:
            rows[close.month].close = close
        else:
            rows[close.month].reopened.append(close)
    for month, corrected, moved in _corrected(agreement):
        if month in rows:
            rows[month].corrected, rows[month].moved = corrected, moved or ZERO
    for month, count in _counted(ended).items():
        if month in rows:
            rows[month].earlier_files = count
    return list(rows.values())


def _corrected(agreement: Agreement) -> list[tuple[datetime.date, Decimal, Decimal | None]]:
    """(month, kronor of all corrections, of those that take out of the bucket)."""
    rows = OutcomeCorrection.objects.of(agreement).in_force().order_by().values_list("month")
    return list(rows.annotate(total=Sum("amount"), in_bucket=Sum("amount", filter=Q(activity__isnull=True))))


def _regular_months(agreement: Agreement, on: datetime.date) -> list[datetime.date]:
    return months_between(agreement.starts_on, min(on, agreement.ends_on))


def months_between(first: datetime.date, last: datetime.date) -> list[datetime.date]:
    """The first day of each month that the days from `first` to `last` touch."""
    months, month = [], first.replace(day=1)
    while month <= last:
        months.append(month)
        month = (month + datetime.timedelta(days=32)).replace(day=1)
    return months


def _counted(months: QuerySet[OutcomeImport, datetime.date]) -> dict[datetime.date, int]:
    counts: dict[datetime.date, int] = defaultdict(int)
    for month in months:
        counts[month] += 1
    return counts
