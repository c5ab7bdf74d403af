"""From changes per activity to shares per fund, and from shares to ledger entries. Pure arithmetic, no database.

Money never leaves its fund: what one activity gives up in a fund, others take in the same fund.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from grants.models import Fund

Shares = dict[int, dict[int, Decimal]]  # activity → fund → signed kronor


@dataclass(frozen=True)
class Pair:
    """`amount` kronor of one fund from one activity to another."""

    fund_id: int
    source_id: int
    target_id: int
    amount: Decimal


def spread(changes: Mapping[int, Decimal], held: Mapping[int, Mapping[int, Decimal]], funds: Iterable[Fund]) -> Shares:
    """Spread signed changes per activity over funds. `held` is what each activity holds per fund.

    Free funds are drawn on before earmarked ones, each in the order of the agreement. What an activity gives up beyond
    what it holds is put on its last fund, so that the checks can name the shortage.
    """
    order = sorted(funds, key=lambda fund: (fund.earmarked, fund.position, fund.pk))
    shares: Shares = {activity_id: {} for activity_id, change in changes.items() if change}
    available: list[list] = []  # [fund id, kronor left to hand out], in the order they were drawn
    for activity_id, change in changes.items():
        if change < 0:
            available += _draw(shares[activity_id], -change, held.get(activity_id, {}), order)
    for activity_id, change in changes.items():
        if change > 0:
            _hand_out(shares[activity_id], change, available)
    return shares


def _draw(share: dict[int, Decimal], amount: Decimal, held: Mapping[int, Decimal], order: list[Fund]) -> list[list]:
    drawn: list[list] = []
    mine = [fund for fund in order if held.get(fund.pk, Decimal(0)) > 0] or order[:1]
    for fund in mine:
        part = amount if fund is mine[-1] else min(amount, held.get(fund.pk, Decimal(0)))
        if part:
            share[fund.pk] = -part
            drawn.append([fund.pk, part])
            amount -= part
    return drawn


def _hand_out(share: dict[int, Decimal], amount: Decimal, available: list[list]) -> None:
    for slot in available:
        part = min(amount, slot[1])
        if part:
            share[slot[0]] = share.get(slot[0], Decimal(0)) + part
            slot[1] -= part
            amount -= part


def pair_up(shares: Shares) -> list[Pair]:
    """The movements that carry the shares out: each fund's givers paired with its takers, in order. Net 0 a fund."""
    pairs = []
    for fund_id in {fund_id: None for share in shares.values() for fund_id in share}:
        change = {activity_id: share.get(fund_id, Decimal(0)) for activity_id, share in shares.items()}
        wanted = {activity_id: amount for activity_id, amount in change.items() if amount > 0}
        for source_id in change:
            left = max(-change[source_id], Decimal(0))
            for target_id in wanted:
                amount = min(left, wanted[target_id])
                if amount:
                    pairs.append(Pair(fund_id, source_id, target_id, amount))
                    wanted[target_id] -= amount
                    left -= amount
    return pairs
