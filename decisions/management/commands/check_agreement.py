"""`manage.py check_agreement SLUG`: what the checks find, a line each. Exit 1 if an error stands unacknowledged."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config import clock
from decisions.agreement_checks import AcknowledgedFinding, acknowledged_findings
from grants.findings import Severity
from grants.kronor import NBSP, format_plain
from grants.models import Agreement


class Command(BaseCommand):
    help = "Avstämmer en överenskommelse. En rad per avvikelse: kontroll, allvar, belopp, text."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="överenskommelsens adress, till exempel god-och-nara-vard-2020")

    def handle(self, *args: Any, **options: Any) -> None:
        agreement = Agreement.objects.filter(slug=options["slug"]).first()
        if agreement is None:
            raise CommandError(f"Det finns ingen överenskommelse med adressen {options['slug']}.")
        found = acknowledged_findings(agreement, clock.today())
        for item in found:
            self.stdout.write(line(item))
        if any(item.finding.severity == Severity.ERROR and item.acknowledgement is None for item in found):
            sys.exit(1)


def line(item: AcknowledgedFinding) -> str:
    """`ID severity amount text` with plain spaces, so that the amounts can be searched for."""
    finding = item.finding
    amount = "-" if finding.amount is None else format_plain(finding.amount)
    seen = f" Kvitterad av {item.acknowledgement.by}: {item.acknowledgement.reason}" if item.acknowledgement else ""
    return f"{finding.id} {finding.severity.value} {amount} {finding.text}{seen}".replace(NBSP, " ")
