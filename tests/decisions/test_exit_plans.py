"""Registrations, investments, providers, exit plans and marks: who may, what is refused, what follows from them."""

import datetime
from copy import deepcopy
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from config.refused import Refused
from decisions import actions
from decisions.agreement_checks import agreement_findings
from decisions.checks import findings
from decisions.decision_document import build_document
from decisions.extract import build_extract
from decisions.fulfilment import Code, Fulfilment, Ground
from decisions.models import Condition, ConditionMark, Decision, ExitPlan, Investment, ProviderRequest, Registration
from decisions.models.kinds import Body, Kind
from grants.models import Activity, OutcomeComment
from people.abilities import Profile
from people.models import User
from tests import creators
from tests.creators import TODAY
from tests.decisions.test_allocation import signed_in

pytestmark = pytest.mark.django_db

NAMED = {
    1: Code.EXISTING_RESOURCES,
    2: Code.REGISTRATION,
    3: Code.DEPRECIATION,
    4: Code.NO_HANDOUT,
    5: Code.PROVIDER_REPORTING,
    6: Code.EXIT_PLAN,
}


@pytest.fixture(scope="module")
def made(module_db: None) -> creators.Example:
    """With the six conditions in force before its decision, which therefore carries them."""
    for number, code in NAMED.items():
        creators.condition(number, f"Villkor {number}.", code=code)
    return creators.Example()


@pytest.fixture
def example(made: creators.Example, db: None) -> creators.Example:
    return deepcopy(made)


@pytest.fixture
def officer() -> User:
    return creators.officer()


def state(activity: Activity, code: str) -> str:
    found = Fulfilment(activity.area.agreement, TODAY)
    return found.cell(activity, Condition.objects.get(code=code)).state


def plan(activity: Activity, by: User, amounts: dict[int, int] | None = None) -> ExitPlan:
    return actions.save_exit_plan(
        activity,
        kind=ExitPlan.Kind.REPLACEMENT,
        text="Ersätter mottagning.",
        amounts={year: Decimal(amount) for year, amount in (amounts or {2021: 100}).items()},
        by=by,
        on=TODAY,
    )


def register(*activities: Activity, by: User, day: datetime.date = TODAY) -> list[Registration]:
    return actions.register_activities(list(activities), registered_on=day, by=by, on=TODAY)


def invest(activity: Activity, by: User, cost: int = 360, **more) -> Investment:
    given = {"name": "Skrivare", "first_month": datetime.date(2020, 10, 17), "life_months": 36} | more
    return actions.add_investment(activity, cost=Decimal(cost), by=by, on=TODAY, **given)


def found(example: creators.Example, check_id: str) -> list:
    rows = agreement_findings(example.agreement, TODAY)
    return [finding for finding in rows if finding.id == f"decisions.{check_id}"]


# ---- Registration


def test_a_registration_is_dated_and_named(example: creators.Example, officer: User) -> None:
    (row,) = register(example.alfa, by=officer, day=datetime.date(2020, 4, 20))
    assert (row.registered_on, row.by) == (datetime.date(2020, 4, 20), officer)
    assert state(example.alfa, Code.REGISTRATION) == "met"
    assert state(example.beta, Code.REGISTRATION) == "not_met"


def test_the_check_names_the_unregistered(example: creators.Example, officer: User) -> None:
    register(example.alfa, by=officer)
    (finding,) = found(example, "W121")
    assert "2 av 3 aktiviteter är inte registrerade i Stratsys: Beta och Gamma." in finding.text
    register(example.beta, example.gamma, by=officer)
    assert found(example, "W121") == []


def test_registering_is_all_or_nothing(example: creators.Example, officer: User) -> None:
    register(example.alfa, by=officer)
    with pytest.raises(Refused, match="Alfa är redan registrerad"):
        register(example.beta, example.alfa, by=officer)
    with pytest.raises(Refused, match="i framtiden"):
        register(example.beta, by=officer, day=TODAY + datetime.timedelta(days=1))
    with pytest.raises(Refused, match="Välj minst en"):
        register(by=officer)
    assert Registration.objects.count() == 1


def test_a_registration_is_withdrawn_with_a_reason_and_kept(example: creators.Example, officer: User) -> None:
    (row,) = register(example.alfa, by=officer)
    with pytest.raises(Refused, match="Skriv varför"):
        actions.withdraw_evidence(row, reason=" ", by=officer, on=TODAY)
    actions.withdraw_evidence(row, reason="Fel aktivitet.", by=officer, on=TODAY)
    with pytest.raises(Refused, match="redan borttagen"):
        actions.withdraw_evidence(row, reason="Igen.", by=officer, on=TODAY)
    assert state(example.alfa, Code.REGISTRATION) == "not_met"
    register(example.alfa, by=officer)
    assert [each.is_current for each in example.alfa.registrations.order_by("pk")] == [False, True]


# ---- Who may


def test_officers_everywhere_and_the_responsible_for_their_own(example: creators.Example, officer: User) -> None:
    responsible = creators.user(Profile.MANAGER)
    creators.tenure(example.alfa.responsibilities.get().role, responsible)
    register(example.alfa, by=responsible)
    with pytest.raises(Refused, match="Du ansvarar inte för Beta"):
        register(example.beta, by=responsible)
    for profile in set(Profile) - {Profile.OFFICER, Profile.MANAGER, Profile.COORDINATOR}:
        with pytest.raises(Refused, match="behörighet att följa upp"):
            plan(example.beta, creators.user(profile))
    assert not example.beta.exitplans.exists()


def test_who_coordinates_the_area_may(example: creators.Example) -> None:
    coordinator = creators.user(Profile.COORDINATOR)
    example.area.coordinator = creators.role("Samordnare", holder=coordinator)
    example.area.save()
    example.beta.refresh_from_db()
    plan(example.beta, coordinator)


# ---- Investments


def test_the_years_depreciation_is_held_against_what_is_booked(example: creators.Example, officer: User) -> None:
    assert state(example.beta, Code.DEPRECIATION) == "not_applicable"
    row = invest(example.beta, officer, cost=2400, life_months=12)  # October–December of 2020: 600 of 200 booked
    assert row.first_month == datetime.date(2020, 10, 1)
    assert state(example.beta, Code.DEPRECIATION) == "not_met"
    (finding,) = found(example, "W122")
    assert (finding.amount, finding.activity_id) == (Decimal(400), example.beta.pk)
    assert "600\xa0kr i avskrivning 2020 men 200\xa0kr bokfört för året" in finding.text
    actions.withdraw_evidence(row, reason="Köptes aldrig.", by=officer, on=TODAY)
    invest(example.beta, officer, cost=2400, life_months=36)  # exactly 200
    assert state(example.beta, Code.DEPRECIATION) == "met"
    assert found(example, "W122") == []


def test_each_year_bears_its_own_depreciation(example: creators.Example, officer: User) -> None:
    """Over both years the money is enough; the second year it is not."""
    example.agreement.ends_on = datetime.date(2021, 12, 31)
    example.agreement.save()
    row = invest(example.beta, officer, cost=150, first_month=datetime.date(2020, 12, 1), life_months=13)
    years = Fulfilment(example.agreement, TODAY).charges(example.beta)
    assert [(one.year, one.charge, one.booked, one.over) for one in years] == [
        (2020, Decimal("11.54"), Decimal(100), Decimal(0)),
        (2021, Decimal("138.46"), Decimal(100), Decimal("38.46")),
    ]
    (finding,) = found(example, "W122")
    assert "138,46\xa0kr i avskrivning 2021 men 100\xa0kr bokfört för året: 38,46\xa0kr för mycket" in finding.text
    assert (finding.subject, finding.amount) == (f"{example.beta.pk}-2021", Decimal("38.46"))
    page = signed_in(officer).get(example.beta.get_absolute_url()).text.replace("\xa0", " ")
    assert row.name in page
    assert "Bokfört för året" in page
    assert "38,46" in page


def test_a_years_share_follows_the_months_weights(example: creators.Example, officer: User) -> None:
    example.agreement.ends_on = datetime.date(2021, 12, 31)
    example.agreement.save()
    for month, weight in (((2020, 1), 1), ((2021, 1), 3)):
        example.agreement.budget_months.create(month=datetime.date(*month, 1), weight=weight)
    years = Fulfilment(example.agreement, TODAY).charges(example.beta)
    assert [(one.year, one.booked) for one in years] == [(2020, Decimal(50)), (2021, Decimal(150))]


@pytest.mark.parametrize("wrong", [{"cost": 0}, {"cost": -1}, {"life_months": 0}, {"life_months": 601}, {"name": " "}])
def test_an_investment_that_is_refused(example: creators.Example, officer: User, wrong: dict) -> None:
    with pytest.raises(Refused):
        invest(example.beta, officer, **wrong)
    assert not Investment.objects.exists()


# ---- Providers


def test_a_provider_is_asked_and_answers_once(example: creators.Example, officer: User) -> None:
    assert state(example.alfa, Code.PROVIDER_REPORTING) == "unknown"
    asked = actions.ask_provider(example.alfa, provider="Hälsan AB", asked_on=TODAY, by=officer, on=TODAY)
    answer = {"answered_on": TODAY, "by": officer, "on": TODAY}
    for wrong in ({"answered_on": TODAY - datetime.timedelta(days=1)}, {"answer": " "}):
        with pytest.raises(Refused):
            actions.note_answer(asked, **{"answer": "Två tjänster.", **answer, **wrong})
    actions.note_answer(asked, answer="Två tjänster.", **answer)
    assert state(example.alfa, Code.PROVIDER_REPORTING) == "met"
    with pytest.raises(Refused, match="redan antecknat"):
        actions.note_answer(asked, answer="Tre tjänster.", **answer)
    with pytest.raises(Exception, match="provider_answer_is_not_rewritten"), transaction.atomic():
        ProviderRequest.objects.filter(pk=asked.pk).update(answer="Tre tjänster.")


# ---- Exit plans


def test_a_new_plan_takes_the_place_of_the_earlier(example: creators.Example, officer: User) -> None:
    first = plan(example.alfa, officer, {2022: 5, 2021: 0})
    assert [(row.year, row.amount.amount) for row in first.years.all()] == [(2021, 0), (2022, 5)]
    second = plan(example.alfa, officer)
    first.refresh_from_db()
    assert (first.is_current, first.withdrawn_reason) == (False, "Ersatt av en ny kalkyl.")
    assert example.alfa.exitplans.current().get() == second


@pytest.mark.parametrize("wrong", [{"kind": "annat"}, {"text": " "}, {"amounts": {}}, {"amounts": {2021: Decimal(-1)}}])
def test_a_plan_that_is_refused(example: creators.Example, officer: User, wrong: dict) -> None:
    given = {"kind": "winding_down", "text": "Avslutas.", "amounts": {2021: Decimal(0)}} | wrong
    with pytest.raises(Refused):
        actions.save_exit_plan(example.alfa, **given, by=officer, on=TODAY)
    assert not ExitPlan.objects.exists()


def draft_for(example: creators.Example, activity: Activity, body: Body, by: User) -> Decision:
    """For the director under a mandate, which an allocation needs too."""
    if body == Body.DIRECTOR:
        creators.mandate(example.agreement, example.decision, kinds=[Kind.ALLOCATION], name="Fördelning")
    draft = actions.draft_allocation(
        agreement=example.agreement, case=example.case, body=body, title="Tillägg", by=by, on=TODAY
    )
    row = actions.GridRow(activity, {example.fund.pk: Decimal(10)})
    return actions.save_grid(draft, rows=[row], version=draft.version, by=by, on=TODAY)


def test_a_new_activity_without_a_plan_is_refused_here(example: creators.Example, officer: User) -> None:
    new = creators.activity(example.area, "Ny")
    draft = draft_for(example, new, Body.DIRECTOR, officer)
    with pytest.raises(Refused, match=r"Nya aktiviteter utan kalkyl.*: Ny"):
        actions.submit(draft, by=officer, on=TODAY)
    draft.refresh_from_db()
    assert (draft.status, draft.conditions.count()) == ("draft", 0)
    plan(new, officer)
    assert actions.submit(draft, by=officer, on=TODAY).status == "submitted"


def test_the_board_may_decide_it_anyway(example: creators.Example, officer: User) -> None:
    draft = draft_for(example, creators.activity(example.area, "Ny"), Body.BOARD, officer)
    actions.submit(draft, by=officer, on=TODAY)
    assert [(row.id, row.severity) for row in findings(draft, TODAY)] == [
        ("decisions.W016", "warning"),
        ("decisions.W026", "warning"),
    ]
    registrar = creators.user(Profile.REGISTRAR)
    actions.record(draft, decided_on=TODAY, by=registrar, on=TODAY, section_number="§ 40")
    (finding,) = found(example, "W123")
    assert "4 av 4 aktiviteter saknar kalkyl" in finding.text


def test_the_plan_stands_where_the_activity_is_decided_and_read(example: creators.Example, officer: User) -> None:
    """On the proposal that the decider reads, in the document frozen with the decision, in the manager's extract and
    among the conditions. A later plan leaves the decision's as it was."""
    new = creators.activity(example.area, "Ny")
    plan(new, officer, {2021: 900, 2022: 0})
    draft = actions.draft_allocation(
        agreement=example.agreement, case=example.case, body=Body.BOARD, title="Tillägg", by=officer, on=TODAY
    )
    rows = [actions.GridRow(new, {example.fund.pk: Decimal(10)})]
    draft = actions.submit(
        actions.save_grid(draft, rows=rows, version=draft.version, by=officer, on=TODAY), by=officer, on=TODAY
    )
    page = signed_in(officer).get(draft.get_absolute_url()).text
    assert "Ny: ersätter annan verksamhet" in page
    decided = actions.record(
        draft, decided_on=TODAY, section_number="§ 9", by=creators.user(Profile.REGISTRAR), on=TODAY
    )
    written = build_document(decided).plans
    assert [(one.activity, one.kind, one.text) for one in written] == [
        ("Ny", "Ersätter annan verksamhet", "Ersätter mottagning.")
    ]
    assert [(row.year, row.amount) for row in written[0].years] == [(2021, 900), (2022, 0)]
    later = TODAY + datetime.timedelta(days=1)
    actions.save_exit_plan(
        new, kind=ExitPlan.Kind.WINDING_DOWN, text="Avvecklas.", amounts={2021: Decimal(5)}, by=officer, on=later
    )
    assert build_document(decided).plans == written
    assert [one.text for one in build_extract(Activity.objects.for_extract().get(pk=new.pk), later).plans] == [
        "Avvecklas."
    ]
    cell = Fulfilment(example.agreement, later).cell(new, Condition.objects.get(code=Code.EXIT_PLAN))
    assert cell.ground.evidence == "Avvecklas. Kostnad 2021: 5\xa0kr."
    assert (cell.ground.on, cell.ground.by) == (later, officer.name)


def test_an_activity_that_has_money_already_is_not_new(example: creators.Example, officer: User) -> None:
    draft = draft_for(example, example.alfa, Body.DIRECTOR, officer)
    assert actions.submit(draft, by=officer, on=TODAY).status == "submitted"


def test_a_waived_condition_asks_for_no_plan(example: creators.Example, officer: User) -> None:
    draft = draft_for(example, creators.activity(example.area, "Ny"), Body.DIRECTOR, officer)
    condition = Condition.objects.get(code=Code.EXIT_PLAN)
    draft = actions.choose_conditions(
        draft, reasons={condition.pk: "Engångskostnad."}, version=draft.version, by=officer, on=TODAY
    )
    assert actions.submit(draft, by=officer, on=TODAY).conditions.count() == 5


# ---- Marks


def test_a_mark_holds_until_the_next(example: creators.Example, officer: User) -> None:
    condition = Condition.objects.get(code=Code.EXISTING_RESOURCES)
    assert state(example.alfa, condition.code) == "unknown"
    for word in ("met", "not_met"):
        actions.mark_condition(example.alfa, condition, state=word, evidence="Protokoll.", by=officer, on=TODAY)
        assert state(example.alfa, condition.code) == word
    (finding,) = found(example, "W124")
    assert "Alfa uppfyller inte villkor 1." in finding.text
    actions.mark_condition(example.alfa, condition, state="unknown", evidence="Fel.", by=officer, on=TODAY)
    assert state(example.alfa, condition.code) == "unknown"
    assert found(example, "W124") == []


def test_what_is_counted_may_only_be_marked_as_not_applicable(example: creators.Example, officer: User) -> None:
    condition = Condition.objects.get(code=Code.EXIT_PLAN)
    for word in ("met", "not_met"):
        with pytest.raises(Refused, match="räknas fram"):
            actions.mark_condition(example.alfa, condition, state=word, evidence="Ja.", by=officer, on=TODAY)
    with pytest.raises(Refused, match="Skriv vad bedömningen"):
        actions.mark_condition(example.alfa, condition, state="not_applicable", evidence="", by=officer, on=TODAY)
    assert not ConditionMark.objects.exists()
    actions.mark_condition(example.alfa, condition, state="not_applicable", evidence="Ej ny.", by=officer, on=TODAY)
    assert state(example.alfa, condition.code) == "not_applicable"
    assert "2 av 3 aktiviteter saknar kalkyl" in found(example, "W123")[0].text
    plan(example.alfa, officer)
    assert state(example.alfa, condition.code) == "met"


def test_money_that_is_handed_out_makes_condition_4_not_apply(example: creators.Example) -> None:
    assert state(example.alfa, Code.NO_HANDOUT) == "unknown"
    example.agreement.hands_out_to_own_units = True
    example.agreement.save()
    alfa = Activity.objects.select_related("area__agreement").get(pk=example.alfa.pk)
    assert state(alfa, Code.NO_HANDOUT) == "not_applicable"


def test_a_unit_that_confirms_its_assignment_in_a_comment_meets_condition_4(example: creators.Example) -> None:
    alfa, by = example.alfa, creators.user(Profile.MANAGER, name="Alva Ansvarig")

    def comment(month: int, day: int, sentence: str = "Verksamheten har uppdraget.") -> None:
        of = {"month": datetime.date(2020, month, 1), "commented_on": datetime.date(2020, month + 1, day)}
        OutcomeComment.objects.create(activity=alfa, text="Fler patienter.", sentence=sentence, by=by, **of)

    def ground(on: datetime.date = TODAY) -> Ground:
        return Fulfilment(example.agreement, on).cell(alfa, Condition.objects.get(code=Code.NO_HANDOUT)).ground

    comment(7, 9, sentence="")
    assert ground().state == "unknown"
    comment(7, 12)
    comment(8, 8)
    last = ground()
    assert (last.state, last.on, last.by) == ("met", datetime.date(2020, 9, 8), "Alva Ansvarig")
    assert last.evidence == "Bekräftat i kommentaren till utfallet till och med 2020-08: Verksamheten har uppdraget."
    assert ground(datetime.date(2020, 9, 7)).on == datetime.date(2020, 8, 12)
    assert state(example.beta, Code.NO_HANDOUT) == "unknown"
    # What is said later of the same month holds: without the sentence only July confirms it.
    comment(8, 9, sentence="")
    assert ground().on == datetime.date(2020, 8, 12)


def test_an_activity_without_a_decision_carries_nothing(example: creators.Example) -> None:
    new = creators.activity(example.area)
    cells = Fulfilment(example.agreement, TODAY).cells_of(new)
    assert cells
    assert not any(cell.carried for cell in cells)


# ---- What the database refuses


@pytest.mark.parametrize(
    ("model", "fields", "constraint"),
    [
        (Registration, {"registered_on": TODAY, "withdrawn_on": TODAY}, "registration_withdrawn_with_a_reason"),
        (
            Investment,
            {"name": "X", "cost": 0, "first_month": datetime.date(2020, 1, 1), "life_months": 1},
            "investment_costs_something",
        ),
        (
            Investment,
            {"name": "X", "cost": 1, "first_month": datetime.date(2020, 1, 2), "life_months": 1},
            "investment_month_is_a_first_day",
        ),
        (ProviderRequest, {"provider": "X", "asked_on": TODAY, "answer": "Ja."}, "provider_answer_whole_or_none"),
        (ExitPlan, {"kind": "winding_down", "text": "", "planned_on": TODAY}, "exit_plan_says_how"),
    ],
)
def test_the_database_refuses(example: creators.Example, officer: User, model, fields: dict, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        model.objects.create(activity=example.alfa, by=officer, **fields)


def test_what_is_kept_is_not_deleted_or_rewritten(example: creators.Example, officer: User) -> None:
    row, (registration,) = invest(example.alfa, officer), register(example.alfa, by=officer)
    for write in (
        lambda: Investment.objects.filter(pk=row.pk).delete(),
        lambda: Investment.objects.filter(pk=row.pk).update(cost=1),
        lambda: Registration.objects.filter(pk=registration.pk).update(registered_on=datetime.date(2020, 1, 1)),
        lambda: Registration.objects.create(activity=example.alfa, registered_on=TODAY, by=officer),
    ):
        with (
            pytest.raises(Exception, match=r"is_not_rewritten|is_kept|registered_once_at_a_time"),
            transaction.atomic(),
        ):
            write()
