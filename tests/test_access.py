"""Every route × every profile × GET and POST. The table is the rule; a route that is not in it fails.

Allowed means: not turned away (403, 404, 405 or to the sign-in page). Refused means: turned away, and nothing written.
What else a decision asks for (mandate, dates, own work) is tested in tests/decisions.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from people.models import User
from tests.access.rules import OPEN, OWN_ACCOUNT_PREFIXES, RULES, WITHOUT_PROFILE
from tests.access.world import World

# So that this module run alone gets a test database: `world` asks for none by itself.
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Made once; every request is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = World()
        _ = made.args
        for person in (*made.people.values(), made.outsider):
            made.client_of(person)
        yield made
        transaction.set_rollback(True)


def routes(patterns: list[URLPattern | URLResolver] | None = None) -> Iterator[str]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns)
        else:
            yield pattern.name or f"nameless {pattern.pattern}"


def ask(world: World, route: str, method: str, person: User | None) -> tuple[int, str]:
    """The status and where it redirects to; whatever the request wrote is rolled back."""
    client = world.client_of(person)
    with transaction.atomic():
        response = getattr(client, method)(reverse(route, args=world.args[RULES[route].args]))
        transaction.set_rollback(True)
    return response.status_code, response.headers.get("Location", "")


def turned_away(status: int, location: str) -> bool:
    return status in {403, 404} or location.startswith("/logga-in/")


def test_every_route_has_its_rule() -> None:
    ours = {name for name in routes() if not name.startswith(OWN_ACCOUNT_PREFIXES)}
    assert ours - OPEN == set(RULES)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("route", RULES)
def test_every_profile_gets_what_the_table_says(world: World, route: str, method: str) -> None:
    allowed = getattr(RULES[route], method)
    for profile, person in world.people.items():
        status, location = ask(world, route, method, person)
        if allowed is None:
            assert status in {403, 404, 405}, f"{profile.label} got {status}"
        else:
            assert turned_away(status, location) is (profile not in allowed), f"{profile.label} got {status}"
            assert status != 405, f"{profile.label} got {status}"
            assert status < 500, f"{profile.label} got {status}"


@pytest.mark.parametrize("route", RULES)
def test_nobody_gets_in_without_signing_in(world: World, route: str) -> None:
    for method in ("get", "post"):
        status, location = ask(world, route, method, None)
        assert status == 405 or location.startswith("/logga-in/"), f"{method} got {status}"


@pytest.mark.parametrize("route", sorted(set(RULES) - WITHOUT_PROFILE))
def test_a_person_without_a_profile_sees_nothing(world: World, route: str) -> None:
    for method in ("get", "post"):
        status, _ = ask(world, route, method, world.outsider)
        assert status in {403, 404, 405}, f"{method} got {status}"
