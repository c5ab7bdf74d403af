"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from config import clock


def context(request: HttpRequest) -> dict[str, Any]:
    """The organisation's letterhead, today's date and whether it is pinned, the name of an outside sign-in."""
    return {
        "organisation": settings.ORGANISATION,
        "today": clock.today(),
        "today_is_pinned": clock.is_pinned(),
        "oidc_name": settings.OIDC_NAME if settings.OIDC_SERVER_URL else "",
    }
