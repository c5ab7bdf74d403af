"""The checks of an agreement, each with the figures of the document that taught it."""

import datetime
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from decisions import actions
from decisions.agreement_checks import acknowledged_findings, agreement_findings
from grants.actions import acknowledge
from grants.findings import Finding, Severity
from grants.models import Activity, Agreement, DistributionKey, Fund, NationalShare, StatedFigure
from grants.printed import literal, precision_of
from people.abilities import Profile
from tests import creators
from tests.creators import TODAY

pytestmark = pytest.mark.django_db

S = StatedFigure.Subject
MILLION = 1_000_000


@pytest.fixture
def agreement() -> Agreement:
    return creators.agreement()


@pytest.fixture
def key(agreement: Agreement) -> DistributionKey:
    return DistributionKey.objects.create(
        agreement=agreement,
        name="Befolkning",
        as_of=datetime.date(2019, 11, 1),
        weight=Decimal(130_697),
        total=Decimal(10_319_473),
    )


def keyed(key: DistributionKey, national: str, allotted: int, number: int = 1) -> Fund:
    area = creators.area(key.agreement, number)
    fund = creators.fund(area, f"Tilldelning {number}", key=key, national_amount=Decimal(national) * MILLION)
    creators.allot(fund, allotted)
    return fund


def state(agreement: Agreement, subject: str, amount: int, printed: str, area=None) -> StatedFigure:
    return StatedFigure.objects.create(
        agreement=agreement, subject=subject, amount=Decimal(amount), printed=printed, where="avsnitt 2", area=area
    )


def found(agreement: Agreement, check_id: str) -> list[Finding]:
    return [finding for finding in agreement_findings(agreement, TODAY) if finding.id == check_id]


def one(agreement: Agreement, check_id: str) -> Finding:
    (finding,) = found(agreement, check_id)
    return finding


def plain(finding: Finding) -> str:
    return finding.text.replace("\u00a0", " ")


# ---- National amounts


def test_the_allotment_implies_another_national_amount(key: DistributionKey) -> None:
    keyed(key, "1453", 18_174_397)
    finding = one(key.agreement, "grants.W001")
    assert "1 435,0 mkr, men dokumentet säger 1 453 mkr" in plain(finding)
    assert finding.amount == 18 * MILLION
    assert found(key.agreement, "grants.W002") == []


def test_the_region_used_another_key(key: DistributionKey) -> None:
    keyed(key, "114.5", 1_140_877)
    finding = one(key.agreement, "grants.W002")
    assert finding.amount == Decimal(309_275)
    assert "309 275 kr mindre än andelen av 114,5 mkr" in plain(finding)
    assert found(key.agreement, "grants.W001") == []


@pytest.mark.parametrize(("national", "allotted"), [("1500", 18_997_627), ("230", 2_912_969), ("100", 1_266_509)])
def test_an_allotment_within_a_krona_is_right(key: DistributionKey, national: str, allotted: int) -> None:
    keyed(key, national, allotted)
    assert found(key.agreement, "grants.W001") + found(key.agreement, "grants.W002") == []


def test_national_parts_against_the_stated_total(key: DistributionKey) -> None:
    keyed(key, "1453", 18_174_397, 1)
    keyed(key, "1500", 18_997_627, 2)
    state(key.agreement, S.REGIONS_NATIONAL, 2_935 * MILLION, "2 935 kronor går till regionerna")
    finding = one(key.agreement, "grants.W003")
    assert "summerar till 2 953 mkr, men dokumentet säger 2 935 mkr" in plain(finding)
    assert "blir summan 2 935 mkr" in plain(finding)
    assert "Ordet miljoner saknas" in one(key.agreement, "grants.W005").text


def test_national_recipients_make_the_whole(agreement: Agreement) -> None:
    for name, amount in (("Regionerna", 5_698), ("Kommunerna", 500)):
        NationalShare.objects.create(agreement=agreement, name=name, amount=Decimal(amount * MILLION))
    state(agreement, S.NATIONAL, 6_250_500_000, "totalt 6 250,5 miljoner kronor")
    assert one(agreement, "grants.W004").amount == 52_500_000
    NationalShare.objects.create(agreement=agreement, name="SKR", amount=Decimal(52_500_000))
    assert found(agreement, "grants.W004") == []


# ---- What the document prints


@pytest.mark.parametrize(
    ("printed", "precision"),
    [
        ("71,8 miljoner kronor", 100_000),
        ("2,6 mkr", 100_000),
        ("knappt 19 miljoner kronor", MILLION),
        ("knappt 5,7 miljarder", 100 * MILLION),
        ("500 tkr", 1000),
        ("71 862 709 kr", 1),
    ],
)
def test_precision(printed: str, precision: int) -> None:
    assert precision_of(printed) == precision


def test_literal() -> None:
    assert literal("5 698 kronor går till regionerna") == 5698
    assert literal("71,8 miljoner kronor") is None


def test_stated_totals(agreement: Agreement) -> None:
    creators.allot(creators.fund(creators.area(agreement)), 71_862_709)
    state(agreement, S.ALLOTTED, 71_862_709, "71 862 709 kr")
    state(agreement, S.ALLOTTED, 71_800_000, "71,8 miljoner kronor")
    assert found(agreement, "grants.W006") == []
    assert "avrundas till 71,9 mkr, men dokumentet säger 71,8 mkr" in plain(one(agreement, "grants.W007"))
    state(agreement, S.ALLOTTED, 71_862_700, "71 862 700 kr")
    assert one(agreement, "grants.W006").amount == 9


# ---- The plan


def planned_area(agreement: Agreement) -> tuple[Activity, Fund, Fund]:
    """Area 3 of doc 002, with one activity for the seven that the free and the other earmarked fund pay."""
    area = creators.area(agreement, 3)
    free, earmarked = creators.fund(area, "Vårdens medarbetare"), creators.fund(area, "Karriärtjänster", earmarked=True)
    creators.allot(free, 29_370_331)
    creators.allot(earmarked, 1_266_508)
    career = creators.activity(area, "Karriärvägar")
    creators.decided_allocation({creators.activity(area, "Övriga"): {free: 28_000_000}, career: {earmarked: 1_300_000}})
    state(agreement, S.UNALLOCATED, 1_300_000, "Ofördelat 1 300 000 kr", area)
    state(agreement, S.PLANNED, 30_600_000, "30 600 000 kr", area)
    return career, free, earmarked


def test_the_plan_leaves_money_in_no_row(agreement: Agreement) -> None:
    planned_area(agreement)
    finding = one(agreement, "decisions.W106")
    assert finding.amount == 36_839
    assert "30 600 000 kr (avsnitt 2) mot tilldelat 30 636 839 kr" in plain(finding)
    assert found(agreement, "decisions.W105") == []
    assert one(agreement, "grants.W008").amount == 70_331


def test_a_plan_of_one_fund_is_held_against_that_fund(agreement: Agreement) -> None:
    area = creators.area(agreement)
    listed, lump = creators.fund(area), creators.fund(area)
    creators.allot(listed, 18_174_397)
    creators.allot(lump, 18_997_627)
    creators.decided_allocation(
        {creators.activity(area): {listed: 18_100_000}, creators.activity(area): {lump: 18_997_627}}
    )
    state(agreement, S.PLANNED, 18_100_000, "18 100 000 kr", area)
    finding = one(agreement, "decisions.I107")
    assert (finding.amount, finding.severity) == (74_397, Severity.INFO)


def test_an_earmark_exceeded_is_an_error_until_it_is_covered(agreement: Agreement) -> None:
    career, free, _ = planned_area(agreement)
    finding = one(agreement, "decisions.E101")
    line = career.decision_lines.get()
    assert (finding.amount, finding.severity) == (33_492, Severity.ERROR)
    assert finding.path == f"/tackning/{line.pk}/"
    assert "Vårdens medarbetare (ofördelat 1 370 331 kr)" in finding.way_out.replace("\u00a0", " ")
    actions.cover(line, fund=free, amount=Decimal(33_492), by=creators.officer(), on=datetime.date(2020, 4, 15))
    assert found(agreement, "decisions.E101") == []
    finding = one(agreement, "decisions.W103")
    assert (finding.amount, finding.severity) == (33_492, Severity.WARNING)
    assert "33 492 kr ur Vårdens medarbetare" in plain(finding)


def test_decided_beyond_what_is_allotted_until_more_comes(agreement: Agreement) -> None:
    area = creators.area(agreement)
    fund = creators.fund(area, "Vårdförlopp", assumed=True)
    creators.allot(fund, 2_600_000)
    decision = creators.decided_allocation(
        {creators.activity(area): {fund: amount} for amount in (2_000_000, 1_310_000)}
    )
    state(agreement, S.PLANNED, 2_600_000, "2,6 mkr")
    finding = one(agreement, "decisions.E102")
    assert finding.amount == 710_000
    assert "Beslutat 3 310 000 kr på tilldelningen Vårdförlopp, tilldelat 2 600 000 kr" in plain(finding)
    assert one(agreement, "decisions.W105").amount == 710_000
    assert one(agreement, "grants.I010").amount == 2_600_000
    creators.allot(fund, 710_000, on=datetime.date(2020, 7, 1))
    assert found(agreement, "decisions.E102") == []
    assert sum(finding.amount or 0 for finding in found(agreement, "decisions.E104")) == 710_000
    actions.cover_from_planned_funds(decision, by=creators.officer(), on=TODAY)
    assert found(agreement, "decisions.E104") == []


def test_a_fixed_split_against_the_national_parts(agreement: Agreement) -> None:
    area = creators.area(agreement, 4)
    fund = creators.fund(area, "E-hälsa")
    creators.allot(fund, 2_912_969)
    shares = [
        NationalShare.objects.create(agreement=agreement, fund=fund, name=name, amount=Decimal(amount * MILLION))
        for name, amount in (("Standarder", 100), ("1177", 130))
    ]
    security = creators.activity(area, "Säkerhet", national_share=shares[0])
    guide = creators.activity(area, "1177", national_share=shares[1])
    creators.decided_allocation({security: {fund: 1_252_577}, guide: {fund: 1_660_392}})
    finding = one(agreement, "grants.W009")
    assert finding.amount == 13_931
    assert "130 mkr av 230 mkr (56,52 %)" in plain(finding)


def test_an_activity_without_a_responsible_role(agreement: Agreement) -> None:
    activity = creators.activity(creators.area(agreement), "Ensam")
    assert found(agreement, "decisions.W108") == []
    activity.responsibilities.all().delete()
    assert "Ensam saknar ansvarig funktion" in one(agreement, "decisions.W108").text


# ---- Acknowledging, and the command


def test_an_acknowledgement_holds_for_its_amount_only() -> None:
    example = creators.Example()
    finding = one(example.agreement, "decisions.E101")
    controller = creators.user(Profile.CONTROLLER)
    acknowledge(example.agreement, finding=finding, reason="Beslutat av styrelsen.", by=controller)
    assert [item.finding.id for item in acknowledged_findings(example.agreement, TODAY) if item.stops] == []
    line = example.gamma.decision_lines.get()
    actions.cover(line, fund=example.fund, amount=Decimal(10), by=creators.officer(), on=TODAY)
    creators.allot(example.earmarked, 5, on=TODAY)
    (item,) = [item for item in acknowledged_findings(example.agreement, TODAY) if item.stops]
    assert item.finding.amount == 25


def check(agreement: Agreement) -> tuple[int, list[str]]:
    out = StringIO()
    try:
        call_command("check_agreement", agreement.slug, stdout=out)
    except SystemExit as stopped:
        return int(stopped.code or 0), out.getvalue().splitlines()
    return 0, out.getvalue().splitlines()


def test_the_command_prints_a_line_each_and_exits_1_on_an_error() -> None:
    example = creators.Example()
    code, lines = check(example.agreement)
    assert code == 1
    assert lines[0].startswith("decisions.E101 error 30.00 Beslutat 130 kr på den öronmärkta tilldelningen")
    finding = one(example.agreement, "decisions.E101")
    acknowledge(example.agreement, finding=finding, reason="Godtaget.", by=creators.officer())
    code, lines = check(example.agreement)
    assert code == 0
    (line,) = [line for line in lines if line.startswith("decisions.E101")]
    assert line.endswith("Kvitterad av Olle Handläggare: Godtaget.")


def test_the_command_says_nothing_of_what_adds_up(agreement: Agreement) -> None:
    assert check(agreement) == (0, [])


@pytest.mark.parametrize("activities", [1, 3])
def test_as_many_queries_however_many_activities(
    agreement: Agreement, django_assert_num_queries, activities: int
) -> None:
    area = creators.area(agreement)
    fund = creators.fund(area)
    creators.allot(fund, 1000)
    creators.decided_allocation({creators.activity(area): {fund: 10} for _ in range(activities)})
    with django_assert_num_queries(23):
        acknowledged_findings(agreement, TODAY)
