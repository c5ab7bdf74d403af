"""The settlement (avräkning) of an agreement as one object: page, XLSX, CSV and the filed report are drawn from it.

Kronor as Decimal. Every class is frozen data that `decisions.frozen` can keep and read back; the sums follow from it.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from decisions.figures import ActivityFigures, AgreementFigures, AreaFigures, FundFigures, agreement_figures
from grants.figures import ZERO
from grants.models import Agreement, Fund
from grants.settlement import Fate, Held, charge, fate, last_day_of


@dataclass(frozen=True)
class FundShare:
    """One fund on one activity: booked = charged + left, and what is left has one fate."""

    fund_id: int
    fund: str
    earmarked: bool
    booked: Decimal
    charged: Decimal
    fate: str

    @property
    def left(self) -> Decimal:
        return self.booked - self.charged

    @property
    def releasable(self) -> Decimal:
        return self.left if self.fate == Fate.RELEASABLE else ZERO

    @property
    def bound(self) -> Decimal:
        return self.left if self.fate == Fate.BOUND else ZERO

    @property
    def repayable(self) -> Decimal:
        return self.left if self.fate == Fate.REPAYABLE else ZERO


@dataclass(frozen=True)
class SettledActivity:
    """One activity: outcome = charged + own financing."""

    id: int
    area: int
    name: str
    outcome: Decimal
    own_financing: Decimal
    shares: tuple[FundShare, ...]

    @property
    def booked(self) -> Decimal:
        return _sum(share.booked for share in self.shares)

    @property
    def charged(self) -> Decimal:
        return _sum(share.charged for share in self.shares)

    @property
    def releasable(self) -> Decimal:
        return _sum(share.releasable for share in self.shares)

    @property
    def bound(self) -> Decimal:
        return _sum(share.bound for share in self.shares)

    @property
    def repayable(self) -> Decimal:
        return _sum(share.repayable for share in self.shares)


@dataclass(frozen=True)
class SettledFund:
    """One fund: allotted − repaid = charged + releasable + bound + repayable + unallocated.

    `pool` is all that lies unallocated, `unallocated` the part of it that may still be given to activities: the whole
    pool, or none. `usable_until` is the fund's own last day, or the agreement's.
    """

    id: int
    area: int
    name: str
    earmarked: bool
    usable_until: datetime.date
    repay_by: datetime.date | None
    allotted: Decimal
    repaid: Decimal
    pool: Decimal
    fate: str
    booked: Decimal
    charged: Decimal

    @property
    def left(self) -> Decimal:
        """On the activities."""
        return self.booked - self.charged

    @property
    def releasable(self) -> Decimal:
        return self.left if self.fate == Fate.RELEASABLE else ZERO

    @property
    def unallocated(self) -> Decimal:
        return self.pool if self.fate == Fate.RELEASABLE else ZERO

    @property
    def bound(self) -> Decimal:
        return self.left + self.pool if self.fate == Fate.BOUND else ZERO

    @property
    def repayable(self) -> Decimal:
        return self.left + self.pool if self.fate == Fate.REPAYABLE else ZERO

    @property
    def repayable_at_once(self) -> Decimal:
        """What lies in the pool: what lies on activities is released first."""
        return self.pool if self.fate == Fate.REPAYABLE else ZERO


@dataclass(frozen=True)
class Settlement:
    """`as_of` is a booking day; the outcome is that of the months that had ended by then."""

    agreement: str
    registry_number: str
    as_of: datetime.date
    ends_on: datetime.date
    earmarked_first: bool
    activities: tuple[SettledActivity, ...]
    funds: tuple[SettledFund, ...]
    unmatched: Decimal

    @property
    def is_preliminary(self) -> bool:
        """More may still be spent: the period lasts."""
        return self.as_of < self.ends_on

    @property
    def name(self) -> str:
        return f"Avräkning av {self.agreement} per {self.as_of}"

    def total(self, figure: str) -> Decimal:
        """The sum of one figure: over the activities what they have (booked, outcome, charged, own_financing), over the
        funds all else, since a pool is no activity's."""
        rows = self.activities if figure in {"booked", "outcome", "charged", "own_financing"} else self.funds
        return _sum(getattr(row, figure) for row in rows)

    def activity(self, pk: int) -> SettledActivity:
        return next(row for row in self.activities if row.id == pk)

    def fund(self, pk: int) -> SettledFund:
        return next(row for row in self.funds if row.id == pk)


def settlement(agreement: Agreement, as_of: datetime.date) -> Settlement:
    """The settlement on a day. A fixed number of queries."""
    return settled(agreement_figures(agreement, as_of), as_of)


def settled(figures: AgreementFigures, as_of: datetime.date) -> Settlement:
    """The same from figures already read, which must be as of that day."""
    agreement = figures.agreement
    activities = tuple(_activity(row, area, agreement, as_of) for area in figures.areas for row in area.activities)
    return Settlement(
        agreement.name,
        agreement.registry_number,
        as_of,
        agreement.ends_on,
        agreement.charges_earmarked_first,
        activities,
        tuple(_fund(row, area, activities, agreement, as_of) for area in figures.areas for row in area.funds),
        figures.unmatched_outcome,
    )


def _fate(fund: Fund, agreement: Agreement, as_of: datetime.date) -> Fate:
    return fate(earmarked=fund.earmarked, usable_until=last_day_of(fund, agreement), as_of=as_of)


def _activity(row: ActivityFigures, area: AreaFigures, agreement: Agreement, as_of: datetime.date) -> SettledActivity:
    funds = sorted(row.accounts, key=lambda held: (held[0].position, held[0].pk))
    held = [Held(balance, fund.earmarked) for fund, balance in funds]
    charges = charge(row.figures.outcome, held, earmarked_first=agreement.charges_earmarked_first)
    return SettledActivity(
        row.activity.pk,
        area.area.number,
        row.activity.name,
        row.figures.outcome,
        charges.own_financing,
        tuple(
            FundShare(fund.pk, fund.name, fund.earmarked, balance, charged, _fate(fund, agreement, as_of).value)
            for (fund, balance), charged in zip(funds, charges.charged, strict=True)
        ),
    )


def _fund(
    row: FundFigures,
    area: AreaFigures,
    activities: tuple[SettledActivity, ...],
    agreement: Agreement,
    as_of: datetime.date,
) -> SettledFund:
    fund = row.fund
    shares = [share for activity in activities for share in activity.shares if share.fund_id == fund.pk]
    return SettledFund(
        fund.pk,
        area.area.number,
        fund.name,
        fund.earmarked,
        last_day_of(fund, agreement),
        fund.repay_by,
        row.allotted,
        row.repaid,
        row.unallocated,
        _fate(fund, agreement, as_of).value,
        _sum(share.booked for share in shares),
        _sum(share.charged for share in shares),
    )


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)
