"""What all tests share."""

import os

import pytest

from config import database

# Playwright runs an event loop in the test's own thread; Django would refuse the database there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Starts the embedded database before the first test that needs one; xdist's processes share it."""
    database.ensure_running()
