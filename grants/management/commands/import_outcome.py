"""Outcome of a month from a CSV or XLSX file: shown with --dry-run, else taken in whole."""

import argparse
import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from config.refused import Refused
from grants import outcome
from grants.kronor import MonthError, format_month, format_plain, parse_month
from grants.models import Agreement
from grants.outcome import OutcomeRefused, Preview
from people.abilities import Profile
from people.models import User

WRONG_USE = 2


def month_argument(text: str) -> datetime.date:
    try:
        return parse_month(text)
    except MonthError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


class Command(BaseCommand):
    help = "Läser in en månads utfall ur en CSV- eller XLSX-fil: allt, eller inget."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="filen med utfall")
        parser.add_argument("--mapping", required=True, help="kolumnmappningens namn, eller hur det börjar")
        parser.add_argument("--month", type=month_argument, required=True, help="månaden, till exempel 2020-03")
        parser.add_argument("--agreement", help="överenskommelsen; annars den som filens aktivitetskoder hör till")
        parser.add_argument("--by", help="e-postadressen till den controller som läser in; annars den första")
        asked = parser.add_mutually_exclusive_group()
        asked.add_argument(
            "--holds-corrections", metavar="SKÄL", help="filen innehåller månadens rättelser: de räknas inte bredvid"
        )
        asked.add_argument(
            "--keeps-corrections", action="store_true", help="månadens rättelser räknas också med den här filen"
        )
        parser.add_argument("--dry-run", action="store_true", help="visa vad filen ger, utan att läsa in den")

    def handle(self, *, file: Path, **options: Any) -> None:
        try:
            content = file.read_bytes()
        except OSError as error:
            raise CommandError(f"Filen {file} går inte att öppna.", returncode=WRONG_USE) from error
        try:
            self._import(file.name, content, **options)
        except Refused as refused:
            raise CommandError(refused.message) from refused

    @transaction.atomic
    def _import(
        self,
        name: str,
        content: bytes,
        *,
        mapping: str,
        month: datetime.date,
        agreement: str | None,
        by: str | None,
        dry_run: bool,
        holds_corrections: str | None,
        keeps_corrections: bool,
        **options: Any,
    ) -> None:
        known = outcome.find_mapping(mapping)
        whose = _agreement(agreement) if agreement else outcome.find_agreement(content, known, month)
        shown = outcome.preview(agreement=whose, month=month, mapping=known, name=name, content=content)
        if shown.errors:
            raise outcome.BadRows(shown.errors)
        if dry_run:
            self._print(shown, "Skulle läsas in")
            return
        who = _controller(by)
        held = [row.pk for row in shown.corrections] if holds_corrections is not None else None
        outcome.import_file(
            agreement=whose,
            month=month,
            mapping=known,
            name=name,
            content=content,
            by=who,
            held=[] if keeps_corrections else held,
            held_reason=holds_corrections or "",
        )
        self._print(shown, f"Inläst av {who}")

    def _print(self, shown: Preview, done: str) -> None:
        write = self.stdout.write
        write(f"{done}: {shown.name}, {shown.rows} rader, {shown.agreement.slug}, {format_month(shown.month)}.")
        for row in shown.totals:
            write(f"{row.activity.code};{row.activity.name};{format_plain(row.amount)}")
        for unknown in shown.unknown:
            write(f"{unknown.code};ej kopplat, {unknown.rows} rader;{format_plain(unknown.amount)}")
        write(f";summa;{format_plain(shown.total)}")
        if shown.replaces:
            write(f"Ersätter {shown.replaces.file_name}.")
        for late in shown.corrections:
            write(f"Rättelse {late.dated}: {late.activity}, {format_plain(late.amount)}. {late.reason}")
        if shown.skipped:
            write(f"{shown.skipped} rader på andra konton eller i andra månader lästes inte.")
        if shown.unread_columns:
            write(f"Kolumner som inte lästes: {', '.join(shown.unread_columns)}.")


def _agreement(slug: str) -> Agreement:
    found = Agreement.objects.filter(slug=slug).first()
    if found is None:
        raise OutcomeRefused(f"Överenskommelsen {slug} finns inte.", "no_agreement")
    return found


def _controller(email: str | None) -> User:
    """The user with this address, or the first active controller: who is written down as the one who did it."""
    users = User.objects.active()
    users = users.filter(email__iexact=email) if email else users.filter(groups__name=Profile.CONTROLLER.label)
    found = users.order_by("pk").first()
    if found is None:
        who = f"Användaren {email} finns inte" if email else "Det finns ingen aktiv controller"
        raise OutcomeRefused(f"{who}. Ange vem som läser in med --by.", "no_user")
    return found
