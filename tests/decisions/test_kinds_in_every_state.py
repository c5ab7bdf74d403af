"""State × action × who: a kind that the director decides and one that is the board's, one proposal per state, each
request taken back again. Who decides the other kinds once they are handed in: `test_proposals`."""

import itertools

import pytest

from decisions import actions
from decisions.models import Decision
from decisions.models.decisions import Kind, Status
from people.abilities import Profile
from tests import creators, kinds
from tests.creators import PASSWORD, TODAY, Example
from tests.decisions.snapshots import nothing_changes
from tests.decisions.test_reallocation import STATES, brought_to, signed_in, taken_back

pytestmark = pytest.mark.django_db

PERSONS = ["author", "director", "registrar", "auditor"]
OPEN, WAITING = {Status.DRAFT, Status.RETURNED}, {Status.SUBMITTED}
WRITING: dict[str, tuple[set[str], set[Status]]] = {
    # action: (who, in which states)
    "edit": ({"author"}, OPEN),
    "lamna-in": ({"author"}, OPEN),
    "aterta": ({"author"}, OPEN | WAITING),
}
NOBODY: tuple[set[str], set[Status]] = (set(), set())
MAY = {
    Kind.RELEASE: WRITING
    | {"besluta": ({"director"}, WAITING), "atersand": ({"director"}, WAITING), "avsla": ({"director"}, WAITING)}
    | {"registrera": NOBODY},  # on paper it is recorded with the mandate that it was made on
    Kind.REPAYMENT: WRITING
    | {"besluta": NOBODY, "atersand": NOBODY, "avsla": NOBODY}
    | {"registrera": ({"registrar"}, WAITING)},
}


def at_the_board(state: Status, proposal: Decision, registrar) -> Decision:
    if state in {Status.DRAFT, Status.SUBMITTED, Status.WITHDRAWN}:
        return brought_to(state, proposal, None)
    submitted = brought_to(Status.SUBMITTED, proposal, None)
    minutes = {"decided_on": TODAY, "by": registrar, "on": TODAY, "section_number": "§ 8"}
    if state == Status.DECIDED:
        return actions.record(submitted, **minutes)
    judge = actions.record_return if state == Status.RETURNED else actions.record_rejection
    return judge(submitted, reason="Skäl.", **minutes)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("kind", MAY)
def test_who_does_what_in_which_state(kind, state):
    example = Example()
    kinds.empower(example)
    people = {name: creators.user(Profile(name)) for name in ("registrar", "auditor")}
    people |= {"author": creators.officer(), "director": creators.director()}
    fields = {"reason": "Behov.", "then": "draft", "password": PASSWORD}
    fields |= {"decided_on": TODAY, "section_number": "§ 9", "outcome": "granted"}
    if kind == Kind.RELEASE:
        draft = kinds.release(example, example.alfa, 10, by=people["author"])
        proposal = brought_to(state, draft, people["director"])
        fields[f"take-{example.fund.pk}-{example.alfa.pk}"] = "20"
    else:
        draft = kinds.repayment(example, 10, by=people["author"])
        proposal = at_the_board(state, draft, people["registrar"])
        fields |= {
            f"take-{example.fund.pk}-pool": "20",
            "agreement_number": "RS/1/2020",
            "payment_number": "S2020/1/FS",
        }
        fields["repay_by"] = "2021-01-31"
    fields |= {"version": str(proposal.version), "seen": actions.seen_token(proposal)}
    clients = {name: signed_in(person) for name, person in people.items()}
    for name, (action, (who, states)) in itertools.product(PERSONS, MAY[kind].items()):
        path = f"/forslag/{proposal.pk}/" if action == "edit" else f"/beslut/{proposal.pk}/{action}/"
        if name in who and state in states:
            with taken_back():
                answer = clients[name].post(path, fields)
                assert answer.status_code == 302, (name, action, answer.text[:3000])
                assert Decision.objects.get(pk=proposal.pk).version > proposal.version
            continue
        with nothing_changes():
            answer = clients[name].post(path, fields)
        twice = (action, name, state, kind) == ("besluta", "director", Status.DECIDED, Kind.RELEASE)
        assert answer.status_code in ({302} if twice else {403, 404, 409, 422}), (name, action)
