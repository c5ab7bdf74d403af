"""What a report says: its figures, and that its drawings add up."""

import datetime
import io
import json
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from decisions import actions as decisions
from decisions.export import agreement_workbook
from decisions.figures import agreement_figures
from grants.kronor import format_plain
from people.abilities import Profile
from reporting import actions
from reporting.files import report_csv, report_xlsx
from reporting.files.figures import of_allotted
from reporting.files.pdf import Layout
from reporting.models import RequirementChange
from reporting.report import Report
from reporting.report_template import ACTIVITIES, HEADINGS, sections
from tests import creators, kinds
from tests.reporting import drawings, reports

pytestmark = pytest.mark.django_db
COLUMNS = ("allotted", "decided", "allocated", "uncovered", "unallocated", "outcome", "left")
SUMMED = {
    *("Områden", "Tilldelningar", "Aktiviteter", "Bokfört per del", "Ekonomi", "Utbetalningar", "Återbetalningar"),
    *("Månader", "Avräkning aktiviteter", "Avräkning per del", "Avräkning tilldelningar", "Öronmärkta medel"),
    *("Öronmärkt per aktivitet", "Omfördelningar"),
}
"""The sheets whose last row is sums, each of them a formula."""


def test_the_json_says_the_figures_of_every_other_page(case, client):
    """That the other drawings say what the JSON says is looked at figure by figure in test_demo."""
    report = case.report()
    said = json.loads(report.canonical())
    figures = agreement_figures(case.example.agreement, reports.LAST)
    assert figures.totals.outcome == Decimal("309.75")
    for stated, activity in zip(said["areas"][0]["activities"], figures.activities.values(), strict=True):
        assert stated["name"] == activity.activity.name
        assert stated["amounts"] == {name: format_plain(getattr(activity.figures, name)) for name in COLUMNS}
    client.force_login(case.writer)
    page = client.get(case.requirement.get_absolute_url()).text
    share = of_allotted(report.areas[0])
    assert share.value.endswith("28\xa0%")  # 309,75 of 1 100
    assert f"{share.label}: {share.value}" in page
    assert f"{share.label}: {share.value}" in Layout(report, "").spent.words


def test_totals_are_the_figures_and_sums_are_formulas_with_that_value(case):
    report = case.report()
    totals = agreement_figures(case.example.agreement, reports.LAST).totals
    for name in COLUMNS:
        assert getattr(report.amounts, name) == getattr(totals, name)
    content = report_xlsx(report, report.canonical())
    formula, value = (reports.sheet(content, "Områden", formulas=formulas)[-1][6] for formulas in (True, False))
    assert formula.startswith("=SUM(")
    assert Decimal(str(value)) == report.amounts.outcome


def across_areas(case: reports.Case) -> None:
    """The board puts 110 kr of area 1's money on an activity in area 2."""
    _, omega = kinds.other_area(case.example)
    draft = kinds.across(case.example, omega, pool=70, alfa=40, hand_in=True)
    by = creators.user(Profile.REGISTRAR)
    decisions.record(draft, decided_on=creators.TODAY, by=by, on=creators.TODAY, section_number="§ 77")
    case.requirement.period_to = creators.TODAY
    case.requirement.save()


def test_what_is_listed_comes_to_the_areas_sums_when_money_has_crossed(case, client):
    """By hand: area 1 decided 560 + 200 + 130 and 110 given, area 2 decided 210 of which 110 is another area's."""
    across_areas(case)
    report = reports.build_report(reports.fresh(case.requirement), creators.TODAY)
    assert [(area.amounts.decided, area.amounts.allocated) for area in report.areas] == [(1000, 970), (100, 100)]
    sheet = reports.sheet(report_xlsx(report, report.canonical()), "Aktiviteter")
    own = openpyxl.load_workbook(io.BytesIO(agreement_workbook(agreement_figures(case.example.agreement))))
    csv = reports.csv_rows(report_csv(report))
    for area in report.areas:
        number, sums = str(area.number), (area.amounts.decided, area.amounts.allocated)
        listed = [(row.amounts.decided, row.amounts.allocated) for row in area.activities]
        listed += [(row.decided, row.allocated) for row in area.crossings]
        assert tuple(map(sum, zip(*listed, strict=True))) == sums
        assert tuple(sum(row[column] or 0 for row in sheet if row[1] == number) for column in (4, 5)) == sums
        rows = [row for row in own["Aktiviteter"].values if row[0] == area.number]
        assert tuple(sum(row[column] or 0 for row in rows) for column in (4, 5)) == sums
        parts = [row for row in csv if row["område"] == number and row["nivå"] in {"aktivitet", "mellan områden"}]
        amounts = [tuple(Decimal(row[name].replace(",", ".")) for name in ("beslutat", "bokfört")) for row in parts]
        assert tuple(map(sum, zip(*amounts, strict=True))) == sums
    client.force_login(case.writer)
    page = client.get(case.requirement.get_absolute_url()).text
    document = render_to_string("pdf/report/areas.html", {"layout": Layout(report, "")})
    for text in ("Till Omega i område 2, ur Fri", "Avgår: ur Fri i område 1, till Omega"):
        assert text in page
        assert text in document


def test_every_figure_stands_in_every_drawing_when_money_has_crossed_and_gone_back(case, client):
    """What the agreements of the fixtures have nothing of, in a report with every section there is."""
    across_areas(case)
    back = kinds.repayment(case.example, 20, hand_in=True)
    by = creators.user(Profile.REGISTRAR)
    decisions.record(back, decided_on=creators.TODAY, by=by, on=creators.TODAY, section_number="§ 78")
    content = replace(ACTIVITIES, name="Allt", sections=sections(*HEADINGS), certificate="Intygas.")
    template = actions.make_template(name="Allt", recipient="Staten", content=content, by=case.writer)
    actions.choose_template(case.requirement, template=template, certificate="", signatories="", by=case.writer)
    report = reports.build_report(reports.fresh(case.requirement), creators.TODAY)
    assert (report.economy.repayments[0].amount, len(report.areas[0].crossings)) == (20, 1)
    client.force_login(case.writer)
    page = client.get(case.requirement.get_absolute_url()).content
    assert "\n".join(drawings.missing(report, page)) == ""
    summed = {name for name, rows in drawings.sheets(report_xlsx(report, "")) if rows[-1][0] == "Summa"}
    assert summed == SUMMED


def test_as_of_leaves_out_what_came_later(case):
    creators.allot(case.example.fund, 500, on=datetime.date(2020, 9, 5))
    creators.spent(case.example.beta, 1, month=datetime.date(2020, 9, 1))
    report = case.report()
    assert report.amounts.allotted == 1100
    assert report.amounts.outcome == Decimal("309.75")
    assert [row.month.month for row in report.months] == [5, 8]


def test_reallocations_decisions_and_the_uncovered_are_told(case):
    example = case.example
    waiting = example.submitted({example.alfa: -100, example.beta: 100})
    decisions.decide(
        waiting,
        by=creators.director(),
        on=creators.TODAY,
        seen=decisions.seen_token(waiting),
    )
    case.requirement.period_to = creators.TODAY
    case.requirement.save()
    report = reports.build_report(reports.fresh(case.requirement), creators.TODAY)
    assert [(change.activity, change.amount) for change in report.reallocations[0].changes] == [
        ("Alfa", Decimal("-100.00")),
        ("Beta", Decimal("100.00")),
    ]
    assert report.reallocations[0].reason == "Behov."
    assert report.amounts.uncovered == 30
    assert [row.kind for row in report.decisions] == ["allotment", "allotment", "allocation", "reallocation"]


def test_an_earmark_is_kept_and_used_first(case):
    creators.spent(case.example.gamma, 40, month=datetime.date(2020, 7, 1))
    earmark = case.report().earmarks[0]
    assert (earmark.kept, earmark.allotted, earmark.booked, earmark.used, earmark.unused) == (True, 100, 100, 40, 60)


def test_a_withdrawn_requirement_makes_the_report_voluntary(case, client):
    reports.change(case.requirement, RequirementChange.Status.WITHDRAWN, datetime.date(2020, 4, 9))
    report = case.report()
    assert report.requirement.voluntary
    assert [change.status for change in report.requirement.history] == ["in_force", "withdrawn"]
    assert "Lämnas frivilligt" in render_to_string("pdf/report.html", {"layout": Layout(report, ""), "report": report})
    client.force_login(case.writer)
    assert "lämnas i så fall frivilligt" in client.get(case.requirement.get_absolute_url()).content.decode()


def test_the_frozen_text_gives_the_same_report_back(case):
    report = case.answered().report()
    assert Report.thaw(report.canonical()) == report
    assert report.to_json()["amounts"]["allotted"] == "1100.00"


def test_a_cell_never_becomes_a_formula(case):
    case.example.alfa.name = "=HYPERLINK(1)"
    case.example.alfa.save()
    report = case.report()
    assert any(row["namn"] == "'=HYPERLINK(1)" for row in reports.csv_rows(report_csv(report)))
    cells = [row[0] for row in reports.sheet(report_xlsx(report, report.canonical()), "Aktiviteter", formulas=True)]
    assert "'=HYPERLINK(1)" in cells


def test_the_list_and_the_page_have_a_fixed_number_of_queries(case, client, django_assert_num_queries):
    client.force_login(case.writer)
    paths = [reverse("reports"), case.requirement.get_absolute_url()]
    counts = [_queries(client, path) for path in paths]
    for _ in range(3):
        reports.requirement(case.example.agreement)
        creators.activity(case.example.area)
    for path, count in zip(paths, counts, strict=True):
        with django_assert_num_queries(count):
            client.get(path)


def _queries(client, path):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)
