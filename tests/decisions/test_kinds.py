"""Every kind of decision from draft to book: who decides, what the checks say, what moves, and that the proof holds."""

import datetime
from copy import deepcopy
from decimal import Decimal

import pytest

from config.refused import Refused
from decisions import actions
from decisions.actions.moving import Move, Taken
from decisions.actions.seeing import FiguresChanged
from decisions.actions.verdicts import Blocked
from decisions.authority import basis_sentence
from decisions.checks import findings
from decisions.decision_document import build_document
from decisions.figures import agreement_figures
from decisions.links import later_decisions
from decisions.models import ExitPlan
from decisions.models.kinds import Body, Kind, Status
from decisions.verification import breaches
from grants.actions import close_month
from grants.figures import read_book
from people.abilities import Profile
from tests import creators, kinds
from tests.creators import TODAY, Example
from tests.decisions.snapshots import booked, nothing_changes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made")]


@pytest.fixture(scope="module")
def made(module_db: None) -> Example:
    made = Example()
    kinds.empower(made)
    return made


@pytest.fixture
def example(made: Example, db: None) -> Example:
    return deepcopy(made)


@pytest.fixture
def director():
    return creators.director()


def pool(example: Example) -> Decimal:
    return read_book(example.agreement).pool[example.fund.pk]


def decide(decision, director, **more):
    actions.submit(decision, by=decision.created_by, on=TODAY)
    return actions.decide(decision, by=director, on=TODAY, **more)


def record(decision, *, section: str = "§ 77", **more):
    actions.submit(decision, by=decision.created_by, on=TODAY)
    by = creators.user(Profile.REGISTRAR)
    return actions.record(decision, decided_on=TODAY, by=by, on=TODAY, section_number=section, **more)


def codes(decision) -> set[str]:
    return {finding.id.removeprefix("decisions.") for finding in findings(decision, TODAY)}


def test_a_release_goes_back_to_the_pool(example, director):
    draft = kinds.release(example, example.alfa, 150)
    assert draft.body == Body.DIRECTOR
    assert draft.title == "150\u00a0kr från Alfa till ofördelat"
    assert basis_sentence(draft, TODAY).startswith("Beslutas av regiondirektören med stöd av")
    decide(draft, director)
    assert (booked(example.alfa), pool(example)) == (450, 350)
    assert agreement_figures(example.agreement).activities[example.alfa.pk].figures.decided == 450
    assert breaches() == []


def test_a_release_of_more_than_there_is_or_of_what_is_locked(example):
    assert codes(kinds.release(example, example.alfa, 601)) == {"E007"}
    locked = kinds.save(
        example, actions.Move(Kind.RELEASE, [actions.Taken(example.earmarked, example.gamma, Decimal(50))])
    )
    assert codes(locked) == {"E005"}
    with nothing_changes(), pytest.raises(Blocked):
        actions.submit(locked, by=locked.created_by, on=TODAY)
    to_board = kinds.save(
        example,
        actions.Move(Kind.RELEASE, [actions.Taken(example.earmarked, example.gamma, Decimal(50))]),
        to_board=True,
    )
    assert codes(to_board) == {"W005"}
    record(to_board)
    assert booked(example.gamma) == 50


def test_without_a_mandate_the_board_decides():
    example = Example()
    draft = kinds.release(example, example.alfa, 10)
    assert draft.body == Body.BOARD
    assert basis_sentence(draft, TODAY).startswith(
        "Måste beslutas av regionstyrelsen, eftersom inget mandat för återföring"
    )


def test_a_new_activity_wants_its_plan_for_afterwards(example, director):
    creators.condition(6, "Kalkyl.", code="exit_plan")
    draft = kinds.new_activity(example, pool=100, alfa=50)
    assert codes(draft) == {"E016"}
    with nothing_changes(), pytest.raises(Blocked):
        actions.submit(draft, by=draft.created_by, on=TODAY)
    activity = draft.lines.get(amount__gt=0).activity
    actions.save_exit_plan(
        activity,
        kind=ExitPlan.Kind.values[0],
        text="Inom ram.",
        amounts={2021: Decimal(0)},
        by=draft.created_by,
        on=TODAY,
    )
    decide(draft, director)
    assert (booked(activity), booked(example.alfa), pool(example)) == (150, 550, 100)
    assert breaches() == []


def test_a_manager_proposes_a_new_activity_and_a_stranger_does_not(example):
    manager = creators.user(Profile.MANAGER)
    creators.tenure(example.alfa.roles.get(), manager)
    assert kinds.new_activity(example, pool=10, by=manager).created_by == manager
    with nothing_changes(), pytest.raises(Refused, match="ansvarar inte"):
        kinds.new_activity(example, pool=10, name="Epsilon", by=creators.user(Profile.MANAGER))


def test_a_new_activity_that_came_to_nothing_is_taken_up_again(example):
    first = kinds.new_activity(example, pool=10)
    actions.withdraw(first, by=first.created_by, on=TODAY)
    again = kinds.new_activity(example, pool=20, name="delta")
    assert again.lines.get().activity == first.lines.get().activity
    with pytest.raises(Refused, match="redan en aktivitet"):
        kinds.new_activity(example, pool=10)


def test_earmarked_money_starts_nothing_else(example):
    creators.allot(example.earmarked, 50)
    taken = [actions.Taken(example.earmarked, None, Decimal(50))]
    target = actions.NewActivity(example.area, "Delta", [creators.role()])
    draft = kinds.save(example, actions.Move(Kind.ACTIVITY, taken, target), to_board=True)
    assert "E006" in codes(draft)
    with pytest.raises(Refused, match="öronmärkt"):
        record(draft, acknowledged="Ändå.")


def test_a_lock_changes_when_it_is_recorded_and_not_before(example):
    draft = kinds.lock(example, example.alfa)
    assert basis_sentence(draft, TODAY) == (
        "Måste beslutas av regionstyrelsen, eftersom bara den kan låsa en aktivitet."
    )
    example.alfa.refresh_from_db()
    assert not example.alfa.locked
    record(draft)
    example.alfa.refresh_from_db()
    assert example.alfa.locked
    assert example.alfa.lock_reference.endswith("§ 77")
    assert codes(kinds.lock(example, example.alfa)) == {"E021"}
    record(kinds.lock(example, example.alfa, kind=Kind.UNLOCK), section="§ 78")
    example.alfa.refresh_from_db()
    assert not example.alfa.locked
    assert breaches() == []


def test_money_across_areas_is_counted_where_its_fund_is(example):
    """By hand. Area 1: 1 000 + 100 allotted, 600 + 200 + 130 (30 uncovered) decided. Area 2: 500 allotted, 100 decided.
    70 of area 1's pool (200) and 40 of Alfa go to Omega in area 2."""
    _, omega = kinds.other_area(example)
    draft = kinds.across(example, omega, pool=70, alfa=40)
    assert draft.body == Body.BOARD
    record(draft)
    figures = agreement_figures(example.agreement)
    first, second = figures.area(1), figures.area(2)
    assert figures.activities[omega.pk].figures.allocated == figures.activities[omega.pk].figures.decided == 210
    assert (first.totals.allotted, first.totals.allocated, first.totals.unallocated) == (1100, 970, 130)
    assert (first.totals.decided, first.totals.uncovered) == (1000, 30)
    assert (second.totals.allotted, second.totals.allocated, second.totals.unallocated) == (500, 100, 400)
    assert (second.totals.decided, second.totals.left) == (100, 210)
    assert first.totals.left == 860
    assert [(row.activity, row.decided, row.allocated) for row in first.given] == [(omega, 110, 110)]
    assert [(row.fund, row.decided, row.allocated) for row in second.received] == [(example.fund, 110, 110)]
    totals = figures.totals
    assert (totals.allotted, totals.decided, totals.allocated, totals.unallocated) == (1600, 1100, 1070, 530)
    assert breaches() == []


def test_money_within_an_area_is_not_across(example):
    assert "E020" in codes(kinds.across(example, example.beta, pool=10))


def test_a_repayment_says_both_numbers_and_the_day(example):
    draft = kinds.repayment(example, 120)
    assert draft.body == Body.BOARD
    (point,) = draft.points.all()
    for part in ("120\u00a0kr", "RS/1/2020", "S2020/1/FS", "2021-01-31"):
        assert part in point.text
    record(draft)
    book = read_book(example.agreement)
    assert (book.pool[example.fund.pk], book.repaid[example.fund.pk]) == (80, 120)
    assert build_document(draft).sentence.startswith("Regionstyrelsen beslutar att ")
    assert codes(kinds.repayment(example, 81)) == {"E017"}
    assert breaches() == []


def test_a_correction_reverses_and_replaces_in_one(example):
    draft = kinds.correction(example, example.alfa, 500)
    assert draft.body == Body.BOARD
    draft = record(draft)
    assert (booked(example.alfa), pool(example)) == (500, 300)
    assert [later.decision for later in later_decisions(example.decision)] == [draft]
    assert agreement_figures(example.agreement).activities[example.alfa.pk].figures.decided == 500
    with pytest.raises(StopIteration):
        kinds.correction(example, example.alfa, 400)
    record(kinds.correction(example, example.alfa, 450, earlier=draft))
    assert booked(example.alfa) == 450
    assert breaches() == []


def test_a_correction_to_the_right_activity(example):
    record(kinds.correction(example, example.alfa, 600, to=example.beta))
    assert (booked(example.alfa), booked(example.beta), pool(example)) == (0, 800, 200)
    assert breaches() == []


def test_a_correction_that_would_leave_less_than_nothing(example, director):
    decide(example.propose({example.alfa: -500, example.beta: 500}), director)
    draft = kinds.correction(example, example.alfa, 0)
    assert codes(draft) == {"E007"}
    with pytest.raises(Refused, match="kan inte tas därifrån"):
        record(draft, acknowledged="Ändå.")
    assert booked(example.alfa) == 100


def test_a_correction_of_what_the_director_decided_is_the_directors(example, director):
    earlier = decide(example.propose({example.alfa: -100, example.beta: 100}), director)
    draft = kinds.correction(example, example.beta, 60, earlier=earlier)
    assert draft.body == Body.DIRECTOR
    month = earlier.decided_on.replace(day=1)
    later = datetime.date(2020, 10, 5)
    close_month(agreement=example.agreement, month=month, by=creators.user(Profile.CONTROLLER), on=later)
    actions.submit(draft, by=draft.created_by, on=later)
    actions.decide(draft, by=director, on=later)
    assert (booked(example.alfa), booked(example.beta)) == (540, 260)
    assert {funding.movement.booked_on for line in draft.lines.all() for funding in line.fundings.all()} == {later}
    assert breaches() == []


def test_a_wrongly_registered_allotment_is_corrected_by_the_registrar(example):
    allotment = example.agreement.decisions.filter(kind=Kind.ALLOTMENT).earliest("pk")
    movement = actions.correcting.movements_of(allotment)[0]
    content = actions.Correction(allotment, [actions.Right(movement, Decimal(900))])
    draft = kinds.save(example, content, case=allotment.case)
    assert draft.body == Body.STATE
    record(draft, section="")
    assert pool(example) == 100
    assert read_book(example.agreement).allotted[example.fund.pk] == 900
    assert breaches() == []


def test_other_words_leave_the_decision_as_it_was_made(example):
    before = build_document(example.decision).canonical()
    draft = kinds.rectification(example, heading="Fördelning 2020")
    record(draft)
    example.decision.refresh_from_db()
    assert (example.decision.title, build_document(example.decision).canonical()) == ("Fördelning", before)
    (wording,) = build_document(draft).wordings
    assert (wording.name, wording.before, wording.after) == ("Rubrik", "Fördelning", "Fördelning 2020")
    with nothing_changes(), pytest.raises(Refused, match="Ingen ordalydelse"):
        kinds.rectification(example, heading="Fördelning")


def test_a_changed_pool_is_confirmed_anew(example, director):
    first, second = kinds.new_activity(example, pool=20), kinds.new_activity(example, pool=30, name="Epsilon")
    actions.submit(first, by=first.created_by, on=TODAY)
    second = actions.submit(second, by=second.created_by, on=TODAY)
    seen = actions.seen_token(second)
    actions.decide(first, by=director, on=TODAY)
    with nothing_changes(), pytest.raises(FiguresChanged):
        actions.decide(second, by=director, on=TODAY, seen=seen)
    assert actions.decide(second, by=director, on=TODAY, seen=actions.seen_token(second)).status == Status.DECIDED


def test_a_deputy_acts_on_behalf(example):
    deputy = creators.user(Profile.DIRECTOR)
    creators.tenure(creators.role("Regiondirektör"), deputy, rank=1)
    decided = decide(kinds.release(example, example.alfa, 10), deputy)
    assert decided.on_behalf_of.startswith("på uppdrag av")


def test_a_correction_here_reaches_neither_another_area_nor_what_is_locked(example, director):
    """It rests on the corrected decision's mandate, which is for reallocating within an area."""
    _, omega = kinds.other_area(example)
    earlier = decide(example.propose({example.alfa: -100, example.beta: 100}), director)
    draft = kinds.correction(example, example.beta, 100, to=omega, earlier=earlier)
    assert (draft.body, codes(draft)) == (Body.DIRECTOR, {"E024"})
    with nothing_changes(), pytest.raises(Blocked):
        actions.submit(draft, by=draft.created_by, on=TODAY)


def test_a_new_activity_that_is_renamed_takes_no_other_activitys_name(example):
    draft = kinds.new_activity(example, pool=100)
    for name in ("Beta", "BETA"):
        content = Move(
            Kind.ACTIVITY,
            [Taken(example.fund, None, Decimal(100))],
            actions.NewActivity(example.area, name, [creators.role()]),
        )
        with nothing_changes(), pytest.raises(Refused, match="har redan en aktivitet"):
            actions.save_proposal(
                draft, content, agreement=example.agreement, reason="Behov.", by=draft.created_by, on=TODAY
            )


def test_a_draft_is_revised_by_who_may_write_it_and_stays_of_its_kind(example):
    draft = kinds.release(example, example.alfa, 50)
    content = Move(Kind.RELEASE, [Taken(example.fund, example.beta, Decimal(10))])
    across = Move(Kind.ACROSS, [Taken(example.fund, None, Decimal(10))], kinds.other_area(example)[1])
    for by, wrong in ((creators.user(Profile.CONTROLLER), content), (draft.created_by, across)):
        with nothing_changes(), pytest.raises(Refused):
            actions.save_proposal(draft, wrong, agreement=example.agreement, reason="x", by=by, on=TODAY)


def test_the_board_decides_another_amount_that_pool_and_activity_give_together(example):
    _, omega = kinds.other_area(example)
    draft = kinds.across(example, omega, pool=40, alfa=60)
    actions.submit(draft, by=draft.created_by, on=TODAY)
    line = draft.lines.get(activity=omega)
    by = creators.user(Profile.REGISTRAR)
    decided = actions.record(
        draft, decided_on=TODAY, by=by, on=TODAY, section_number="§ 77", amounts={line.pk: Decimal(90)}
    )
    assert (booked(omega), booked(example.alfa), pool(example)) == (190, 540, 170)
    assert "90\u00a0kr" in decided.title
    assert breaches() == []


def test_another_amount_to_repay_is_put_into_its_point(example):
    draft = kinds.repayment(example, 120)
    actions.submit(draft, by=draft.created_by, on=TODAY)
    by = creators.user(Profile.REGISTRAR)
    decided = actions.record(
        draft, decided_on=TODAY, by=by, on=TODAY, section_number="§ 77", repaid={example.fund.pk: Decimal(100)}
    )
    point, share = decided.points.get(), decided.lines.get().shares.get()
    assert point.proposed_text.startswith("120\u00a0kr av tilldelningen Fri återbetalas till staten")
    assert point.text == point.proposed_text.replace("120", "100")
    assert (share.proposed_amount.amount, share.amount.amount) == (-120, -100)
    book = read_book(example.agreement)
    assert (book.pool[example.fund.pk], book.repaid[example.fund.pk]) == (100, 100)
    assert decided.title == "100\u00a0kr återbetalas till staten"
    assert breaches() == []
