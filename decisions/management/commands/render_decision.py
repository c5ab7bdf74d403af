"""`manage.py render_decision NUMBER -o FILE.pdf`: a decision's document. A draft says that it is one."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from decisions.models import Decision
from decisions.rendering import render_and_store


class Command(BaseCommand):
    help = "Skriver ett besluts handling som PDF."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", metavar="NUMBER", help="beslutets nummer, till exempel 2020:2")
        parser.add_argument("-o", "--output", metavar="FILE.pdf", required=True, type=Path)

    def handle(self, *args: Any, number: str, output: Path, **options: Any) -> None:
        decision = Decision.objects.for_page().filter(number=number).first()
        if decision is None:
            raise CommandError(f"Det finns inget beslut med nummer {number}.")
        content = render_and_store(decision)
        try:
            output.write_bytes(content)
        except OSError as error:
            raise CommandError(f"Det gick inte att skriva {output}: {error.strerror}.") from error
