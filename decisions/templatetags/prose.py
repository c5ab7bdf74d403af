"""`{% load prose %}`: people's text and dates in running text, on pages and in documents."""

import datetime
from decimal import Decimal

from django import template
from django.utils.safestring import SafeString, mark_safe

from decisions.prose import prose as markdown
from grants.kronor import format_kronor, format_mkr

register = template.Library()
MONTHS = (
    *("januari", "februari", "mars", "april", "maj", "juni"),
    *("juli", "augusti", "september", "oktober", "november", "december"),
)


@register.filter
def prose(text: str) -> SafeString:
    """Markdown as clean HTML."""
    return markdown(text)


@register.filter
def longdate(day: datetime.date | None) -> str:
    """`31 augusti 2020`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}" if day else ""


@register.filter
def until(first: datetime.date, last: datetime.date) -> str:
    """`1 januari–31 augusti 2020`; both years when they differ."""
    if first.year == last.year:
        return f"{first.day} {MONTHS[first.month - 1]}–{longdate(last)}"
    return f"{longdate(first)}–{longdate(last)}"


@register.filter
def kr_ore(amount: Decimal) -> str:
    """`41 194 806,17`, always with öre: a column where some amounts have them."""
    return format_kronor(amount, unit=False, decimals=2)


@register.filter
def paragraph(text: str) -> str:
    """Keeps "§ 35" on one line."""
    return text.replace("§ ", "§\u00a0")


@register.filter
def in_mkr(amount: Decimal | None) -> str:
    """`1 453,0`: millions, for a column with its unit in the head."""
    return "" if amount is None else format_mkr(amount, unit=False)


@register.filter
def lower_first(text: str) -> str:
    """A role in the middle of a sentence; what is written in capitals stays."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


@register.filter
def frozen_html(html: str) -> SafeString:
    """What `decisions.documents` drew and cleaned before it was frozen."""
    return mark_safe(html)  # noqa: S308 - cleaned when it was drawn
