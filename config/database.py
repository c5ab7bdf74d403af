"""Which database: DATABASE_URL, or the embedded PostgreSQL whose files lie under BIDRAGSBOKEN_HOME.

python -m config.database stop              end the embedded server
python -m config.database status            "running" or "stopped"
python -m config.database during COMMAND…   run COMMAND with the server; end it if nobody had it running before
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from config import embedded
from config.embedded_paths import NAME, cluster_for

PROJECT = Path(__file__).resolve().parent.parent
SCHEMES = ("postgres", "postgresql")


def home() -> Path:
    """The folder of the installation's own files: embedded database, uploads, secret key."""
    return Path(os.environ.get("BIDRAGSBOKEN_HOME") or PROJECT / "var").resolve()


def is_embedded() -> bool:
    """Whether the embedded PostgreSQL is the database."""
    return not os.environ.get("DATABASE_URL")


def ensure_running() -> None:
    """Starts the embedded database if that is what we use and it does not run; otherwise does nothing."""
    if is_embedded():
        embedded.ensure_running(home())


def stop_if_unused() -> None:
    """Ends the embedded database unless another process uses it."""
    if is_embedded():
        embedded.stop_if_unused(home())


def settings() -> dict[str, Any]:
    """Django's DATABASES["default"]. Computes only: nothing is created or started."""
    common = {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"NAME": _test_name(os.environ.get("TEST_DB_SUFFIX", ""))},
    }
    if is_embedded():
        return common | {"NAME": NAME, "USER": NAME, "HOST": str(cluster_for(home()).socket_folder), "OPTIONS": {}}
    return common | parse_url(os.environ["DATABASE_URL"])


def parse_url(url: str) -> dict[str, Any]:
    """`postgres://user:password@host:port/name?sslmode=require` as Django's settings.

    A socket folder is written `postgres:///name?host=/run/postgresql`. Every other part of the query becomes an option
    of the connection. Raises ImproperlyConfigured for anything but PostgreSQL.
    """
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES or not parts.path.strip("/"):
        raise ImproperlyConfigured(
            "DATABASE_URL ska ha formen postgres://användare:lösenord@värd:port/databas. "
            "Bara PostgreSQL går att använda."
        )
    options = dict(parse_qsl(parts.query))
    return {
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or options.pop("user", "")),
        "PASSWORD": unquote(parts.password or options.pop("password", "")),
        "HOST": unquote(parts.hostname or options.pop("host", "")),
        "PORT": str(parts.port or options.pop("port", "")),
        "OPTIONS": options,
    }


def _test_name(suffix: str) -> str:
    return f"test_{NAME}_{suffix}" if suffix else f"test_{NAME}"


def main(arguments: list[str]) -> int:
    match arguments:
        case ["stop"]:
            print("Databasen är stoppad." if embedded.stop(home()) else "Databasen var inte igång.")
        case ["status"]:
            print("running" if embedded.is_running(cluster_for(home())) else "stopped")
        case ["during", _, *_]:
            return _during(arguments[1:])
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


def _during(command: list[str]) -> int:
    had_it_running = is_embedded() and embedded.is_running(cluster_for(home()))
    try:
        ensure_running()
        return subprocess.run(command).returncode  # noqa: S603 (the caller's own command)
    except embedded.EmbeddedDatabaseError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    finally:
        if not had_it_running:
            stop_if_unused()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
