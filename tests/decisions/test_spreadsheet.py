"""Exports open as what they are: amounts are numbers, days are days, and no text is run as a formula."""

import datetime
import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from decisions.export import FORMULA_STARTS
from decisions.spreadsheet import Table, semicolons, workbook
from reporting.files.names import harmless

DANGEROUS = ["=1+1", "+46 63 14 75 00", "-förslag", "@SUM(A1)", '=HYPERLINK("http://x.se")', "\t=1", "\r=1"]
TABLE = Table(
    "Utfall", ["Text", "Belopp", "Dag"], [[text, Decimal("-1234.50"), datetime.date(2020, 3, 24)] for text in DANGEROUS]
)


def test_a_workbook_holds_numbers_days_and_texts() -> None:
    sheet = load_workbook(io.BytesIO(workbook(TABLE)))["Utfall"]
    for text, amount, day in sheet.iter_rows(min_row=2):
        assert text.data_type == "s"
        assert text.value.startswith("'")
        assert (amount.data_type, amount.value) == ("n", -1234.5)
        assert (day.is_date, f"{day.value:%Y-%m-%d}") == (True, "2020-03-24")


def test_a_semicolon_file_holds_no_formula() -> None:
    lines = semicolons(TABLE).decode("utf-8-sig").split("\r\n")
    assert lines[1] == "'=1+1;-1234,50;2020-03-24"
    assert not [line for line in lines[1:] if line.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize("text", DANGEROUS)
def test_reports_use_the_same_rule(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert text.startswith(FORMULA_STARTS)


def test_other_texts_stay_as_they_are() -> None:
    for text in ("Löner", "1 000", "", "e=mc2"):
        assert harmless(text) == text
