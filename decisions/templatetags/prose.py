"""`{% load prose %}`: people's text and dates in running text, on pages and in documents."""

import datetime
from decimal import Decimal

from django import template
from django.utils.safestring import SafeString

from decisions.pdf.prose import markdown
from grants.kronor import format_mkr

register = template.Library()
MONTHS = "januari februari mars april maj juni juli augusti september oktober november december".split()


@register.filter
def prose(text: str) -> SafeString:
    """Markdown as clean HTML."""
    return markdown(text)


@register.filter
def longdate(day: datetime.date | None) -> str:
    """`31 augusti 2020`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}" if day else ""


@register.filter
def in_mkr(amount: Decimal | None) -> str:
    """`1 453,0`: millions, for a column with its unit in the head."""
    return "" if amount is None else format_mkr(amount, unit=False)


@register.filter
def lower_first(text: str) -> str:
    """A role in the middle of a sentence; what is written in capitals stays."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
