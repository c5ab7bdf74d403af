"""One database with every migration, of which each of xdist's processes makes its own as a copy.

The migrations take a process fourteen seconds, a copy of what they made one.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from config import database

NAME = f"{database.settings()['TEST']['NAME']}_template"


def join(run: Path) -> None:
    """Lets this process' test database be made as a copy. The first process that comes makes what is copied, while
    the others wait. `run` is a folder that they share, and no later run."""
    with _alone(run):
        if not _users(run):
            _make()
        _mark(run).touch()
    connection.settings_dict["TEST"]["TEMPLATE"] = NAME


def leave(run: Path) -> None:
    """The last process that leaves drops what was copied."""
    with _alone(run):
        _mark(run).unlink()
        if not _users(run):
            _drop()


def _mark(run: Path) -> Path:
    return run / f"template_database.{os.getpid()}"


def _users(run: Path) -> list[Path]:
    return list(run.glob("template_database.[0-9]*"))


@contextmanager
def _alone(run: Path) -> Iterator[None]:
    with (run / "template_database.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make() -> None:
    """Anew: what a run that was killed has left may have other migrations."""
    settings = connection.settings_dict
    real, for_tests = settings["NAME"], settings["TEST"]["NAME"]
    settings["TEST"]["NAME"] = NAME
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    # Nothing can be copied while somebody is connected to it.
    connection.close()
    settings["NAME"], settings["TEST"]["NAME"] = real, for_tests


def _drop() -> None:
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {connection.ops.quote_name(NAME)}")
