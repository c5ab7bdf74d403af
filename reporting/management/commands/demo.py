"""The demonstration data, into an empty database; and whom to sign in as."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.refused import Refused
from reporting import demo
from reporting.demo import people


class Command(BaseCommand):
    help = "Lägger in överenskommelserna, besluten, personerna och exemplen i en tom databas."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--signins", action="store_true", help="skriv bara ut vilka man kan logga in som")

    def handle(self, *, signins: bool, **options: Any) -> None:
        if signins:
            self.stdout.write(people.sign_ins(), ending="")
            return
        try:
            demo.load()
        except Refused as refused:
            raise CommandError(refused.message) from refused
        self.stdout.write("Exemplen är inlagda. Vilka man kan logga in som: manage.py demo --signins")
