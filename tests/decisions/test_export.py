"""The figures that leave as JSON and XLSX, and what the commands answer scripts with."""

import json
from decimal import Decimal
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from decisions.export import agreement_as_data, agreement_workbook
from decisions.figures import agreement_figures
from tests import creators

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("example")]


def exported(*arguments: str) -> dict:
    out = StringIO()
    call_command("export_agreement", *arguments, stdout=out)
    return json.loads(out.getvalue())


def test_the_shape(example: creators.Example) -> None:
    data = exported(example.agreement.slug)
    assert data["agreement"]["slug"] == example.agreement.slug
    assert data["totals"] == {
        "allotted": "1100.00",
        "allocated": "900.00",
        "unallocated": "200.00",
        "decided": "930.00",
        "uncovered": "30.00",
        "outcome": "0.00",
    }
    (area,) = data["areas"]
    assert area["number"] == 1
    assert area["totals"] == data["totals"]
    assert area["funds"][1] == {
        "name": "Öronmärkt",
        "earmarked": True,
        "national": None,
        "allotted": "100.00",
        "unallocated": "0.00",
    }
    gamma = area["activities"][2]
    assert gamma == {
        "name": "Gamma",
        "roles": gamma["roles"],
        "locked": True,
        "decided": "130.00",
        "allocated": "100.00",
        "uncovered": "30.00",
        "outcome": "0.00",
        "accounts": [{"fund": "Öronmärkt", "balance": "100.00"}],
    }
    assert len(gamma["roles"]) == 1


def test_as_of_leaves_out_what_came_later(example: creators.Example) -> None:
    assert exported(example.agreement.slug, "--as-of", "2020-03-10")["totals"] == {
        "allotted": "1100.00",
        "allocated": "0.00",
        "unallocated": "1100.00",
        "decided": "0.00",
        "uncovered": "0.00",
        "outcome": "0.00",
    }
    assert exported(example.agreement.slug, "--as-of", "2020-03-24")["totals"]["allocated"] == "900.00"


def test_an_unknown_agreement_is_refused_in_swedish() -> None:
    for command in ("export_agreement", "check_agreement"):
        with pytest.raises(CommandError, match="Det finns ingen överenskommelse med adressen saknas") as refused:
            call_command(command, "saknas")
        assert refused.value.returncode == 1


def test_a_date_that_is_none_is_wrong_use(example: creators.Example) -> None:
    with pytest.raises(CommandError, match="är inget datum"):
        call_command("export_agreement", example.agreement.slug, "--as-of", "2020-02-30")


def test_the_workbook_says_what_the_json_says(example: creators.Example) -> None:
    book = openpyxl.load_workbook(BytesIO(agreement_workbook(agreement_figures(example.agreement))))
    data = agreement_as_data(example.agreement)
    rows = list(book["Aktiviteter"].iter_rows(min_row=4, values_only=True))
    for row, activity in zip(rows, data["areas"][0]["activities"], strict=False):
        assert [Decimal(str(cell)) for cell in row[4:8]] == [
            Decimal(activity[key]) for key in ("decided", "allocated", "uncovered", "outcome")
        ]
    assert rows[-1][0] == "Summa"
    assert [Decimal(str(cell)) for cell in rows[-1][4:7]] == [Decimal(930), Decimal(900), Decimal(30)]
    funds = list(book["Tilldelningar"].iter_rows(min_row=4, values_only=True))
    assert funds[0][1:] == ("Fri", "nej", 1000, 800, 200)


def test_a_name_that_looks_like_a_formula_is_text() -> None:
    agreement = creators.agreement()
    area = creators.area(agreement)
    creators.activity(area, "=HYPERLINK(1)")
    book = openpyxl.load_workbook(BytesIO(agreement_workbook(agreement_figures(agreement), 1)))
    cell = book["Aktiviteter"]["B4"]
    assert cell.value == "'=HYPERLINK(1)"
    assert cell.data_type == "s"


@pytest.mark.parametrize("activities", [1, 3])
def test_the_export_costs_as_many_queries_however_many_activities(django_assert_num_queries, activities: int) -> None:
    agreement = creators.agreement()
    area = creators.area(agreement)
    fund = creators.fund(area)
    creators.allot(fund, 1000)
    creators.decided_allocation({creators.activity(area): {fund: 10} for _ in range(activities)})
    with django_assert_num_queries(10):
        agreement_as_data(agreement)
