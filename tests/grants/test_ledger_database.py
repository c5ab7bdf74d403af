"""The hard rules hold without the application: raw SQL and QuerySet.update() meet the same wall."""

import datetime

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from decisions.models import Decision, DecisionLine, Event, Funding, LineShare
from grants.models import Account, Acknowledgement, Movement, PeriodClose
from people.abilities import Profile
from tests import creators

DAY = datetime.date(2020, 4, 10)


def sql(statement: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def rule_of(error: Exception) -> str:
    """The name of the rule that the database gave with its refusal."""
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""


def refused(statement: str, *values: object) -> str:
    with pytest.raises(DatabaseError) as refusal:
        sql(statement, *values)
    return rule_of(refusal.value)


# ---- What is never changed


KEPT = [
    ("grants_movement", "UPDATE grants_movement SET amount = amount + 1"),
    ("grants_movement", "UPDATE grants_movement SET booked_on = '2020-01-01'"),
    ("grants_movement", "UPDATE grants_movement SET text = 'x'"),
    ("grants_movement", "DELETE FROM grants_movement"),
    ("grants_account", "UPDATE grants_account SET fund_id = fund_id + 1"),
    ("grants_account", "DELETE FROM grants_account"),
    ("decisions_funding", "UPDATE decisions_funding SET amount = 1"),
    ("decisions_funding", "DELETE FROM decisions_funding"),
    ("decisions_decision", "UPDATE decisions_decision SET title = 'x'"),
    ("decisions_decision", "UPDATE decisions_decision SET status = 'draft', decided_on = NULL"),
    ("decisions_decision", "DELETE FROM decisions_decision"),
    ("decisions_decisionline", "UPDATE decisions_decisionline SET amount = amount + 1"),
    ("decisions_decisionline", "DELETE FROM decisions_decisionline"),
    ("decisions_lineshare", "UPDATE decisions_lineshare SET amount = amount + 1"),
    ("decisions_event", "UPDATE decisions_event SET text = 'x'"),
    ("decisions_event", "DELETE FROM decisions_event"),
    ("people_user", "DELETE FROM people_user"),
]


@pytest.mark.parametrize(("table", "statement"), KEPT)
def test_raw_sql_changes_nothing(example: creators.Example, table: str, statement: str) -> None:
    with pytest.raises(DatabaseError):
        sql(statement)


@pytest.mark.parametrize("model", [Movement, Account, Funding, Decision, DecisionLine, LineShare, Event])
def test_neither_does_a_queryset(example: creators.Example, model: type) -> None:
    field = {Account: "kind", Decision: "title", Event: "text", Movement: "text"}.get(model, "amount")
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.update(**{field: 1})


def test_an_acknowledgement_is_kept(example: creators.Example) -> None:
    Acknowledgement.objects.create(
        agreement=example.agreement, finding_id="x", subject="1", reason="Skäl.", by=creators.officer()
    )
    for statement in ("UPDATE grants_acknowledgement SET reason = 'x'", "DELETE FROM grants_acknowledgement"):
        with pytest.raises(DatabaseError):
            sql(statement)


def test_a_draft_may_still_be_changed(example: creators.Example) -> None:
    draft = example.propose({example.alfa: -1, example.beta: 1})
    assert Decision.objects.filter(pk=draft.pk).update(title="Ny rubrik") == 1


# ---- What is never written


def insert(example: creators.Example, **changes: object) -> str:
    """Puts in a row like the allocation to Alfa with changes, and says which rule refused it."""
    row = Movement.objects.values().get(target__activity=example.alfa)
    row = {column: value for column, value in row.items() if column != "id"} | changes
    values = ", ".join(["%s"] * len(row))
    return refused(f"INSERT INTO grants_movement ({', '.join(row)}) VALUES ({values})", *row.values())  # noqa: S608


def test_the_rules_have_names(example: creators.Example) -> None:
    alfa = Account.objects.get(activity=example.alfa)
    earmarked = Account.objects.get(activity=example.gamma)
    assert insert(example, amount=0) == "movement_amount_is_positive"
    assert insert(example, amount=-5) == "movement_amount_is_positive"
    assert insert(example, amount=201) == "movement_leaves_nothing_below_zero"
    assert insert(example, booked_on="2020-01-01", amount=1) == "movement_leaves_nothing_below_zero"
    assert insert(example, target_id=earmarked.pk, amount=1) == "movement_within_one_fund"
    assert insert(example, kind="release", amount=1) == "movement_kind_fits_accounts"
    assert insert(example, source_id=alfa.pk, kind="reallocation", amount=1) == "movement_goes_somewhere"
    assert insert(example, reference="", amount=1) == "movement_names_its_decision"
    assert insert(example, kind="reversal", amount=1) in {
        "movement_reversal_iff_it_reverses",
        "movement_reversal_mirrors",
    }


def test_a_closed_month_is_closed_for_sql_too(example: creators.Example) -> None:
    PeriodClose.objects.create(
        agreement=example.agreement, month=datetime.date(2020, 4, 1), closed_by=creators.user(Profile.CONTROLLER)
    )
    assert insert(example, booked_on=DAY, amount=1) == "movement_in_an_open_month"


def test_a_line_is_not_funded_beyond_what_is_decided(example: creators.Example) -> None:
    line = example.alfa.decision_lines.get()
    movement = Movement.objects.get(target__activity=example.beta)
    statement = (
        "INSERT INTO decisions_funding (line_id, movement_id, amount, amount_currency) VALUES (%s, %s, %s, 'SEK')"
    )
    assert refused(statement, line.pk, movement.pk, 1) == "funding_within_the_decided_amount"
    assert refused(statement, line.pk, movement.pk, -601) == "funding_within_the_decided_amount"


def test_an_account_stays_within_one_agreement(example: creators.Example) -> None:
    stranger = creators.activity(creators.area(creators.agreement()))
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        Account.objects.create(fund=example.fund, kind=Account.Kind.ACTIVITY, activity=stranger)
    assert rule_of(refusal.value) == "account_within_one_agreement"
