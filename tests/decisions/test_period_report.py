"""A period's report: computed by hand, the same figures to the öre in every form, and what an address may ask for."""

import csv
import datetime
import io
import json
from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal

import openpyxl
import pytest
from django.core.cache import cache
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from decisions import actions, tasks
from decisions.month_pictures import last_day
from decisions.period_files import LABELS
from decisions.period_pages import PERIOD, WHOLE
from decisions.period_report import period_report
from decisions.period_shape import AMOUNTS
from decisions.periods import named_period, parse_period, periods_with
from decisions.selection import Selection
from grants.kronor import parse_kronor
from people.abilities import Profile
from tests import creators
from tests.creators import TODAY
from tests.html_tables import Tables
from tests.pdfs import spoken

MAY, JUNE, JULY, AUGUST = (datetime.date(2020, month, 1) for month in (5, 6, 7, 8))
FILTERS = ("", "omrade=2", "funktion={role}", "status=ej-tackt", "omrade=1&status=kommentar")

Figures = dict[str, dict[str, Decimal]]
"""The amounts of each activity, and of "Summa", by their Swedish names."""

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made")]


@pytest.fixture(scope="module")
def made(module_db: None) -> creators.Example:
    """Two areas. Budget a month: Alfa 50, Beta 16,67, Gamma 10,83, Delta 25. Outcome in June, July and August."""
    made = creators.Example()
    area = creators.area(made.agreement, 2)
    fund = creators.fund(area, "Andra")
    creators.allot(fund, 500)
    made.delta = creators.activity(area, "Delta", responsible=made.alfa.responsibilities.get().role)
    creators.decided_allocation({made.delta: {fund: 300}}, on=datetime.date(2020, 6, 2))
    creators.spent(made.delta, Decimal("333.33"), month=JUNE)
    creators.spent(made.gamma, Decimal("12.34"), month=JULY)
    creators.spent(made.alfa, 500, month=AUGUST)
    limits = {"above_amount": Decimal(50), "above_percent": Decimal(10), "weights": {}}
    actions.set_follow_up_terms(made.agreement, **limits, by=creators.officer())
    return made


@pytest.fixture
def example(made: creators.Example, db: None) -> creators.Example:
    return deepcopy(made)


def test_a_tertial_computed_by_hand(example: creators.Example) -> None:
    """Alfa: 600 a year, four months 200, to August 400; outcome 500, all in August; run rate 500 / 8 × 12 = 750."""
    report = period_report(example.agreement, MAY, AUGUST, on=TODAY)
    alfa = report.activities[0].amounts
    assert (alfa.original, alfa.current, alfa.booked, alfa.uncovered) == (600, 600, 600, 0)
    assert (alfa.budget_of_period, alfa.outcome_of_period, alfa.variance_of_period) == (200, 500, -300)
    assert (alfa.budget, alfa.outcome, alfa.variance) == (400, 500, -100)
    assert (alfa.expected, alfa.expected_variance) == (750, -150)
    assert (report.title, report.period, report.known_to) == ("Tertialrapport 2020-T2", "2020-05–2020-08", "2020-08")
    assert report.missing_months == ("2020-05",)
    assert report.open_months == ("2020-05", "2020-06", "2020-07", "2020-08")
    assert report.totals.outcome == Decimal("845.67")
    assert report.months[-1].forecast_so_far == report.totals.expected


def test_a_month_knows_nothing_of_what_came_later(example: creators.Example) -> None:
    report = period_report(example.agreement, JUNE, JUNE, on=TODAY)
    assert report.totals.outcome == Decimal("333.33")
    assert report.as_of == last_day(JUNE)
    assert [row.reference.split(",")[0] for row in report.movements]
    assert {row.target for row in report.movements} == {"Delta"}
    assert period_report(example.agreement, MAY, MAY, on=TODAY).totals.current == 930


def test_the_forecast_made_when_the_month_was_over_is_the_months(example: creators.Example) -> None:
    manager = creators.user(Profile.MANAGER)
    creators.tenure(example.alfa.responsibilities.get().role, manager)
    actions.save_forecast(example.alfa, amount=Decimal(640), comment="", by=manager, on=TODAY)
    for first, expected in ((AUGUST, 640), (JULY, 0)):
        row = period_report(example.agreement, first, first, on=TODAY).activities[0]
        assert row.amounts.expected == expected


@pytest.mark.parametrize("chosen", FILTERS)
def test_page_xlsx_csv_json_and_pdf_say_the_same_to_the_ore(
    client: Client, example: creators.Example, chosen: str
) -> None:
    cache.clear()
    client.force_login(creators.user(Profile.AUDITOR))
    query = "?" + chosen.format(role=example.alfa.responsibilities.get().role_id)
    path = f"/uppfoljning/{example.agreement.slug}/2020-T2/"
    assert client.get(f"{path}pdf/{query}").status_code == 202
    job = ProcrastinateJob.objects.get(task_name="decisions.render_period_report")
    tasks.render_period_report(**job.args)
    page = of_page(client.get(path + query).content.decode())
    assert len(page) > 1
    assert of_json(client.get(f"{path}json/{query}").content) == page
    assert of_sheet(client.get(f"{path}xlsx/{query}").content) == page
    assert of_csv(client.get(f"{path}csv/{query}").content) == page
    assert of_pdf(client.get(f"{path}pdf/{query}").content) == page


def of_page(html: str) -> Figures:
    tables = Tables(html).rows
    found: Figures = {}
    for id, names in (("perioden", PERIOD), ("helheten", WHOLE)):
        for name, *cells in (row for row in tables[id][1:] if len(row) == len(names) + 1):
            found.setdefault(name.split("|")[0].strip(), {}).update(amounts(names, map(parse_kronor, cells)))
    return without_areas(found)


def of_json(content: bytes) -> Figures:
    report = json.loads(content)
    rows = [row for area in report["areas"] for row in area["activities"]]
    named = [*((row["name"], row["amounts"]) for row in rows), ("Summa", report["totals"])]
    return {name: amounts(AMOUNTS, (Decimal(row[key]) for key in AMOUNTS)) for name, row in named}


def of_sheet(content: bytes) -> Figures:
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Aktiviteter"]
    return of_cells(
        (row[1].value, [round(Decimal(cell.value), 2) for cell in row[3:15]])
        for row in sheet.iter_rows(min_row=2)
        if all(cell.data_type == "n" for cell in row[3:15])
    )


def of_csv(content: bytes) -> Figures:
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))[1:]
    return of_cells((row[1], [Decimal(cell.replace(",", ".")) for cell in row[3:15]]) for row in rows)


def of_pdf(content: bytes) -> Figures:
    """The rows of the two tables, from what a screen reader is given: a head and six cells."""
    rows: list[tuple[str, list[str]]] = []
    for part in spoken(content):
        if part.kind == "TH":
            rows.append((part.text.split()[0], []))
        elif part.kind == "TD" and rows:
            rows[-1][1].append(part.text.replace(" ", ""))
    found: Figures = {}
    for name, cells in (row for row in rows if len(row[1]) == len(PERIOD) and "–" not in row[1]):
        if name[0].isalpha():
            names = WHOLE if name in found else PERIOD
            found.setdefault(name, {}).update(amounts(names, map(parse_kronor, cells)))
    return without_areas(found)


def of_cells(rows: Iterator[tuple[str, list[Decimal]]]) -> Figures:
    return {name: amounts(AMOUNTS, cells) for name, cells in rows}


def amounts(names, values) -> dict[str, Decimal]:
    return {LABELS[name]: value for name, value in zip(names, values, strict=True)}


def without_areas(found: Figures) -> Figures:
    return {name: row for name, row in found.items() if not name.startswith("Område")}


def test_areas_and_months_sum_to_the_total(example: creators.Example) -> None:
    report = period_report(example.agreement, MAY, AUGUST, on=TODAY)
    for name in AMOUNTS:
        assert sum(getattr(area.amounts, name) for area in report.areas) == getattr(report.totals, name)
    assert sum(row.budget for row in report.months) == report.totals.current
    assert sum(row.outcome or 0 for row in report.months) == report.totals.outcome


def test_funds_belong_to_areas_and_movements_to_what_is_shown(example: creators.Example) -> None:
    def report(**chosen):
        return period_report(
            example.agreement, datetime.date(2020, 1, 1), AUGUST, on=TODAY, selection=Selection(**chosen)
        )

    assert [fund.name for fund in report(area=2).funds] == ["Andra"]
    assert not report(status="ej-tackt").funds
    assert {row.target for row in report(status="ej-tackt").movements} == {"Gamma"}
    assert {row.target for row in report(area=2).movements} == {"ofördelat", "Delta"}
    assert report(area=1, status="over").in_words == () if hasattr(report(area=1), "in_words") else True


@pytest.mark.parametrize("code", ["2020-13", "2020-T4", "2020-08-01", "2019", "2021-01", "augusti", "2020-t2"])
def test_what_is_no_period_of_the_agreement_is_not_found(client: Client, code: str) -> None:
    client.force_login(creators.user(Profile.AUDITOR))
    assert client.get(f"/uppfoljning/{creators.agreement().slug}/{code}/").status_code == 404


def test_periods() -> None:
    assert [period.code for period in periods_with(AUGUST)] == ["2020-08", "2020-T2", "2020-D", "2020"]
    for code in ("2020-08", "2020-T1", "2020-T3", "2020-D", "2020"):
        period = parse_period(code)
        assert named_period(period.first, period.last) == period
    assert named_period(MAY, JULY) is None


@pytest.mark.parametrize("count", [1, 3])
def test_the_report_costs_the_same_however_many_activities(count: int, django_assert_num_queries) -> None:
    agreement = creators.agreement()
    for serial in range(1, count + 1):
        area = creators.area(agreement, serial)
        fund = creators.fund(area)
        creators.allot(fund, 1000)
        activity = creators.activity(area)
        creators.decided_allocation({activity: {fund: 10}})
        creators.spent(activity, 5, month=datetime.date(2020, serial, 1))
    with django_assert_num_queries(19):
        period_report(agreement, datetime.date(2020, 1, 1), AUGUST, on=TODAY)


def test_an_agreement_without_activities_says_so(client: Client) -> None:
    client.force_login(creators.user(Profile.AUDITOR))
    page = client.get(f"/uppfoljning/{creators.agreement().slug}/2020/").content.decode()
    assert "Ingen aktivitet att visa." in page
