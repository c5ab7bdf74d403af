"""The economic report: fund by fund, both diary numbers, what goes back when, the draft made from it, the filing."""

import datetime
from copy import deepcopy
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config.refused import Refused
from decisions.models import Decision
from decisions.models.kinds import Kind
from people.abilities import Profile
from reporting import actions
from reporting.models import FiledReport, Requirement
from reporting.report import Report
from reporting.report_template import ECONOMIC
from tests import creators
from tests.reporting import reports

pytestmark = pytest.mark.django_db

Day = datetime.date
DECEMBER, MARCH = Day(2020, 12, 31), Day(2021, 3, 31)


class Economy(reports.Case):
    """The case a year later: the state has paid under its own number, and what is unused goes back by March."""

    def __init__(self) -> None:
        super().__init__()
        self.payment = self.example.agreement.payments.create(
            registry_number="S2020/1", payer="Kammarkollegiet", amount=1100, received_on=Day(2020, 4, 1), repay_by=MARCH
        )
        self.requirement = reports.requirement(
            self.example.agreement,
            kind=Requirement.Kind.ECONOMIC,
            title="Ekonomisk redovisning",
            recipient="Kammarkollegiet",
            period_to=DECEMBER,
        )

    def report(self) -> Report:
        return reports.build_report(reports.fresh(self.requirement), DECEMBER)


@pytest.fixture(scope="module")
def made(module_db: None) -> Economy:
    return Economy()


@pytest.fixture
def case(made: Economy, db: None) -> Economy:
    return deepcopy(made)


@pytest.fixture
def client(case: Economy, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setenv("BIDRAGSBOKEN_TODAY", "2021-01-31")
    client = Client()
    client.force_login(case.writer)
    return client


def test_each_fund_says_what_is_used_unused_and_to_be_repaid_by_which_day(case):
    """By hand: 1 000 and 100 allotted, 309,75 spent on activities that hold the first fund alone."""
    part = case.report().economy
    assert (part.registry_number, part.state_numbers) == (case.example.agreement.registry_number, ("S2020/1",))
    free, earmarked = part.funds
    assert (free.allotted, free.used, free.unused, free.repayable) == (
        1000,
        Decimal("309.75"),
        Decimal("690.25"),
        690.25,
    )
    assert (earmarked.allotted, earmarked.used, earmarked.unused, earmarked.repayable) == (100, 0, 100, 100)
    assert {row.repay_by for row in part.funds} == {MARCH}
    assert (part.sums.unused, part.sums.received) == (Decimal("790.25"), 1100)
    assert part.repayment_days == [MARCH]


def test_a_fund_has_its_own_day_and_its_own_payments_number(case):
    case.example.fund.repay_by = Day(2021, 2, 1)
    case.example.fund.save()
    case.example.agreement.payments.create(registry_number="S2020/2", payer="Staten", fund=case.example.fund)
    free, earmarked = case.report().economy.funds
    assert (free.repay_by, free.state_numbers) == (Day(2021, 2, 1), ("S2020/1", "S2020/2"))
    assert (earmarked.repay_by, earmarked.state_numbers) == (MARCH, ("S2020/1",))


def test_what_came_after_the_day_had_not_come(case):
    case.payment.received_on = Day(2021, 1, 5)
    case.payment.save()
    part = case.report().economy
    assert (part.payments[0].received_on, part.payments[0].expected_on, part.sums.received) == (
        None,
        Day(2021, 1, 5),
        0,
    )


def test_the_repayment_draft_is_made_from_the_report_and_linked_from_it(case, client):
    assert "Ta fram utkast till återbetalning" in client.get(case.requirement.get_absolute_url()).text
    path = f"/avrakning/{case.example.agreement.slug}/aterbetala/"
    draft_path = client.post(path)["Location"]
    draft = Decision.objects.get(kind=Kind.REPAYMENT)
    assert draft_path == draft.get_absolute_url()
    page = client.get(case.requirement.get_absolute_url()).text
    assert draft.get_absolute_url() in page
    assert "utkast" in page
    assert "Ta fram utkast till återbetalning" not in page


def test_it_is_filed_as_the_others_are_with_its_certificate(case, client):
    with pytest.raises(Refused, match="dagen efter 2020-12-31"):
        case.file(on=DECEMBER)
    filed = case.file(on=Day(2021, 1, 31))
    frozen = Report.thaw(FiledReport.objects.get(pk=filed.pk).frozen)
    assert frozen.template.signatories == ("Ekonomidirektör", "Regiondirektör")
    assert "790,25\xa0kr ska återbetalas senast 2021-03-31" in frozen.template.certificate
    assert frozen.economy.sums.repayable == Decimal("790.25")
    assert "Att återbetala per tilldelning" in client.get(filed.get_absolute_url()).text


def test_it_is_not_filed_without_somebody_who_certifies_or_a_day(case):
    content = replace(ECONOMIC, signatories=())
    template = actions.make_template(name="Tom", recipient="Kammarkollegiet", content=content, by=case.writer)
    actions.choose_template(case.requirement, template=template, certificate="", signatories="", by=case.writer)
    with pytest.raises(Refused, match="Intyget har en text och någon som intygar"):
        case.file(on=Day(2021, 1, 31))
    actions.choose_template(case.requirement, template=template, certificate="", signatories="Revisor", by=case.writer)
    case.payment.repay_by = None
    case.payment.save()
    with pytest.raises(Refused, match="Ange när pengarna ska vara återbetalade på Fri, Öronmärkt"):
        case.file(on=Day(2021, 1, 31))


def test_a_reader_sees_it_and_proposes_nothing(case, client):
    reader = Client()
    reader.force_login(creators.user(Profile.AUDITOR))
    page = reader.get(case.requirement.get_absolute_url()).text
    assert "S2020/1" in page
    assert "Ta fram utkast till återbetalning" not in page


def test_the_page_has_a_fixed_number_of_queries(case, client, django_assert_num_queries):
    path = case.requirement.get_absolute_url()
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    for number in range(3):
        creators.activity(case.example.area, f"Ny {number}")
        case.example.agreement.payments.create(registry_number=f"S2020/9{number}", payer="Staten")
    with django_assert_num_queries(len(queries)):
        client.get(path)
