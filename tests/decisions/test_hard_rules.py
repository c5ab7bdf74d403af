"""What nobody overrides, whatever the kind of decision: the state's earmark, and what is decided for ever."""

from copy import deepcopy
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from config.refused import Refused
from decisions import actions
from decisions.actions import Move, Right, Taken
from decisions.models import Decision, DecisionPoint, Funding
from decisions.models.kinds import Kind
from grants import ledger
from people.abilities import Profile
from tests import creators, kinds
from tests.creators import TODAY, Example
from tests.decisions.snapshots import nothing_changes

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(module_db: None) -> Example:
    made = Example()
    kinds.empower(made)
    return made


@pytest.fixture
def example(made: Example, db: None) -> Example:
    return deepcopy(made)


def reallocation(example: Example) -> Decision:
    """Of what Gamma has, all of it earmarked, to Beta."""
    draft = example.propose({example.gamma: -10, example.beta: 10})
    Decision.objects.filter(pk=draft.pk).update(body="board")
    return draft


def across(example: Example) -> Decision:
    _, omega = kinds.other_area(example)
    return kinds.save(example, Move(Kind.ACROSS, [Taken(example.earmarked, example.gamma, Decimal(10))], omega))


def new_activity(example: Example) -> Decision:
    taken = [Taken(example.earmarked, example.gamma, Decimal(10))]
    target = actions.NewActivity(example.area, "Delta", [creators.role()])
    return kinds.save(example, Move(Kind.ACTIVITY, taken, target), to_board=True)


def correction(example: Example) -> Decision:
    return kinds.correction(example, example.gamma, 100, to=example.beta)


@pytest.mark.parametrize("draft_of", [reallocation, across, new_activity, correction])
def test_the_board_does_not_put_earmarked_money_on_another_purpose(example, draft_of):
    draft = draft_of(example)
    actions.submit(draft, by=draft.created_by, on=TODAY, decided_elsewhere=True)
    registrar = creators.user(Profile.REGISTRAR)
    with nothing_changes(), pytest.raises(Refused, match="öronmärkt av staten och kan inte användas för något annat"):
        actions.record(
            draft, decided_on=TODAY, by=registrar, on=TODAY, section_number="§ 77", acknowledged="Beslutat ändå."
        )


def test_what_serves_the_purpose_already_gets_more_of_it(example):
    (movement,) = [
        each for each in actions.correcting.movements_of(example.decision) if each.target.activity == example.gamma
    ]
    draft = kinds.save(example, actions.Correction(example.decision, [Right(movement, Decimal(90))]))
    actions.submit(draft, by=draft.created_by, on=TODAY)
    registrar = creators.user(Profile.REGISTRAR)
    actions.record(draft, decided_on=TODAY, by=registrar, on=TODAY, section_number="§ 77")
    assert ledger.lowest_balances([creators.account(example.gamma, example.earmarked).pk], TODAY).popitem()[1] == 90


def test_the_database_refuses_it_too(example):
    draft = kinds.release(example, example.alfa, 10)
    line = draft.lines.get()
    entry = ledger.reallocation(example.earmarked, example.gamma, example.alfa, Decimal(10))
    (movement,) = ledger.post([entry], booked_on=TODAY, reference="RS/1/2020", by=creators.officer())
    with pytest.raises(IntegrityError, match="puts earmarked money on another purpose"), transaction.atomic():
        Funding.objects.create(line=line, movement=movement, amount=Decimal(-10))


def test_a_point_is_for_ever_once_the_decision_is(example):
    draft = kinds.repayment(example, 120)
    point = draft.points.get()
    point.text += " "
    point.save()
    actions.submit(draft, by=draft.created_by, on=TODAY)
    registrar = creators.user(Profile.REGISTRAR)
    actions.record(draft, decided_on=TODAY, by=registrar, on=TODAY, section_number="§ 77")
    changes = (
        lambda: DecisionPoint.objects.filter(pk=point.pk).update(text="12 kr återbetalas."),
        point.delete,
        lambda: DecisionPoint.objects.create(decision=draft, number=2, text="Även detta."),
    )
    for change in changes:
        with nothing_changes(), pytest.raises(IntegrityError, match="is final"), transaction.atomic():
            change()
