"""`{% load providers %}`: the providers' follow-up written out, for its document; its page is given the same."""

from typing import Any

from django import template

from decisions.provider_pages import drawn
from decisions.provider_shape import ProviderFollowUp

register = template.Library()


@register.filter
def providers_written(found: ProviderFollowUp) -> dict[str, Any]:
    return drawn(found)
