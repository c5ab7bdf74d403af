"""The distribution to providers (fördelning till utförare) as a report holds it: who got what, by which key, and who
has reported back."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from decisions.models import ProviderReport
from grants.models import Agreement, Distribution, DistributionRow
from grants.models.providers import write_weight


@dataclass(frozen=True)
class ProviderPart:
    """`weight` as a Swede writes it; "" where prices were used. `reported_on`: its own report, when final."""

    provider: str
    ownership: str
    ownership_text: str
    weight: str
    amount: Decimal
    reported_on: datetime.date | None


@dataclass(frozen=True)
class DistributionPart:
    area_number: int
    activity: str
    title: str
    basis: str
    fixed_on: datetime.date
    amount: Decimal
    providers: tuple[ProviderPart, ...]

    @property
    def place(self) -> str:
        return f"Område {self.area_number}, {self.activity}: {self.title}"

    @property
    def reported(self) -> int:
        return len([row for row in self.providers if row.reported_on])


def distributions(agreement: Agreement, as_of: datetime.date) -> tuple[DistributionPart, ...]:
    """Those in force on the day, in the order of the areas. A fixed number of queries."""
    rows = list(
        Distribution.objects.in_force_on(as_of)
        .filter(activity__area__agreement=agreement)
        .select_related("activity__area", "key", "price_list")
        .prefetch_related("rows__provider")
    )
    reported = _reported(agreement, as_of)
    return tuple(_distribution(row, reported) for row in rows)


def _reported(agreement: Agreement, as_of: datetime.date) -> dict[tuple[object, int], datetime.date]:
    """By series and provider: the day of the final report."""
    found = ProviderReport.objects.filter(link__distribution__activity__area__agreement=agreement, final_on__lte=as_of)
    rows = found.order_by("final_on").values_list("link__distribution__series", "link__provider", "final_on")
    return {(series, provider): day for series, provider, day in rows if day}


def _distribution(row: Distribution, reported: dict[tuple[object, int], datetime.date]) -> DistributionPart:
    return DistributionPart(
        area_number=row.activity.area.number,
        activity=row.activity.name,
        title=row.title,
        basis=str(row.key or row.price_list),
        fixed_on=cast(datetime.date, row.fixed_on),  # held by a constraint
        amount=row.amount.amount,
        providers=tuple(_part(part, reported.get((row.series, part.provider_id))) for part in row.rows.all()),
    )


def _part(part: DistributionRow, reported_on: datetime.date | None) -> ProviderPart:
    return ProviderPart(
        provider=part.provider.name,
        ownership=part.ownership,
        ownership_text=part.get_ownership_display(),
        weight=write_weight(part.weight),
        amount=part.decided.amount,
        reported_on=reported_on,
    )
