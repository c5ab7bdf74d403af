"""An agreement from a workbook: `import_agreement FILE.xlsx [--dry-run]`; the empty book: `--template OUT.xlsx`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config import clock
from config.refused import Refused
from decisions import workbook
from grants.kronor import format_kronor
from people.abilities import Ability, those_who_may
from people.models import User

WRONG_USE = 2


class Command(BaseCommand):
    help = "Lägger upp en överenskommelse ur en arbetsbok: allt, eller inget. Med --template skrivs den tomma boken."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="den ifyllda arbetsboken")
        parser.add_argument("--dry-run", action="store_true", help="visa vad boken ger, utan att lägga upp något")
        parser.add_argument("--template", type=Path, metavar="UT.xlsx", help="skriv den tomma arbetsboken hit")
        parser.add_argument("--by", help="e-postadressen till den handläggare som lägger upp; annars den första")

    def handle(self, *, file: Path | None, template: Path | None, **options: Any) -> None:
        if (file is None) is (template is None):
            raise CommandError("Ange antingen en arbetsbok eller --template.", returncode=WRONG_USE)
        if template is not None:
            self._write_template(template)
        elif file is not None:
            self._import(file, dry_run=options["dry_run"], by=options["by"])

    def _write_template(self, path: Path) -> None:
        try:
            path.write_bytes(workbook.template())
        except OSError as error:
            raise CommandError(f"Filen {path} går inte att skriva.", returncode=WRONG_USE) from error
        self.stdout.write(f"Den tomma arbetsboken är skriven till {path}.")

    def _import(self, path: Path, *, dry_run: bool, by: str | None) -> None:
        try:
            content = path.read_bytes()
        except OSError as error:
            raise CommandError(f"Filen {path} går inte att öppna.", returncode=WRONG_USE) from error
        try:
            plan = workbook.read(content)
            if not dry_run:
                workbook.create(plan, by=_officer(by), on=clock.today())
        except Refused as refused:
            raise CommandError(refused.message) from refused
        self._tell(plan, "Skulle läggas upp" if dry_run else "Upplagd")

    def _tell(self, plan: workbook.Plan, done: str) -> None:
        counts = ", ".join(f"{number} {name}" for name, number in plan.counts)
        self.stdout.write(f"{done}: {plan.agreement['slug']}, {counts}. Tilldelat {format_kronor(plan.allotted)}.")
        if plan.unknown:
            self.stdout.write(f"Utan tilldelat belopp: {', '.join(plan.unknown)}.")
        if plan.new_roles:
            self.stdout.write(f"Nya funktioner: {', '.join(plan.new_roles)}.")


def _officer(email: str | None) -> User:
    """The user with this address, or the first who may: who is written down as the one who did it."""
    users = those_who_may(Ability.EDIT_AGREEMENT)
    found = (users.filter(email__iexact=email) if email else users).order_by("pk").first()
    if found is None:
        raise CommandError(
            f"Användaren {email} får inte lägga upp överenskommelser."
            if email
            else "Det finns ingen som får lägga upp överenskommelser. Lägg upp en HOSPA-handläggare först."
        )
    return found
