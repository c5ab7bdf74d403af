"""`manage.py send_reminders [--today DATE]`: the reminders of that day. Run twice, nothing is sent twice."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config import clock
from decisions import assignment_reminders, provider_reminders
from decisions.management.commands.export_agreement import iso_date
from reporting import answer_reminders, reminders
from reporting.models import AnswerReminder, Reminder


class Command(BaseCommand):
    help = "Skriver dagens påminnelser om redovisningar, svar, uppdrag och länkar; bakgrundsarbetaren skickar dem."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--today", type=iso_date, metavar="DATUM", help="som om det vore denna dag, ÅÅÅÅ-MM-DD")

    def handle(self, **options: Any) -> None:
        on = options["today"] or clock.today()
        written: list[Reminder | AnswerReminder] = [*reminders.remind(on), *answer_reminders.remind(on)]
        of_assignments = assignment_reminders.remind(on)
        to_providers = provider_reminders.remind(on)
        for row in written:
            self.stdout.write(f"{row.due_on};{row.get_step_display()};{row.requirement};{row.address}")
        for each in of_assignments:
            self.stdout.write(f"{each.due_on};{each.get_step_display()};{each.assignment};{each.address}")
        for letter in to_providers:
            self.stdout.write(f"{letter.link.expires_on};länken går ut;{letter.link.distribution};{letter.address}")
        count = len(written) + len(of_assignments) + len(to_providers)
        self.stdout.write(f"{count} påminnelse{'r' if count != 1 else ''} för {on}.")
