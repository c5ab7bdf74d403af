"""What a decided but uncovered amount can be covered from, as the page that covers it shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from decisions.models import DecisionLine
from grants.figures import ZERO, read_book
from grants.models import Activity, Fund


@dataclass(frozen=True)
class Source:
    """A fund that may cover, with what is unallocated in it."""

    fund: Fund
    free: Decimal
    planned: bool  # the decision named this fund


@dataclass(frozen=True)
class Shortage:
    """A decided line, what it lacks, and where money can come from. Kronor."""

    line: DecisionLine
    activity: Activity
    decided: Decimal
    uncovered: Decimal
    sources: Sequence[Source]

    @property
    def booked(self) -> Decimal:
        return self.decided - self.uncovered

    @property
    def planned_sources(self) -> list[Source]:
        return [source for source in self.sources if source.planned]

    @property
    def suggested(self) -> Decimal:
        """What to cover from the first source: all that is lacking, as far as it lasts."""
        return min(self.uncovered, self.sources[0].free) if self.sources else ZERO


def lacking(line: DecisionLine) -> Decimal:
    """The decided kronor of a line of an allocation that no fund covers yet; `fundings` should be prefetched."""
    return line.amount.amount - sum((funding.amount.amount for funding in line.fundings.all()), ZERO)


def shortage(line: DecisionLine) -> Shortage:
    """Funds of the same area with money unallocated; earmarked ones only when the decision itself names them."""
    activity = cast(Activity, line.activity)  # `LineQuerySet.for_covering` takes only lines of an activity
    pool = read_book(activity.area.agreement).pool
    planned = {share.fund_id for share in line.shares.all()}
    sources = [
        Source(fund, pool[fund.pk], fund.pk in planned)
        for fund in activity.area.funds.all()
        if pool[fund.pk] > 0 and (not fund.earmarked or fund.pk in planned)
    ]
    return Shortage(
        line, activity, line.amount.amount, lacking(line), sorted(sources, key=lambda source: not source.planned)
    )
