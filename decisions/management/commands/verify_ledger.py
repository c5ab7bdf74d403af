"""`manage.py verify_ledger`: proves every hard rule over the whole database. Exit 1 when one is broken."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from decisions.verification import RULES, breaches, counts

ROWS_SHOWN = 5


class Command(BaseCommand):
    help = "Prövar bokens alla hårda regler mot hela databasen, med egna frågor."

    def handle(self, *args: Any, **options: Any) -> None:
        for count in counts():
            self.stdout.write(f"{count.name} {count.rows} {count.amount} {count.text}")
        found = breaches()
        for breach in found:
            shown = ", ".join(breach.rows[:ROWS_SHOWN])
            more = f" och {len(breach.rows) - ROWS_SHOWN} till" if len(breach.rows) > ROWS_SHOWN else ""
            self.stderr.write(f"BRUTEN {breach.rule}: {breach.text} {shown}{more}.")
        if found:
            sys.exit(1)
        self.stdout.write(f"Alla {len(RULES)} regler håller. Alla triggrar och villkor är på plats.")
