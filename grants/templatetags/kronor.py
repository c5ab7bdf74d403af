"""`{% load kronor %}`: figures and dates as Swedes write them. An empty value gives an empty text.

Every filter answers with a finished, safe text of digits and no-break spaces, so that Django neither localises nor
escapes it again: that is most of what a table of figures costs.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.utils.safestring import mark_safe

from grants import kronor

register = template.Library()


def _written(value: Any, write: Callable[[Any], str]) -> str:
    return "" if value is None or value == "" else mark_safe(write(value))  # noqa: S308 - only what kronor.py wrote


@register.filter
def kr(amount: kronor.Amount | None) -> str:
    """`1 266 508`: the number alone, for a column with its unit in the head."""
    return _written(amount, lambda value: kronor.format_kronor(value, unit=False))


@register.filter
def kr_unit(amount: kronor.Amount | None) -> str:
    """`1 266 508 kr`, for running text."""
    return _written(amount, kronor.format_kronor)


@register.filter
def signed(amount: kronor.Amount | None) -> str:
    """`+2 000 000` or `−2 000 000`: a change."""
    return _written(amount, lambda value: kronor.format_kronor(value, unit=False, sign=True))


@register.filter
def mkr(amount: kronor.Amount | None) -> str:
    """`71,9 mkr`."""
    return _written(amount, kronor.format_mkr)


@register.filter
def percent(ratio: Decimal | int | None, places: int = 2) -> str:
    """`57,00 %` of the ratio 0.57; `{{ share|percent:0 }}` for whole per cent."""
    return _written(ratio, lambda value: kronor.format_percent(value, places))


@register.filter
def month(day: date | None) -> str:
    """`2020-03`."""
    return _written(day, kronor.format_month)


@register.filter
def isodate(day: date | None) -> str:
    """`2020-03-24`, also of a date with a time."""
    return _written(day, lambda value: f"{value:%Y-%m-%d}")
