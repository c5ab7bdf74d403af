"""Every export opens in LibreOffice as what it is: amounts are numbers, and no text is run as a formula.

LibreOffice is too much to ask of a newcomer's machine: where it is not installed this is left out.
"""

import csv
import io
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db.models import Value
from django.db.models.functions import Concat
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from config.downloads import MEDIA_TYPES
from grants.models import Activity, Provider
from people.abilities import Profile
from reporting import tasks
from tests.access.rules import RULES
from tests.access.world import World

EVIL = '=HYPERLINK("http://x.se";"Alfa")'
KRONOR = re.compile(r"-?[0-9]+,[0-9]{2}")
SEMICOLONS_UTF8_SWEDISH = "--infilter=Text - txt - csv (StarCalc):59,34,76,1,,1053"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed"),
]


def exports(world: World) -> Iterator[tuple[str, str, bytes]]:
    """(route, ending, content) of every address that gives a workbook or a text file of figures."""
    client = Client()
    client.force_login(world.people[Profile.OFFICER])
    endings = {MEDIA_TYPES[ending]: ending for ending in ("xlsx", "csv")}
    tasks.render_filed(filed_id=world.args["filed"][0])
    for route, rule in RULES.items():
        if rule.get and route.endswith(("_xlsx", "_csv")):
            answer = client.get(reverse(route, args=world.args[rule.args]))
            yield route, endings[answer["Content-Type"]], answer.content


def opened(folder: Path, files: list[Path], *options: str) -> None:
    """LibreOffice reads the files and writes what it has understood, as workbooks."""
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", *options]
    command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "read"), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)


def test_amounts_are_numbers_and_no_text_is_a_formula(tmp_path: Path) -> None:
    world = World()
    assert world.args
    Activity.objects.filter(pk=world.example.alfa.pk).update(name=EVIL)
    Provider.objects.update(name=Concat(Value(EVIL), "name"))
    written: dict[str, list[Path]] = {"xlsx": [], "csv": []}
    for route, ending, content in exports(world):
        file = tmp_path / f"{route}.{ending}"
        file.write_bytes(content)
        written[ending].append(file)
    assert (len(written["xlsx"]) > 8, len(written["csv"]) > 5) == (True, True)
    opened(tmp_path, written["xlsx"])
    wrong = [f"{file.name}: {said}" for file in written["xlsx"] for said in compared_book(file, tmp_path / "read")]
    opened(tmp_path, written["csv"], SEMICOLONS_UTF8_SWEDISH)
    wrong += [f"{file.name}: {said}" for file in written["csv"] for said in compared_text(file, tmp_path / "read")]
    assert wrong == []


def compared_book(file: Path, read: Path) -> Iterator[str]:
    """Every cell that is not what it was. (The grid has sums of its own, which are formulas and stay so.)"""
    before, after = load_workbook(io.BytesIO(file.read_bytes())), load_workbook(read / file.name)
    numbers = 0
    for sheet in before:
        for row in sheet.iter_rows():
            for cell in row:
                now = after[sheet.title][cell.coordinate]
                numbers += cell.data_type == "n" and cell.value is not None
                if (now.data_type == "f") != (cell.data_type == "f") or (
                    cell.data_type == "n" and cell.value != now.value
                ):
                    yield f"{sheet.title} {cell.coordinate}: {cell.value!r} became {now.value!r}"
    if not numbers:
        yield "no number at all"


def compared_text(file: Path, read: Path) -> Iterator[str]:
    """Every amount that is no number, and every text that is a formula."""
    rows = list(csv.reader(io.StringIO(file.read_bytes().decode("utf-8-sig")), delimiter=";"))
    sheet = load_workbook(read / f"{file.stem}.xlsx").active
    for number, row in enumerate(rows, start=1):
        for column, text in enumerate(row, start=1):
            now = sheet.cell(number, column)
            is_kronor = KRONOR.fullmatch(text) is not None
            if now.data_type == "f" or (
                is_kronor and (now.data_type, f"{now.value:.2f}") != ("n", text.replace(",", "."))
            ):
                yield f"row {number} column {column}: {text!r} became {now.value!r}"
