"""`manage.py export_agreement SLUG [--as-of DATE]`: an agreement's figures as JSON."""

import argparse
import datetime
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from decisions.export import agreement_as_data
from grants.models import Agreement


def iso_date(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} är inget datum. Skriv till exempel 2020-06-15.") from error


class Command(BaseCommand):
    help = "Skriver en överenskommelses siffror som JSON på standard ut."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="överenskommelsens adress, till exempel god-och-nara-vard-2020")
        parser.add_argument("--as-of", type=iso_date, metavar="DATUM", help="som det stod denna dag, ÅÅÅÅ-MM-DD")

    def handle(self, *args: Any, **options: Any) -> None:
        agreement = Agreement.objects.filter(slug=options["slug"]).first()
        if agreement is None:
            raise CommandError(f"Det finns ingen överenskommelse med adressen {options['slug']}.")
        data = agreement_as_data(agreement, options["as_of"])
        self.stdout.write(json.dumps(data, ensure_ascii=False, indent=2))
