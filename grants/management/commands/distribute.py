"""Splits an amount by a key file, without the database: what is printed sums to the amount exactly."""

import argparse
import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from grants.keyfile import KeyFileError, KeyRow, read_key
from grants.kronor import KronorError, format_plain, parse_kronor, parse_plain
from grants.splitting import SplitError, split

WRONG_USE = 2


def amount_argument(text: str) -> Decimal:
    """Kronor as Swedes write them, or as scripts do (18174397.00)."""
    try:
        return parse_plain(text)
    except KronorError:
        pass
    try:
        return parse_kronor(text)
    except KronorError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


class Command(BaseCommand):
    help = "Fördelar ett belopp efter en nyckel (name;weight). Skriver name;weight;amount, i filens ordning."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--amount", type=amount_argument, required=True, help="belopp i kronor")
        parser.add_argument(
            "--key",
            type=Path,
            required=True,
            help="CSV-fil med rubrikraden name;weight",
        )

    def handle(self, *, amount: Decimal, key: Path, **options: Any) -> None:
        try:
            rows = read_key(key.read_bytes())
            parts = split(amount, [row.weight for row in rows])
        except OSError as error:
            raise CommandError(f"Filen {key} går inte att öppna.", returncode=WRONG_USE) from error
        except (KeyFileError, SplitError) as error:
            raise CommandError(str(error)) from error
        self._print(rows, parts)

    def _print(self, rows: list[KeyRow], parts: list[Decimal]) -> None:
        table = csv.writer(self.stdout, delimiter=";", lineterminator="\n")
        table.writerow(["name", "weight", "amount"])
        table.writerows([row.name, row.written, format_plain(part)] for row, part in zip(rows, parts, strict=True))
