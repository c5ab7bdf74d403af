"""`{% load codes %}`: what accounting calls the codes of an account string, from `grants.outcome.names`."""

from collections.abc import Mapping

from django import template

from grants.outcome import names

register = template.Library()
register.filter("named", names.named)


@register.filter
def name_of(code: str, of_part: Mapping[str, str]) -> str:
    """`{{ rule.project|name_of:names.project }}`, of `names_in`; empty where no file has named the code."""
    return of_part.get(code, "")
