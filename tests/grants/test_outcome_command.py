"""`manage.py import_outcome`: 0 done, 1 refused with the reason in Swedish and nothing changed, 2 wrong use."""

import datetime
import io
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from grants.actions import close_month, correct_outcome, reopen_month
from grants.models import Activity, HeldCorrection, OutcomeCorrection, OutcomeImport
from people.abilities import Profile
from tests import creators
from tests.grants.outcome_files import csv, mapping, row

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ready() -> None:
    creators.activity(creators.area(creators.agreement("god-vard")), "Hembesök", code="A1")
    mapping()
    creators.user(Profile.CONTROLLER, name="Rut Controller")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mars.csv"
    path.write_bytes(csv(row(amount="1 234,50"), row("X9", "1,00")))
    return path


def run(file: Path, *options: str, mapping: str = "Raindance", month: str = "2020-03") -> str:
    printed = io.StringIO()
    call_command("import_outcome", str(file), "--mapping", mapping, "--month", month, *options, stdout=printed)
    return printed.getvalue()


def refused(*args: object, **kwargs: object) -> CommandError:
    with pytest.raises(CommandError) as error:
        run(*args, **kwargs)  # type: ignore[arg-type]
    return error.value


def test_it_imports_and_says_what_and_by_whom(file: Path) -> None:
    assert run(file).splitlines() == [
        "Inläst av Rut Controller: mars.csv, 2 rader, god-vard, 2020-03.",
        "A1;Hembesök;1234.50",
        "X9;ej kopplat, 1 rader;1.00",
        ";summa;1235.50",
    ]
    assert OutcomeImport.objects.get().file_name == "mars.csv"


def test_a_dry_run_writes_nothing(file: Path) -> None:
    assert run(file, "--dry-run").startswith("Skulle läsas in: mars.csv")
    assert not OutcomeImport.objects.exists()


def test_where_the_month_has_been_corrected_it_wants_to_know_whether_the_file_says_the_same(file: Path) -> None:
    run(file)
    by, march = creators.user(Profile.CONTROLLER), datetime.date(2020, 3, 1)
    activity = Activity.objects.get()
    close = close_month(agreement=activity.area.agreement, month=march, by=by, on=creators.TODAY)
    said = {"month": march, "reason": "Faktura.", "by": by, "on": creators.TODAY}
    correct_outcome(activity, amount=Decimal(5), **said)
    reopen_month(close, reason="Ny fil.", by=by)
    file.write_bytes(csv(row(amount="1 239,50")))
    assert "Säg om filen redan innehåller dem" in str(refused(file))
    assert "Rättelse 2020-09-10: Hembesök, 5.00. Faktura." in run(file, "--holds-corrections", "Verifikat 7.")
    assert HeldCorrection.objects.get().reason == "Verifikat 7."
    file.write_bytes(csv(row(amount="1 240,50")))
    run(file, "--keeps-corrections")
    assert OutcomeCorrection.objects.in_force().count() == 1


def test_a_replaced_file_is_named(file: Path) -> None:
    run(file)
    file.write_bytes(csv(row(amount="2,00")))
    assert "Ersätter mars.csv." in run(file)


def test_refusals_exit_with_1_and_the_reason(file: Path) -> None:
    for options, reason in (
        ({"mapping": "SAP"}, "Kolumnmappningen SAP finns inte"),
        ({"month": "2020-04"}, "Filen gäller 2020-03, men inläsningen gäller 2020-04"),
    ):
        error = refused(file, **options)
        assert error.returncode == 1
        assert reason in str(error)
    assert "Överenskommelsen nej finns inte" in str(refused(file, "--agreement", "nej"))
    assert "Användaren ingen@exempel.se finns inte" in str(refused(file, "--by", "ingen@exempel.se"))
    file.write_bytes(csv(row(amount="x")))
    assert "Rad 2, kolumnen belopp" in str(refused(file))
    assert not OutcomeImport.objects.exists()


def test_the_one_named_must_be_allowed(file: Path) -> None:
    officer = creators.officer()
    assert "Du har inte behörighet att läsa in utfall" in str(refused(file, "--by", officer.email))


def test_a_file_without_known_codes_wants_the_agreement(file: Path) -> None:
    file.write_bytes(csv(row("X9")))
    assert "Ange överenskommelsen" in str(refused(file))
    assert "ej kopplat" in run(file, "--agreement", "god-vard")


def test_wrong_use_exits_with_2(tmp_path: Path, file: Path) -> None:
    assert refused(tmp_path / "saknas.csv").returncode == 2
    assert "Skriv månaden som år och månad" in str(refused(file, month="mars"))
