"""What all tests share."""

import gc
import os
from collections import defaultdict
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import xdist
from django.contrib.auth.models import Group
from django.db import connection, transaction

from config import database
from people.abilities import Profile
from tests import template_database
from tests.creators import Example

TESTS = Path(__file__).parent

# Playwright runs an event loop in the test's own thread; Django would refuse the database there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# The same examples each time, and no limit of time: how long one takes says how busy the machine is.
hypothesis.settings.load_profile("ci")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_blocker: Any,
) -> Iterator[None]:
    """Starts the embedded database before the first test that needs one; xdist's processes share it, and the work of
    the migrations."""
    database.ensure_running()
    made_anew = request.config.option.create_db or not request.config.option.reuse_db
    if not (made_anew and xdist.is_xdist_worker(request)):
        yield
        return
    run = tmp_path_factory.getbasetemp().parent
    with django_db_blocker.unblock():
        template_database.join(run)
    yield
    with django_db_blocker.unblock():
        template_database.leave(run)


def make_profiles() -> None:
    Group.objects.bulk_create([Group(name=profile.label) for profile in Profile], ignore_conflicts=True)


def empty_queue() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """A database that is used again (`--reuse-db`) may have been emptied by a test with transactions of its own."""
    with django_db_blocker.unblock():
        make_profiles()
        empty_queue()


@pytest.fixture(autouse=True)
def profiles(request: pytest.FixtureRequest) -> Iterator[None]:
    """The groups that a migration makes, for a test with transactions of its own: such a test empties every table. The
    queue's are not Django's to empty: what is left there would be worked on by the worker of a later test.

    Not `serialized_rollback`: its copy is tied to a connection that Playwright's event loop hides, and it cannot be
    mixed with tests that do without it.
    """
    if not has_transactions(request.node):
        yield
        return
    assert not connection.in_atomic_block, "This empties the database: not in a module that begins with a world"
    request.getfixturevalue("transactional_db")
    make_profiles()
    yield
    empty_queue()


def has_transactions(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    return marker is not None and bool(marker.kwargs.get("transaction"))


# ---- what a module's tests begin with --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def module_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """What the module's own fixtures write is there for each of its tests, whose own is rolled back to it as always.

    So a world that many tests begin with is made once: by a fixture with `scope="module"` that asks for this one. The
    tests get it by a fixture that copies it, since objects in memory are not rolled back.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def made_example(module_db: None) -> Example:
    return Example()


@pytest.fixture
def example(made_example: Example, db: None) -> Example:
    return deepcopy(made_example)


def pytest_collection_finish() -> None:
    """What is loaded by now stays until the end: not to be gone through for garbage again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


LONGEST = [
    "browser/test_every_page.py",
    "browser/test_the_whole_way.py",
    "decisions/test_killed.py",
    "browser/test_grid_hundred.py",
    "browser/test_second_agreement.py",
    "browser/test_reallocation.py",
    "browser/test_answering.py",
]
"""Modules whose every test has transactions of its own."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    begin_alike(items)
    items.sort(key=turn)


def turn(item: pytest.Item) -> tuple[bool, bool, int]:
    """pytest-django puts those without a database last. Here they come first, and the long starts of the whole program
    before them. The longest are what remains at the end, the longest of them first: there each process is handed two
    at a time, and so all end at about the same time."""
    name = item.path.relative_to(TESTS).as_posix()
    late = LONGEST.index(name) + 1 if name in LONGEST else 0
    return has_database(item), name != "config/test_serve.py", late


def has_database(item: pytest.Item) -> bool:
    asked = {"db", "transactional_db", "live_server"}.intersection(getattr(item, "fixturenames", ()))
    return bool(asked) or item.get_closest_marker("django_db") is not None


def begin_alike(items: list[pytest.Item]) -> None:
    """What one test of a module begins with, each of its tests with a database does, whether it asks or not: otherwise
    it would find that in the database or not, as the order is."""
    modules = defaultdict(list)
    for item in items:
        if (item.get_closest_marker("django_db") or "db" in item.fixturenames) and not has_transactions(item):
            modules[item.path].append(item)
    for tests in modules.values():
        begun = {name for item in tests for name in item.fixturenames if name.startswith("made")}
        for item in tests:
            item.fixturenames[:0] = sorted(begun - set(item.fixturenames))
