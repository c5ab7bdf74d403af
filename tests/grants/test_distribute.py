"""`manage.py distribute`: the command that scripts and operators use to split by a key."""

import csv
import io
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

ROOT = Path(__file__).resolve().parents[2]
# Only these two are certain for 2019-11-01: the region's figure and the country's. The other twenty stand as one row.
POPULATION = ROOT / "fixtures" / "befolkning-2019-11-01.csv"
LISTED = ROOT / "fixtures" / "listning-exempel.csv"


def distribute(amount: str, key: Path) -> list[list[str]]:
    out = io.StringIO()
    call_command("distribute", "--amount", amount, "--key", str(key), stdout=out)
    return list(csv.reader(io.StringIO(out.getvalue()), delimiter=";"))


@pytest.fixture
def key(tmp_path):
    def write(text: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / "key.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return write


@pytest.mark.parametrize("amount", ["1435000000", "1 435 mkr", "1435000000.00", "1\u00a0435\u00a0000\u00a0000 kr"])
def test_population_gives_the_regions_share(amount):
    head, region, others = distribute(amount, POPULATION)
    assert head == ["name", "weight", "amount"]
    assert region == ["Region Jämtland Härjedalen", "130697", "18174397.00"]
    assert int(region[1]) + int(others[1]) == 10_319_473
    assert Decimal(region[2]) + Decimal(others[2]) == 1_435_000_000


def test_listed_patients():
    assert [row[2] for row in distribute("18997627", LISTED)[1:]] == ["9118496.00", "6078998.00", "3800133.00"]


def test_ore_are_not_lost():
    rows = distribute("100,01", LISTED)[1:]
    assert sum(Decimal(row[2]) for row in rows) == Decimal("100.01")


def test_names_are_quoted_and_weights_kept_as_written(key):
    text = 'enhet;antal\n"Norra; ""A"" & Co";1 000,5\nSödra;0\n'
    rows = distribute("10", key(text, "cp1252"))[1:]
    assert rows == [['Norra; "A" & Co', "1 000,5", "10.00"], ["Södra", "0", "0.00"]]


@pytest.mark.parametrize(
    ("amount", "text", "reason"),
    [
        ("-10", "name;weight\nA;1\n", "mindre än noll"),
        ("10", "name;weight\nA;0\n", "noll"),
        ("10", "name;weight\n", "tom"),
        ("10", "A;1\nB;1\n", "Rubrikraden"),
        ("10", "name;weight\nA;x\n", "Rad 2"),
    ],
)
def test_refusals_by_a_rule_are_1(key, amount, text, reason):
    with pytest.raises(CommandError, match=reason) as refusal:
        distribute(amount, key(text))
    assert refusal.value.returncode == 1


def test_a_missing_file_is_wrong_use(tmp_path):
    with pytest.raises(CommandError, match="öppna") as refusal:
        distribute("10", tmp_path / "saknas.csv")
    assert refusal.value.returncode == 2


@pytest.mark.parametrize("amount", ["1.234", "1e6", "", "tio"])
def test_an_unreadable_amount_is_wrong_use(amount):
    with pytest.raises(CommandError, match="--amount"):
        distribute(amount, LISTED)


def run(*arguments: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "manage.py", "distribute", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False, timeout=60)


def test_exit_status_and_streams():
    done = run("--amount", "18997627", "--key", str(LISTED))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[1] == "Hälsocentral A (exempel);12000;9118496.00"
    refused = run("--amount", "-1", "--key", str(LISTED))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "mindre än noll" in refused.stderr
    wrong = run("--amount", "1.234", "--key", str(LISTED))
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "tusental" in wrong.stderr
