"""`manage.py render_report SLUG {delredovisning,slutredovisning,ekonomisk-redovisning} -o FILE.pdf`: a draft and its
figures."""

import datetime
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.clock import today
from grants.models import Agreement
from reporting.files import report_pdf
from reporting.models import Requirement
from reporting.report import build_report, day_of_figures

KINDS = {
    "delredovisning": Requirement.Kind.INTERIM,
    "slutredovisning": Requirement.Kind.FINAL,
    "ekonomisk-redovisning": Requirement.Kind.ECONOMIC,
}


class Command(BaseCommand):
    help = "Skriver ett utkast till redovisning som PDF, och siffrorna som JSON. Inget lämnas in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "slug", metavar="SLUG", help="överenskommelsens adress, till exempel god-och-nara-vard-2020"
        )
        parser.add_argument("kind", choices=KINDS)
        parser.add_argument("--as-of", type=datetime.date.fromisoformat, metavar="DATE", help="siffror per denna dag")
        parser.add_argument("-o", "--output", required=True, type=Path, metavar="FILE.pdf")
        parser.add_argument("--json", type=Path, metavar="FILE", help="skriv även siffrorna som JSON")

    def handle(
        self,
        *args: Any,
        slug: str,
        kind: str,
        as_of: datetime.date | None,
        output: Path,
        json: Path | None,
        **more: Any,
    ) -> None:
        requirement = _requirement(slug, kind)
        report = build_report(requirement, as_of or day_of_figures(requirement, today()))
        text = report.canonical()
        _write(output, report_pdf(report, text))
        if json is not None:
            _write(json, text.encode())


def _requirement(slug: str, kind: str) -> Requirement:
    if not Agreement.objects.filter(slug=slug).exists():
        raise CommandError(f"Det finns ingen överenskommelse med adressen {slug}.")
    found = Requirement.objects.for_report().filter(agreement__slug=slug, kind=KINDS[kind]).first()
    if found is None:
        raise CommandError(f"Överenskommelsen {slug} har inget krav på {kind}.")
    return found


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise CommandError(f"Det gick inte att skriva {path}: {error.strerror}.") from error
