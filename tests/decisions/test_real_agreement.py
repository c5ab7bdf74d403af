"""The real documents, loaded as the demonstration loads them: every balance, finding and refusal they ask for."""

import datetime
import json
from collections.abc import Iterator
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction

from config.refused import Refused
from decisions import actions
from decisions.agreement_checks import CHECKS, Decided, agreement_findings
from decisions.export import agreement_as_data
from decisions.models import Decision
from decisions.models.kinds import Kind, Status
from decisions.overview import totals_by_agreement
from decisions.verification import breaches
from grants.checks import run
from grants.figures import read_book
from grants.models import Activity, Agreement, Fund
from people.models import Role, Tenure, User
from tests.creators import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

GNV, PSV = "god-och-nara-vard-2020", "personcentrerade-vardforlopp-2020"


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """Loaded once, in a transaction around the whole module; what each test does is rolled back to here."""
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        call_command("demo", stdout=StringIO())
        yield
        transaction.set_rollback(True)
        outer.__exit__(None, None, None)


@pytest.fixture
def gnv() -> Agreement:
    return Agreement.objects.get(slug=GNV)


@pytest.fixture
def psv() -> Agreement:
    return Agreement.objects.get(slug=PSV)


def totals(data: dict) -> tuple[str, ...]:
    return tuple(data["totals"][key] for key in ("allotted", "allocated", "unallocated", "decided", "uncovered"))


def activity(name: str) -> Activity:
    return Activity.objects.select_related("area").get(name__startswith=name, area__agreement__slug=GNV)


def command(name: str, *arguments: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command(name, *arguments, stdout=out)
    except SystemExit as stopped:
        return int(stopped.code or 0), out.getvalue()
    return 0, out.getvalue()


# ---- Balances


@pytest.mark.parametrize(
    ("area", "figures"),
    [
        (1, ("37172024.00", "37097627.00", "74397.00", "37097627.00", "0.00")),
        (2, ("1140877.00", "1140877.00", "0.00", "1140877.00", "0.00")),
        (3, ("30636839.00", "29300000.00", "1336839.00", "29300000.00", "0.00")),
        (4, ("2912969.00", "2912969.00", "0.00", "2912969.00", "0.00")),
    ],
)
def test_each_area(gnv: Agreement, area: int, figures: tuple[str, ...]) -> None:
    assert totals(agreement_as_data(gnv)["areas"][area - 1]) == figures


def test_the_whole(gnv: Agreement) -> None:
    data = agreement_as_data(gnv)
    assert totals(data) == ("71862709.00", "70451473.00", "1411236.00", "70451473.00", "0.00")
    assert sum(len(area["activities"]) for area in data["areas"]) == 17
    assert [fund["unallocated"] for fund in data["areas"][2]["funds"]] == ["1304297.00", "32542.00", "0.00"]
    assert data["totals"]["outcome"] == "41194806.17"


def test_before_karriarvagar_was_covered(gnv: Agreement) -> None:
    data = agreement_as_data(gnv, datetime.date(2020, 3, 31))
    assert totals(data) == ("71862709.00", "70417981.00", "1444728.00", "70451473.00", "33492.00")


def test_karriarvagar_holds_money_of_two_funds(gnv: Agreement) -> None:
    rows = [row for area in agreement_as_data(gnv)["areas"] for row in area["activities"]]
    (row,) = [row for row in rows if row["name"].startswith("Karriärvägar")]
    assert {account["fund"]: account["balance"] for account in row["accounts"]} == {
        "Karriärtjänster för specialistsjuksköterskor": "1266508.00",
        "Vårdens medarbetare": "33492.00",
    }
    assert row["locked"]


def test_two_roles_answer_for_the_it_staff(gnv: Agreement) -> None:
    rows = [row for area in agreement_as_data(gnv)["areas"] for row in area["activities"]]
    (row,) = [row for row in rows if row["name"] == "Personalförstärkning inom IT"]
    assert len(row["roles"]) == 2


def test_the_overview_says_what_the_export_says() -> None:
    overview = totals_by_agreement()
    for agreement in Agreement.objects.all():
        data = agreement_as_data(agreement)["totals"]
        assert {key: Decimal(value) for key, value in data.items()} == {
            key: getattr(overview[agreement.pk], key) for key in data
        }


def test_the_export_command() -> None:
    code, text = command("export_agreement", GNV)
    assert code == 0
    assert json.loads(text)["totals"]["unallocated"] == "1411236.00"


# ---- The delegated decision


def test_the_delegated_decision_lacks_710_000(psv: Agreement) -> None:
    assert totals(agreement_as_data(psv)) == ("2600000.00", "2600000.00", "0.00", "3310000.00", "710000.00")


def test_a_later_allotment_covers_it_and_the_past_still_shows_it(psv: Agreement) -> None:
    officer = User.objects.filter(groups__name="HOSPA-handläggare").first()
    fund = Fund.objects.get(area__agreement=psv)
    decision = psv.decisions.get(kind=Kind.ALLOCATION)
    actions.register_allotment(
        agreement=psv,
        case=decision.case,
        amounts={fund: Decimal(710_000)},
        decided_on=datetime.date(2020, 7, 1),
        by=officer,
    )
    actions.cover_from_planned_funds(decision, by=officer, on=TODAY)
    assert totals(agreement_as_data(psv)) == ("3310000.00", "3310000.00", "0.00", "3310000.00", "0.00")
    before = agreement_as_data(psv, datetime.date(2020, 6, 15))
    assert totals(before) == ("2600000.00", "2600000.00", "0.00", "3310000.00", "710000.00")
    assert command("check_agreement", PSV)[0] == 0
    assert breaches() == []


# ---- Findings


@pytest.mark.parametrize(
    ("check_id", "amount", "words"),
    [
        ("grants.W001", "18000000", "1 435,0 mkr, men dokumentet säger 1 453 mkr"),
        ("grants.W002", "309275", "309 275 kr mindre än andelen av 114,5 mkr"),
        ("grants.W003", "18500000", "5 716,5 mkr, men dokumentet säger 5 698 mkr"),
        ("grants.W005", "5698000000", "Ordet miljoner saknas"),
        ("grants.W007", "62709", "avrundas till 71,9 mkr, men dokumentet säger 71,8 mkr"),
        ("grants.W008", "36839", "ofördelat är 1 336 839 kr, men dokumentet säger 1 300 000 kr"),
        ("grants.W009", "13931", "Utveckling av 1177 Vårdguiden har 1 660 392 kr av E-hälsa"),
        ("grants.W011", "24762.50", "inte kopplat till någon aktivitet"),
        ("decisions.W103", "33492", "33 492 kr ur Vårdens medarbetare"),
        ("decisions.W106", "36839", "36 839 kr finns inte i någon rad"),
        ("decisions.I107", "74397", "18 100 000 kr"),
    ],
)
def test_what_does_not_add_up_is_found(gnv: Agreement, check_id: str, amount: str, words: str) -> None:
    (finding,) = [finding for finding in agreement_findings(gnv, TODAY) if finding.id == check_id]
    assert finding.amount == Decimal(amount)
    assert words in finding.text.replace("\u00a0", " ")


def test_nothing_else_about_the_amounts_is_found(gnv: Agreement) -> None:
    assert len(run(Decided(gnv, TODAY)) + [finding for check in CHECKS for finding in check(Decided(gnv, TODAY))]) == 11


def test_before_it_was_covered_the_earmark_is_an_error(gnv: Agreement) -> None:
    found = {finding.id: finding for finding in agreement_findings(gnv, datetime.date(2020, 3, 31))}
    assert found["grants.W008"].amount == 70_331


def test_the_check_command(psv: Agreement) -> None:
    code, text = command("check_agreement", GNV)
    assert code == 0
    for amount in ("1 435,0 mkr", "1 453 mkr", "309275.00", "33492.00", "36839.00", "13931.00"):
        assert amount in text
    code, text = command("check_agreement", PSV)
    assert code == 1
    assert "3 310 000 kr" in text
    assert "2 600 000 kr" in text


def test_every_hard_rule_holds() -> None:
    assert breaches() == []


# ---- The reallocation that waits


def director() -> User:
    role = Role.objects.named("Regiondirektör")
    return Tenure.objects.on(TODAY).filter(role=role, rank=0).get().user


def waiting() -> Decision:
    return Decision.objects.get(kind=Kind.REALLOCATION, status=Status.SUBMITTED)


def manager() -> User:
    return waiting().submitted_by


def propose(changes: dict[str, int], by: User) -> Decision:
    found = {activity(name): Decimal(change) for name, change in changes.items()}
    agreement = next(iter(found)).area.agreement
    draft = actions.propose_reallocation(
        agreement=agreement, case=waiting().case, changes=found, reason="Behov.", by=by, on=TODAY
    )
    return actions.submit(draft, by=by, on=TODAY)


def officer() -> User:
    return User.objects.filter(groups__name="HOSPA-handläggare").order_by("pk").first()


FLOWS, HOME = "Utveckling av effektiva vårdflöden", "Hemmonitorering"


def test_the_director_decides_and_the_pool_stands(gnv: Agreement) -> None:
    actions.decide(waiting(), by=director(), on=TODAY)
    book = read_book(gnv)
    assert book.allocated(activity(FLOWS).pk) == 8_000_000
    assert book.allocated(activity(HOME).pk) == 7_000_000
    assert agreement_as_data(gnv)["areas"][0]["totals"]["unallocated"] == "74397.00"
    assert breaches() == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({FLOWS: -8_000_001, HOME: 8_000_001}, "8 000 000 kr bokfört"),
        ({"Specialistutbildning": -1, "SPUR": 1}, "är låst"),
        ({FLOWS: -1, "SPUR": 1}, "måste beslutas av regionstyrelsen"),
    ],
)
def test_what_is_not_lawful_is_refused_with_its_reason(gnv: Agreement, changes: dict[str, int], words: str) -> None:
    actions.decide(waiting(), by=director(), on=TODAY)
    before = agreement_as_data(gnv)
    with pytest.raises(Refused) as refusal, transaction.atomic():
        propose_after(changes)
    assert words in refusal.value.message.replace("\u00a0", " ")
    assert agreement_as_data(gnv) == before


def propose_after(changes: dict[str, int]) -> Decision:
    """As `propose`, when the demonstration's own proposal is decided already."""
    found = {activity(name): Decimal(change) for name, change in changes.items()}
    agreement = next(iter(found)).area.agreement
    case = agreement.decisions.filter(kind=Kind.REALLOCATION).first().case
    draft = actions.propose_reallocation(
        agreement=agreement, case=case, changes=found, reason="Behov.", by=officer(), on=TODAY
    )
    return actions.submit(draft, by=officer(), on=TODAY)


def test_the_author_and_a_former_deputy_do_not_decide() -> None:
    former = Tenure.objects.get(role=Role.objects.named("Regiondirektör"), ends_on=datetime.date(2020, 9, 9)).user
    for person in (manager(), former):
        with pytest.raises(Refused):
            actions.decide(waiting(), by=person, on=TODAY)
    with pytest.raises(Refused, match="gällde till och med 2020-09-09"):
        actions.decide(waiting(), by=former, on=TODAY)


def test_a_second_draft_on_money_that_the_first_took_is_refused() -> None:
    second = propose({FLOWS: -9_000_000, HOME: 9_000_000}, officer())
    first = Decision.objects.filter(kind=Kind.REALLOCATION, status=Status.SUBMITTED).order_by("pk").first()
    actions.decide(first, by=director(), on=TODAY)
    with pytest.raises(Refused, match=r"8.000.000.kr bokfört"):
        actions.decide(second, by=director(), on=TODAY)
