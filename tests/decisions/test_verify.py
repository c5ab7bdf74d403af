"""verify_ledger finds each rule broken when a row is forced in past the triggers, as a superuser can in psql."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from decisions import actions
from decisions.models import Decision, Funding
from decisions.verification import RULES, breaches
from grants.models import Account, Movement
from people.abilities import Profile
from tests import creators, kinds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("example")]


@contextmanager
def past_the_triggers() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what was booked rightly is checked as if committed
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = origin")


def force(sql: str, *values: object) -> None:
    """Runs SQL with the triggers asleep."""
    with past_the_triggers(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def drop(table: str, constraint: str) -> None:
    """A CHECK holds for a superuser too: it has to be dropped first."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")


@pytest.fixture
def reallocated(example: creators.Example) -> creators.Example:
    """The example after a reallocation that the director decided."""
    draft = example.submitted({example.alfa: -100, example.beta: 100})
    actions.decide(draft, by=creators.director(), on=creators.TODAY)
    return example


@pytest.fixture
def released(example: creators.Example) -> creators.Example:
    """The example after a release that the board decided."""
    draft = kinds.release(example, example.alfa, 100, hand_in=True)
    by = creators.user(Profile.REGISTRAR)
    actions.record(draft, decided_on=creators.TODAY, by=by, on=creators.TODAY, section_number="§ 77")
    return example


def rules() -> list[str]:
    return [breach.rule for breach in breaches()]


def movement(example: creators.Example) -> Movement:
    return Movement.objects.get(target__activity=example.alfa, kind=Movement.Kind.ALLOCATION)


def forced_movement(example: creators.Example, **changes: object) -> None:
    """A row like the allocation to Alfa, with changes."""
    row = Movement.objects.values().get(pk=movement(example).pk)
    row = {column: value for column, value in row.items() if column != "id"} | changes
    columns = ", ".join(row)
    force(f"INSERT INTO grants_movement ({columns}) VALUES ({', '.join(['%s'] * len(row))})", *row.values())  # noqa: S608


def test_a_sound_book_breaks_nothing(reallocated: creators.Example) -> None:
    assert breaches() == []


def test_amount_is_positive(example: creators.Example) -> None:
    drop("grants_movement", "movement_amount_is_positive")
    force("UPDATE grants_movement SET amount = 0 WHERE id = %s", movement(example).pk)
    assert {"movement_amount_is_positive", "constraint_is_in_force"} <= set(rules())


def test_in_kronor(example: creators.Example) -> None:
    force("UPDATE grants_movement SET amount_currency = 'EUR' WHERE id = %s", movement(example).pk)
    assert rules() == ["movement_in_kronor"]


def test_within_one_fund(example: creators.Example) -> None:
    other = creators.account(example.alfa, example.earmarked)
    force("UPDATE grants_movement SET target_id = %s WHERE id = %s", other.pk, movement(example).pk)
    assert "movement_within_one_fund" in rules()


def test_kind_fits_accounts(example: creators.Example) -> None:
    force("UPDATE grants_movement SET kind = 'release' WHERE id = %s", movement(example).pk)
    assert rules() == ["movement_kind_fits_accounts"]


def test_names_its_decision(example: creators.Example) -> None:
    drop("grants_movement", "movement_names_its_decision")
    force("UPDATE grants_movement SET reference = '' WHERE id = %s", movement(example).pk)
    assert "movement_names_its_decision" in rules()


def test_nothing_below_zero(example: creators.Example) -> None:
    """Also on a single day in between: the allotment is moved to after the allocation."""
    force("UPDATE grants_movement SET booked_on = '2020-03-25' WHERE kind = 'allotment'")
    assert rules() == ["movement_leaves_nothing_below_zero"]


def test_a_row_of_money_from_nowhere(example: creators.Example) -> None:
    forced_movement(example, amount=5000)
    assert set(rules()) == {"movement_leaves_nothing_below_zero", "movement_has_its_decision"}


def test_reversal_mirrors(example: creators.Example) -> None:
    original = movement(example)
    forced_movement(
        example, kind="reversal", reverses_id=original.pk, amount=1, source_id=original.target_id,
        target_id=original.source_id,
    )  # fmt: skip
    assert "movement_reversal_mirrors" in rules()


def test_reversed_once(example: creators.Example) -> None:
    original = movement(example)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = 'grants_movement'::regclass AND contype = 'u'"
        )
        (name,) = cursor.fetchone()
    drop("grants_movement", name)
    for _ in range(2):
        forced_movement(
            example, kind="reversal", reverses_id=original.pk, amount=original.amount.amount,
            source_id=original.target_id, target_id=original.source_id,
        )  # fmt: skip
    assert "movement_reversed_once" in rules()


def test_closed_month(example: creators.Example) -> None:
    controller = creators.user(Profile.CONTROLLER)
    force(
        """INSERT INTO grants_periodclose (agreement_id, month, closed_by_id, closed_at, reason, note)
        VALUES (%s, '2020-03-01', %s, '2020-01-01', '', '')""",
        example.agreement.pk,
        controller.pk,
    )
    assert rules() == ["movement_in_an_open_month"]


def test_a_month_closed_after_the_booking_is_in_order(example: creators.Example) -> None:
    controller = creators.user(Profile.CONTROLLER)
    example.agreement.period_closes.create(month="2020-03-01", closed_by=controller)
    assert breaches() == []


def test_account_within_one_agreement(example: creators.Example) -> None:
    stranger = creators.activity(creators.area(creators.agreement()))
    account = Account.objects.get(activity=example.alfa)
    force("UPDATE grants_account SET activity_id = %s WHERE id = %s", stranger.pk, account.pk)
    assert "account_within_one_agreement" in rules()


def test_movement_has_its_decision(example: creators.Example) -> None:
    force("DELETE FROM decisions_funding WHERE movement_id = %s", movement(example).pk)
    assert rules() == ["movement_has_its_decision"]


def test_funding_matches_its_movement(example: creators.Example) -> None:
    force("UPDATE decisions_funding SET amount = 1 WHERE movement_id = %s", movement(example).pk)
    assert rules() == ["funding_matches_its_movement"]


def test_funding_within_the_decided_amount(example: creators.Example) -> None:
    funding = Funding.objects.get(movement=movement(example))
    force("UPDATE decisions_decisionline SET amount = 599 WHERE id = %s", funding.line_id)
    assert rules() == ["funding_within_the_decided_amount"]


def test_reallocation_whole_and_net_zero(reallocated: creators.Example) -> None:
    force(
        """UPDATE decisions_decisionline SET amount = 101 WHERE amount > 0
        AND decision_id = (SELECT id FROM decisions_decision WHERE kind = 'reallocation')"""
    )
    assert rules() == ["reallocation_whole_and_net_zero"]


def test_decision_booked_whole(released: creators.Example) -> None:
    force("UPDATE decisions_decisionline SET amount = amount - 1 WHERE amount < 0")
    assert rules() == ["decision_booked_whole"]


def test_correction_cites_a_decided_decision(released: creators.Example) -> None:
    force("UPDATE decisions_decision SET kind = 'rectification' WHERE kind = 'release'")
    assert "correction_cites_a_decided_decision" in rules()


def test_earmarked_money_for_another_purpose(example: creators.Example) -> None:
    """The decision that first gave Gamma the earmarked money was no allocation."""
    force("UPDATE decisions_decision SET kind = 'other' WHERE id = %s", example.decision.pk)
    assert rules() == ["funding_keeps_the_earmark"]


def test_decided_without_a_day(example: creators.Example) -> None:
    drop("decisions_decision", "decision_has_a_day_iff_decided")
    force("UPDATE decisions_decision SET decided_on = NULL WHERE id = %s", example.decision.pk)
    assert "decision_has_a_day_iff_decided" in rules()


def test_board_without_a_paragraph(example: creators.Example) -> None:
    drop("decisions_decision", "decision_by_the_board_has_its_paragraph")
    force("UPDATE decisions_decision SET section_number = '' WHERE id = %s", example.decision.pk)
    assert "decision_by_the_board_has_its_paragraph" in rules()


def test_director_outside_the_mandate(reallocated: creators.Example) -> None:
    force("UPDATE decisions_mandate SET valid_until = '2020-08-31'")
    assert rules() == ["decision_by_the_director_rests_on_a_mandate"]


@pytest.mark.parametrize("narrowed", ["ceiling = 99", "area_numbers = '{2}'"])
def test_director_beyond_the_mandate(reallocated: creators.Example, narrowed: str) -> None:
    """The reallocation is of 100 kr in area 1."""
    force("UPDATE decisions_mandate SET ceiling = 100, area_numbers = '{1,3}'")
    assert rules() == []
    force(f"UPDATE decisions_mandate SET {narrowed}")  # noqa: S608 - literals above
    assert rules() == ["decision_by_the_director_rests_on_a_mandate"]


def test_state_without_a_recorder(example: creators.Example) -> None:
    force("UPDATE decisions_decision SET recorded_by_id = NULL WHERE body = 'state'")
    assert rules() == ["decision_of_the_state_is_recorded"]


def test_decided_by_someone_who_edited_it(reallocated: creators.Example) -> None:
    decision = Decision.objects.get(kind="reallocation")
    force(
        'INSERT INTO decisions_event (decision_id, what, by_id, on_behalf_of, text, edits, section_number, "on", at) '
        "VALUES (%s, 'edited', %s, '', '', '[]', '', '2020-09-10', now())",
        decision.pk,
        decision.decided_by_id,
    )
    assert rules() == ["decision_not_by_its_author"]


def test_a_sleeping_trigger_is_a_breach() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE grants_movement DISABLE TRIGGER ALL")
    assert [breach for breach in breaches() if breach.rule == "trigger_is_enabled"]


def test_points_that_nothing_guards_are_a_breach() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE decisions_decisionpoint DISABLE TRIGGER ALL")
    (breach,) = breaches()
    assert breach.rows[0].startswith("decisions_decisionpoint: pgtrigger_point_of_a_final_decision")


def test_a_dropped_constraint_is_a_breach() -> None:
    drop("grants_movement", "movement_amount_is_positive")
    (breach,) = breaches()
    assert breach.rows == ("movement_amount_is_positive",)


def test_every_rule_is_broken_by_a_test_here() -> None:
    source = Path(__file__).read_text(encoding="utf-8")
    assert [rule.name for rule in RULES if f'"{rule.name}"' not in source] == []


def test_the_command_prints_counts_and_ends_well(example: creators.Example) -> None:
    out = StringIO()
    call_command("verify_ledger", stdout=out)
    assert "movements 5 2000.00" in out.getvalue()
    assert "allotted 2 1100.00" in out.getvalue()
    assert "allocated 3 900.00" in out.getvalue()
    assert "unallocated 2 200.00" in out.getvalue()


def test_the_command_names_the_broken_rule_and_exits_1(example: creators.Example) -> None:
    forced_movement(example, amount=5000)
    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("verify_ledger", stdout=out, stderr=err)
    assert stopped.value.code == 1
    assert "movement_leaves_nothing_below_zero" in err.getvalue()
