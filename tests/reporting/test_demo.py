"""The demonstration holds what the documents say, to the krona."""

import datetime
import io
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from decisions.agreement_checks import agreement_findings
from decisions.figures import AgreementFigures, agreement_figures
from decisions.fulfilment import Fulfilment
from decisions.models import Assignment, Case, ConditionWording, Decision, Event, Mandate
from decisions.models.kinds import Status
from decisions.notices import notice_sentence
from decisions.printed import printed_document
from decisions.queue import waiting_for
from grants.models import Activity, Agreement, FocusArea, Movement, NationalShare, OutcomeImport
from people.models import User
from reporting import demo, reminders
from reporting.demo.files import read
from reporting.demo.people import DOMAIN, MAIN_CAST, PASSWORD, sign_ins
from reporting.models import Requirement
from reporting.report import build_report, day_of_figures
from tests.creators import TODAY
from tests.reporting import drawings, reports

NEAR_CARE, PATHWAYS = "god-och-nara-vard-2020", "personcentrerade-vardforlopp-2020"

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def _loaded(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Loaded once for the module; every test's own changes are rolled back to here, and all of it afterwards."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        demo.load()
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _use(_loaded: None, db: None) -> None:
    pass


def agreement(slug: str = NEAR_CARE) -> Agreement:
    return Agreement.objects.get(slug=slug)


def figures(slug: str = NEAR_CARE, as_of: datetime.date | None = None) -> AgreementFigures:
    return agreement_figures(agreement(slug), as_of)


def activity(code: str) -> Activity:
    return Activity.objects.get(code=code)


def kr(text: str) -> Decimal:
    return Decimal(text.replace(" ", "")).quantize(Decimal("0.01"))


@pytest.mark.parametrize(
    ("number", "allotted", "allocated", "unallocated"),
    [
        (1, "37 172 024", "37 097 627", "74 397"),
        (2, "1 140 877", "1 140 877", "0"),
        (3, "30 636 839", "29 300 000", "1 336 839"),
        (4, "2 912 969", "2 912 969", "0"),
    ],
)
def test_each_area_balances(number: int, allotted: str, allocated: str, unallocated: str) -> None:
    totals = figures().area(number).totals
    assert (totals.allotted, totals.allocated, totals.unallocated) == (kr(allotted), kr(allocated), kr(unallocated))
    assert totals.decided == totals.allocated
    assert totals.uncovered == 0


def test_the_whole_agreement_balances() -> None:
    now = figures()
    assert now.totals.allotted == kr("71 862 709")
    assert now.totals.allocated == now.totals.decided == kr("70 451 473")
    assert now.totals.unallocated == kr("1 411 236")
    assert now.totals.uncovered == 0
    assert len(now.activities) == 17


def test_the_pools_of_area_3() -> None:
    assert [fund.unallocated for fund in figures().area(3).funds] == [kr("1 304 297"), kr("32 542"), kr("0")]


def test_karriarvagar_holds_money_of_two_funds() -> None:
    accounts = figures().activities[activity("GNV308").pk].accounts
    assert [(fund.name, balance) for fund, balance in accounts] == [
        ("Vårdens medarbetare", kr("33 492")),
        ("Karriärtjänster för specialistsjuksköterskor", kr("1 266 508")),
    ]


def test_before_the_covering_33492_was_uncovered() -> None:
    before = figures(as_of=datetime.date(2020, 4, 14)).totals
    assert (before.allocated, before.uncovered) == (kr("70 417 981"), kr("33 492"))
    assert figures(as_of=datetime.date(2020, 4, 15)).totals.uncovered == 0


def test_nothing_is_decided_before_the_board_met() -> None:
    day_before = figures(as_of=datetime.date(2020, 3, 23)).totals
    assert (day_before.decided, day_before.allocated) == (0, 0)
    assert day_before.unallocated == day_before.allotted == kr("71 862 709")


def test_the_delegated_decision_is_booked_as_far_as_the_money_lasts() -> None:
    now = figures(PATHWAYS).totals
    assert (now.allotted, now.decided, now.allocated) == (kr("2 600 000"), kr("3 310 000"), kr("2 600 000"))
    assert (now.unallocated, now.uncovered) == (0, kr("710 000"))
    assert figures(PATHWAYS, as_of=datetime.date(2020, 6, 15)).totals.uncovered == kr("710 000")
    fund = agreement(PATHWAYS).areas.get().funds.get()
    assert fund.assumed
    assert "antagen" in fund.note


def test_the_boards_decision_is_recorded_with_its_paragraph_points_and_findings() -> None:
    decision = Decision.objects.get(section_number="§ 35")
    assert decision.decided_on == datetime.date(2020, 3, 24)
    assert decision.reference == "RS/195/2020 § 35"
    assert decision.points.count() == 2
    assert decision.conditions.count() == 6
    assert decision.recipients.count() == 5
    found = decision.events.get(what=Event.What.ACKNOWLEDGED).text
    assert "33\u00a0492" in found
    assert "Skäl: Beslutat av regionstyrelsen." in found


def test_two_activities_are_locked_by_the_board() -> None:
    locked = Activity.objects.filter(locked=True).values_list("code", "lock_reference")
    assert sorted(locked) == [("GNV307", "RS/195/2020 § 35"), ("GNV308", "RS/195/2020 § 35")]


def test_the_mandates_and_what_they_rest_on() -> None:
    board, clause = Mandate.objects.order_by("valid_from")
    assert board.basis == "regionstyrelsens beslut RS/195/2020 § 35 punkt 2"
    assert board.kinds == ["activity", "reallocation", "release"]
    assert clause.basis == "regionstyrelsens delegationsbestämmelse 4.1.17"
    assert Decision.objects.get(mandate=clause).reference.startswith("RS/26/2020")


def test_an_activity_may_have_two_responsible_roles_and_an_alias_finds_the_unit() -> None:
    it = activity("GNV305")
    assert [r.role.name for r in it.responsibilities.all()] == ["Chef utvecklings- och digitaliseringsenhet", "IT chef"]
    assert activity("GNV401").units.filter(aliases__name="Utvecklings- och digitaliseringsavdelningen").exists()


def test_the_state_split_and_the_focus_tree_are_there() -> None:
    assert NationalShare.objects.filter(fund__isnull=True).count() == 3
    assert activity("GNV401").national_share.amount.amount == kr("130 000 000")
    assert [focus.letter for focus in FocusArea.objects.filter(area__number=3, parent__isnull=True)] == list("ABCDE")
    assert set(activity("GNV102").focus_areas.values_list("letter", flat=True)) == {"C", "D"}


def test_the_documents_stand_in_their_cases() -> None:
    case = Case.objects.get(registry_number="RS/195/2020")
    kinds = [document.kind for document in case.documents.order_by("kind")]
    assert kinds == ["basis", "memo"]
    bodies = "\n".join(case.documents.get(kind="basis").sections.values_list("body", flat=True))
    for token in ("[[tabell tilldelning]]", "[[tabell aktiviteter 1]]", "[[tabell aktiviteter 3]]", "[[villkor]]"):
        assert token in bodies


def test_the_withdrawn_reports_keep_their_history() -> None:
    interim = Requirement.objects.with_status(TODAY).get(kind="interim")
    assert (interim.status_now, interim.status_source) == ("withdrawn", "Regeringen")
    assert [change.status for change in interim.changes.all()] == ["in_force", "withdrawn"]
    assert Requirement.objects.with_status(datetime.date(2020, 4, 8)).get(kind="interim").status_now == "in_force"
    assert Requirement.objects.in_force(TODAY).get(kind="plan").due_now == datetime.date(2020, 5, 31)


def test_the_proposal_of_2021_is_a_draft_that_waits_for_nobody() -> None:
    proposal = Decision.objects.get(case__registry_number="RS/203/2021")
    assert (proposal.status, proposal.points.count(), proposal.agreement) == (Status.DRAFT, 6, None)
    assert proposal.assignments.get().due_text == "hösten 2021"
    registrar = User.objects.get(email=f"camilla.snallman@{DOMAIN}")
    assert proposal not in waiting_for(registrar, TODAY)


def test_the_board_has_altered_one_proposal_and_put_off_another() -> None:
    altered = Decision.objects.get(case__registry_number="RS/412/2020")
    assert (altered.status, altered.is_example, altered.reference) == (Status.DECIDED, True, "RS/412/2020 § 118")
    asked = [(point.proposed_text, point.text) for point in altered.points.exclude(proposed_text=None)]
    assert [before[:20] for before, _ in asked] == ["Bidrag på 5 000 000 ", ""]
    assert asked[0][1].startswith("Bidrag på 1 000 000 kr")
    task = altered.assignments.get()
    assert (str(task.role), task.due_on, str(task.report_to)) == (
        "Chef HOSPA",
        datetime.date(2020, 9, 30),
        "Regiondirektör",
    )
    outside = altered.recipients.filter(role=None).values_list("name", flat=True)
    assert "Sveriges Kommuner och Regioner" in outside
    tabled = Decision.objects.get(case__registry_number="RS/455/2020")
    assert (tabled.status, tabled.tabled_until) == (Status.SUBMITTED, datetime.date(2020, 9, 22))
    registrar = User.objects.get(email=f"camilla.snallman@{DOMAIN}")
    assert waiting_for(registrar, TODAY) == [tabled]
    minutes = tabled.case.documents.get(kind="minutes")
    heading = printed_document(minutes).parts[0].heading
    assert heading == "§ 131 Riktlinje för hur riktade statsbidrag fördelas och följs upp"
    bodies = " ".join(minutes.sections.values_list("body", flat=True))
    assert "Ärendet bordläggs till sammanträdet 2020-09-22." in bodies


def test_the_waiting_reallocation_is_an_example_and_waits_for_the_director_alone() -> None:
    waiting = Decision.objects.get(kind="reallocation")
    assert (waiting.is_example, waiting.status) == (True, Status.SUBMITTED)
    amounts = {line.activity.code: line.amount.amount for line in waiting.lines.select_related("activity")}
    assert amounts == {"GNV105": kr("-2 000 000"), "GNV103": kr("2 000 000")}
    director, deputy = (User.objects.get(email=f"{name}@{DOMAIN}") for name in ("birgitta.hogmo", "torsten.vallgren"))
    assert waiting_for(director, TODAY) == [waiting]
    assert waiting_for(deputy, TODAY) == []
    assert waiting_for(deputy, datetime.date(2020, 9, 9)) == [waiting]


def test_assignments_of_the_delegated_decision_go_to_roles() -> None:
    given = Assignment.objects.filter(decision__case__registry_number="RS/26/2020")
    assert given.count() == 10
    assert given.filter(role__name="Områdeschef psykiatri").get().due_text == "snarast"


def test_the_delegated_decision_is_reported_to_the_board() -> None:
    decision = Decision.objects.get(case__registry_number="RS/26/2020", body="director")
    assert notice_sentence(decision) == "Anmäld till regionstyrelsen 2020-06-15"
    assert not Decision.objects.unreported().exists()
    assignments = decision.assignments.select_related("report_to")
    assert {str(one.report_to) for one in assignments} == {"Regiondirektör"}
    assert {"snarast", "under resterande del av 2020"} <= {one.due for one in assignments}


def test_everything_is_booked_by_decisions() -> None:
    assert not Movement.objects.filter(fundings__isnull=True).exists()
    assert ConditionWording.objects.standard().count() == 6


def test_eight_months_of_outcome_are_examples() -> None:
    sources = OutcomeImport.objects.in_force().filter(agreement=agreement())
    assert [(source.month.month, source.is_example) for source in sources.order_by("month")] == [
        (month, True) for month in range(1, 9)
    ]
    now = figures()
    assert now.totals.outcome == Decimal("41194806.17")
    assert now.unmatched_outcome == Decimal("24762.50")
    assert now.activities[activity("GNV103").pk].figures.outcome == kr("4 310 000")


def test_the_care_pathways_have_rules_and_three_months_out_of_one_sie_file() -> None:
    told = read(f"{PATHWAYS}/examples.json")
    found = agreement_figures(Agreement.objects.get(slug=PATHWAYS), TODAY)
    spent = {row.activity.name: row.figures.outcome for row in found.activities.values() if row.figures.outcome}
    keys = {row["key"]: row["name"] for row in read(f"{PATHWAYS}/agreement.json")["activities"]}
    assert spent == {keys[key]: Decimal(amount) for key, amount in told["totals_by_august"].items()}
    assert found.unmatched_outcome == Decimal(told["unmatched_by_august"])


def test_the_reminder_of_30_september_is_alive_on_8_april_and_silent_from_9_april() -> None:
    """The government withdrew the reporting days on 2020-04-09; the plan of 31 May was not withdrawn."""
    day, due = datetime.date, datetime.date(2020, 9, 30)
    in_force = {
        on: {one.due_now for one in Requirement.objects.in_force(on)} for on in (day(2020, 4, 8), day(2020, 4, 9))
    }
    assert due in in_force[day(2020, 4, 8)]
    assert due not in in_force[day(2020, 4, 9)]
    assert day(2020, 5, 31) in in_force[day(2020, 4, 9)]
    from_then_on = [day(2020, 4, 9) + datetime.timedelta(days=days) for days in range(200)]
    reminded = {one.due_on for on in from_then_on for one in reminders.due_reminders(on)}
    assert due not in reminded
    assert day(2020, 5, 31) in reminded


def test_some_activities_are_registered_and_planned_for_as_examples() -> None:
    found = Fulfilment(agreement(), TODAY)
    states = {code: [cell.state for cell in found.cells_for(code)] for code in ("registration", "exit_plan")}
    assert (len(states["registration"]), states["registration"].count("met")) == (17, 12)
    assert (states["exit_plan"].count("met"), states["exit_plan"].count("not_applicable")) == (2, 1)
    # 1 260 000 kr over 36 months, of which June to December are seven.
    (year,) = found.charges(activity("GNV103"))
    assert (year.year, year.charge, year.over) == (2020, kr("245 000"), 0)


def test_the_unfollowed_conditions_are_warnings() -> None:
    found = {finding.id: finding for finding in agreement_findings(agreement(), TODAY)}
    assert found["decisions.W121"].text.startswith("5 av 17 aktiviteter är inte registrerade i Stratsys: Generell")
    assert found["decisions.W123"].text.startswith("14 av 17 aktiviteter saknar kalkyl")
    assert {found[name].severity for name in ("decisions.W121", "decisions.W123")} == {"warning"}


def test_a_second_run_is_refused_and_changes_nothing() -> None:
    before = Movement.objects.count()
    with pytest.raises(CommandError, match="Databasen innehåller redan överenskommelsen god-och-nara-vard-2020"):
        call_command("demo", stdout=io.StringIO())
    assert Movement.objects.count() == before


def test_the_sign_ins_are_named_and_work(client: Client) -> None:
    printed = io.StringIO()
    call_command("demo", "--signins", stdout=printed)
    assert PASSWORD in printed.getvalue()
    for name in MAIN_CAST:
        assert f"{name}@{DOMAIN}" in printed.getvalue()
    response = client.post("/logga-in/", {"login": f"{MAIN_CAST[0]}@{DOMAIN}", "password": PASSWORD})
    assert response.status_code == 302


def test_who_has_changed_the_password_is_not_listed() -> None:
    for user in User.objects.all():
        user.set_password("något helt annat")
        user.save()
    assert "Logga in med dina egna uppgifter" in sign_ins()


@pytest.mark.parametrize("slug", [NEAR_CARE, PATHWAYS])
@pytest.mark.parametrize("kind", [Requirement.Kind.INTERIM, Requirement.Kind.FINAL, Requirement.Kind.ECONOMIC])
def test_every_figure_of_every_drawing_is_the_same(slug: str, kind: str, client: Client) -> None:
    """Page, PDF, XLSX, CSV and JSON of each agreement's delredovisning, slutredovisning and ekonomisk redovisning."""
    assert sorted(Agreement.objects.values_list("slug", flat=True)) == [NEAR_CARE, PATHWAYS]
    found = agreement(slug)
    final = Requirement.objects.filter(agreement=found, kind=kind).first() or reports.requirement(
        found, kind=kind, period_from=found.starts_on, period_to=found.ends_on
    )
    client.force_login(User.objects.get(email="ellinor.backlund@bidragsboken.example"))
    page = client.get(final.get_absolute_url()).content
    report = build_report(reports.fresh(final), day_of_figures(final, TODAY))
    assert "\n".join(drawings.missing(report, page)) == ""
