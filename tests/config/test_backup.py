"""The backup and restore of docs/operations.md, with the same programs and options."""

import subprocess
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from config import database
from config.embedded_programs import installed
from people.models import User

RULES = """
    SELECT 'trigger ' || tgrelid::regclass || ' ' || tgname FROM pg_trigger WHERE NOT tgisinternal
    UNION SELECT 'constraint ' || conrelid::regclass || ' ' || conname FROM pg_constraint WHERE conrelid <> 0
"""


def run(program: str, *arguments: str) -> None:
    subprocess.run([str(installed() / program), *arguments], check=True, capture_output=True)


@pytest.mark.skipif(not database.is_embedded(), reason="the server's own pg_dump must match its version")
@pytest.mark.django_db(transaction=True)
def test_what_is_restored_has_every_row_and_every_rule(tmp_path: Path) -> None:
    User.objects.create(email="astrid@example.org", name="Åsa Ärlig Ölund")
    original = connection.settings_dict
    address = f"host={original['HOST']} user={original['USER']}"
    restored = f"{original['NAME']}_restored"
    backup = tmp_path / "bidragsboken.dump"
    connection.close()

    run("pg_dump", "--format=custom", f"--file={backup}", f"{address} dbname={original['NAME']}")
    with psycopg.connect(f"{address} dbname=postgres", autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{restored}"')
        server.execute(f'CREATE DATABASE "{restored}"')
        try:
            target = f"{address} dbname={restored}"
            run("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={target}", str(backup))
            with psycopg.connect(target) as copy:
                assert copy.execute("SELECT name FROM people_user").fetchall() == [("Åsa Ärlig Ölund",)]
                rules = set(copy.execute(RULES).fetchall())
        finally:
            server.execute(f'DROP DATABASE "{restored}"')

    with connection.cursor() as cursor:
        cursor.execute(RULES)
        assert rules == set(cursor.fetchall())
    assert any("grants_movement" in rule for (rule,) in rules if rule.startswith("trigger"))
