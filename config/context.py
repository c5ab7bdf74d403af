"""What every page knows."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from config import clock
from config.glossary import GLOSSARY
from config.navigation import navigation
from people import abilities
from people.models import User


def site(request: HttpRequest) -> dict[str, Any]:
    """The letterhead, today's date, the words explained, this user's navigation, the outside sign-in's name.

    Navigation and profiles are read only if the page shows them, so that partial pages cost no queries for them.
    """
    user = getattr(request, "user", AnonymousUser())
    return {
        "organisation": settings.ORGANISATION,
        "version": settings.VERSION,
        "today": clock.today(),
        "today_is_pinned": clock.is_pinned(),
        "oidc_name": settings.OIDC_NAME if settings.OIDC_SERVER_URL else "",
        "glossary": GLOSSARY,
        "navigation": SimpleLazyObject(lambda: list(_navigation(user, request.path))),
        "profiles": SimpleLazyObject(lambda: sorted(profile.label for profile in abilities.profiles_of(user))),
    }


def _navigation(user: User | AnonymousUser, path: str) -> Iterator[dict[str, Any]]:
    for item in navigation(user, clock.today()):
        yield {"label": item.label, "path": item.path, "count": item.count, "current": _current(item.path, path)}


def _current(path: str, now: str) -> str:
    """aria-current of a menu item: the page itself, or the part of the house that the page belongs to."""
    if now == path:
        return "page"
    return "true" if path != "/" and now.startswith(path) else ""
