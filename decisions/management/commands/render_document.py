"""`manage.py render_document DNR KIND -o FILE.pdf`: a document of a case. Prints the file's SHA-256."""

import hashlib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from decisions.models import Document
from decisions.printed import draw_pdf


class Command(BaseCommand):
    help = "Skriver en handling i ett ärende som PDF och skriver ut filens SHA-256."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("registry_number", metavar="DNR", help="ärendets diarienummer, till exempel RS/195/2020")
        parser.add_argument("kind", metavar="SLAG", choices=Document.Kind.labels, help=", ".join(Document.Kind.labels))
        parser.add_argument("-o", "--output", metavar="FILE.pdf", required=True, type=Path)

    def handle(self, *args: Any, registry_number: str, kind: str, output: Path, **options: Any) -> None:
        document = Document.objects.newest_of(registry_number, kind)
        if document is None:
            raise CommandError(f"Ärendet {registry_number} finns inte eller har ingen handling av slaget {kind}.")
        content = draw_pdf(document)
        try:
            output.write_bytes(content)
        except OSError as error:
            raise CommandError(f"Det gick inte att skriva {output}: {error.strerror}.") from error
        self.stdout.write(hashlib.sha256(content).hexdigest())
