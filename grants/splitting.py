"""Splitting an amount by a key, so that the parts sum to the whole exactly.

The rule is that of the largest remainder (Hamilton): everyone gets the whole units of the quota, and the units left
over go to the largest remainders. Equal remainders go to the one who stands first, so that the same key always gives
the same parts.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import lcm

KRONA = Decimal(1)
ORE_PER_KRONA = 100


class SplitError(ValueError):
    """An amount or a key that cannot be split. The message is Swedish."""


def split(amount: Decimal | int, weights: Sequence[Decimal | int], *, unit: Decimal = KRONA) -> list[Decimal]:
    """The parts of `amount` in kronor, one for each weight and in their order, each of whole `unit`s.

    Öre that do not make up a unit are split by the same rule, öre by öre. A weight of zero gets nothing. Raises
    SplitError.
    """
    ore, unit_ore = _ore(amount, "Beloppet"), _ore(unit, "Enheten")
    if ore < 0:
        raise SplitError("Beloppet är mindre än noll och går inte att fördela.")
    if unit_ore <= 0:
        raise ValueError("a unit is one öre or more")
    shares = _whole_weights(weights)
    units, rest = divmod(ore, unit_ore)
    in_units, in_ore = (
        _largest_remainder(units, shares),
        _largest_remainder(rest, shares),
    )
    return [_kronor(whole * unit_ore + left) for whole, left in zip(in_units, in_ore, strict=True)]


def _largest_remainder(units: int, weights: list[int]) -> list[int]:
    total = sum(weights)
    parts = [units * weight // total for weight in weights]
    remainders = [units * weight % total for weight in weights]
    first = sorted(range(len(weights)), key=lambda index: (-remainders[index], index))
    for index in first[: units - sum(parts)]:
        parts[index] += 1
    return parts


def _whole_weights(weights: Sequence[Decimal | int]) -> list[int]:
    """The weights as whole numbers in the same proportions: exact, however many decimals they have."""
    exact = [_fraction(weight, "Vikten") for weight in weights]
    if not exact:
        raise SplitError("Nyckeln är tom: det finns ingen att fördela på.")
    if any(weight < 0 for weight in exact):
        raise SplitError("Nyckeln har en vikt som är mindre än noll.")
    if not any(exact):
        raise SplitError("Alla vikter i nyckeln är noll: det finns ingen att fördela på.")
    scale = lcm(*(weight.denominator for weight in exact))
    return [int(weight * scale) for weight in exact]


def _ore(amount: Decimal | int, what: str) -> int:
    ore = _fraction(amount, what) * ORE_PER_KRONA
    if ore.denominator != 1:
        raise SplitError(f"{what} {amount} är inte hela ören.")
    return int(ore)


def _kronor(ore: int) -> Decimal:
    return Decimal(ore).scaleb(-2)


def _fraction(number: Decimal | int, what: str) -> Fraction:
    if isinstance(number, bool) or not isinstance(number, Decimal | int):
        raise TypeError(f"a weight or an amount is a Decimal or an int, not {type(number).__name__}")
    if isinstance(number, Decimal) and not number.is_finite():
        raise SplitError(f"{what} {number} är inget tal.")
    return Fraction(number)
