"""What all tests share."""

import os
from typing import Any

import pytest
from django.contrib.auth.models import Group

from config import database
from people.abilities import Profile

# Playwright runs an event loop in the test's own thread; Django would refuse the database there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Starts the embedded database before the first test that needs one; xdist's processes share it."""
    database.ensure_running()


def make_profiles() -> None:
    Group.objects.bulk_create([Group(name=profile.label) for profile in Profile], ignore_conflicts=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """A database that is used again (`--reuse-db`) may have been emptied by a test with transactions of its own."""
    with django_db_blocker.unblock():
        make_profiles()


@pytest.fixture(autouse=True)
def profiles(request: pytest.FixtureRequest) -> None:
    """The groups that a migration makes, for a test with transactions of its own: such a test empties every table.

    Not `serialized_rollback`: its copy is tied to a connection that Playwright's event loop hides, and it cannot be
    mixed with tests that do without it.
    """
    marker = request.node.get_closest_marker("django_db")
    if marker is not None and marker.kwargs.get("transaction"):
        request.getfixturevalue("transactional_db")
        make_profiles()
