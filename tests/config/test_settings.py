"""What an installation gets from its environment, asked of a process of its own."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import database

OURS = ("BIDRAGSBOKEN_", "DATABASE_URL", "DJANGO_", "SECRET_KEY", "ALLOWED_HOSTS", "OIDC_", "EMAIL_", "TEST_DB")


def run(home: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """manage.py in an environment where nothing of ours is set but the home folder and `variables`."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    environment = clean | {"BIDRAGSBOKEN_HOME": str(home)} | variables
    return subprocess.run([sys.executable, "manage.py", *arguments], env=environment, capture_output=True, text=True)


def read(home: Path, *names: str, **variables: str) -> dict[str, object]:
    """Settings as a fresh process sees them."""
    picked = "{name: getattr(settings, name) for name in sys.argv[1:]}"
    program = f"import json, sys; from config import settings; print(json.dumps({picked}, default=str))"
    clean = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    environment = clean | {"BIDRAGSBOKEN_HOME": str(home)} | variables
    done = subprocess.run([sys.executable, "-c", program, *names], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def test_the_deployment_check_has_nothing_to_say_about_the_defaults(tmp_path: Path) -> None:
    done = run(tmp_path, "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


def test_the_deployment_check_objects_to_plain_http(tmp_path: Path) -> None:
    done = run(tmp_path, "check", "--deploy", "--fail-level", "WARNING", BIDRAGSBOKEN_PLAIN_HTTP="1")
    assert done.returncode != 0
    assert "SECURE_SSL_REDIRECT" in done.stderr


def test_the_defaults_are_those_of_production(tmp_path: Path) -> None:
    found = read(tmp_path, "DEBUG", "ALLOWED_HOSTS", "SESSION_COOKIE_SECURE", "ACCOUNT_DEFAULT_HTTP_PROTOCOL")
    assert found == {
        "DEBUG": False,
        "ALLOWED_HOSTS": ["localhost", "127.0.0.1", "[::1]"],
        "SESSION_COOKIE_SECURE": True,
        "ACCOUNT_DEFAULT_HTTP_PROTOCOL": "https",
    }


def test_the_secret_key_is_made_once_for_the_owner_only(tmp_path: Path) -> None:
    first, second = (read(tmp_path, "SECRET_KEY")["SECRET_KEY"] for _ in range(2))
    assert first == second
    assert len(str(first)) >= 50
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["secret-key"]


def test_a_secret_key_in_the_environment_leaves_no_file(tmp_path: Path) -> None:
    assert read(tmp_path, "SECRET_KEY", SECRET_KEY="k" * 60)["SECRET_KEY"] == "k" * 60
    assert list(tmp_path.iterdir()) == []


def test_the_browser_may_send_the_sign_in_form_to_the_organisations_own_provider(tmp_path: Path) -> None:
    found = read(tmp_path, "OIDC_ORIGIN", OIDC_SERVER_URL="https://login.example.org/realms/region")
    assert found["OIDC_ORIGIN"] == ["https://login.example.org"]


def test_reading_the_settings_starts_no_database(tmp_path: Path) -> None:
    read(tmp_path, "DATABASES", SECRET_KEY="k" * 60)
    assert not (tmp_path / "postgres").exists()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgres://anna:hemligt%40@db.example.org:5433/bidrag?sslmode=verify-full",
            ("bidrag", "anna", "hemligt@", "db.example.org", "5433", {"sslmode": "verify-full"}),
        ),
        ("postgresql:///bidrag?host=/run/postgresql", ("bidrag", "", "", "/run/postgresql", "", {})),
    ],
)
def test_a_database_address_is_taken_apart(url: str, expected: tuple[object, ...]) -> None:
    found = database.parse_url(url)
    assert tuple(found[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")) == expected


@pytest.mark.parametrize("url", ["sqlite:///db.sqlite3", "postgres://host", "mysql://host/db", "bidrag"])
def test_another_kind_of_database_is_refused(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="postgres://"):
        database.parse_url(url)
