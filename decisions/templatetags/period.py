"""`{% load period %}`: a period's report written out, for its document; its page is given the same by its view."""

from typing import Any

from django import template

from decisions.period_pages import drawn
from decisions.period_shape import PeriodReport

register = template.Library()


@register.filter
def written_out(report: PeriodReport) -> dict[str, Any]:
    return drawn(report)
