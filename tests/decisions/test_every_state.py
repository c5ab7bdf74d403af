"""Who does what to which kind of decision in which state, over HTTP: the table is the rule.

What the table allows works, and changes what it should. All else is answered 403, 404 or 409, and changes no row of any
table. Each decision is made once; what is allowed is taken back again, so that the next person meets the same state.
Pages are not drawn here: that they show why is tested where each page is. `EVERY_STATE=1`, as in `.ci/run`, asks
everything of everyone about every kind; without it the kinds share the refusals (SHARED_BY).
"""

import itertools
import logging
import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.db import connection
from django.template import Origin
from django.template.loaders.base import Loader
from django.test import override_settings

from decisions.authority import bodies
from decisions.models import Decision
from decisions.models.kinds import BOOKED_WHOLE, CORRECTING, WITHIN_AN_AREA, Body, Kind
from tests.decisions import papers
from tests.decisions.stage import DIRECTORS, Stage, State, status_of, taken_back

# So that this module run alone gets a test database: `stage` asks for none by itself.
pytestmark = pytest.mark.django_db

OPEN = {State.DRAFT, State.RETURNED, State.ASKED}
READY = {State.DRAFT, State.RETURNED}
WAITING = {State.SUBMITTED, State.TABLED}
TO_RECORD = WAITING | {State.ON_PAPER}

Row = tuple[set[str], set[State], State | None]
"""Who, in which states, and the state that it ends in (None: the same)."""
NOBODY: Row = (set(), set(), None)
REFUSED = {403, 404, 409}


def rules(kind: Kind, body: Body) -> dict[str, Row]:
    writers = {"author"} | ({"manager"} if kind in WITHIN_AN_AREA else set())
    judges = DIRECTORS if body == Body.DIRECTOR else set()
    under_a_mandate = body == Body.DIRECTOR or (kind not in CORRECTING and Body.DIRECTOR in bodies(kind))
    decided = {State.DECIDED}
    return {
        "edit": (writers, OPEN, None),
        "write contents": (writers, OPEN, None),
        "choose conditions": (writers, OPEN, None),
        "say what it amends": (writers, OPEN, None),
        "submit": (writers, READY, State.SUBMITTED),
        "submit as made on paper": (writers if under_a_mandate else set(), READY, State.ON_PAPER),
        "submit the grid": (writers, READY, State.SUBMITTED),
        "withdraw": ({"author"}, OPEN | TO_RECORD, State.WITHDRAWN),
        "withdraw the grid": ({"author"}, OPEN | TO_RECORD, State.WITHDRAWN),
        "answer": (writers, {State.ASKED}, None),
        "decide": (judges, WAITING, State.DECIDED),
        "return": (judges, WAITING, State.RETURNED),
        "reject": (judges, WAITING, State.REJECTED),
        "record granted": ({"registrar"}, TO_RECORD, State.DECIDED),
        "record returned": ({"registrar"}, TO_RECORD, State.RETURNED),
        "record tabled": ({"registrar"}, WAITING, State.TABLED) if body == Body.BOARD else NOBODY,
        "record rejected": ({"registrar"}, TO_RECORD, State.REJECTED),
        "recommend": (writers - {"manager"} | {"registrar"}, OPEN | TO_RECORD, None),
        "correct": ({"author"}, decided, None) if kind in BOOKED_WHOLE | {Kind.ALLOCATION} else NOBODY,
        "rectify": ({"author"}, decided, None),
        "cover": ({"author"}, decided, None) if (kind, body) == (Kind.ALLOCATION, Body.BOARD) else NOBODY,
        # Not before more has been allotted: nothing that was planned on is unallocated.
        "cover by the lines": NOBODY,
        "report": ({"registrar"}, decided, None) if body == Body.DIRECTOR else NOBODY,
    }


EVERYONE = ["author", "manager", "coordinator", "director", "deputy", "deputy no more", "registrar", "controller"]
EVERYONE += ["auditor", "administrator"]
FEW = ["author", "manager", "director", "deputy", "registrar"]
"""Asked about every kind. The others of `EVERYONE` are asked about reallocations: they do what one of these few does,
or less, by code that does not look at the kind."""
WHATEVER_THE_KIND = {"write contents", "choose conditions", "answer", "recommend"}
WHATEVER_THE_KIND |= {"record returned", "record rejected", "say what it amends"}
"""By code that does not look at the kind: asked about reallocations, and about repayments, which the board decides."""
WHOLE = (Kind.REALLOCATION, Body.DIRECTOR)
"""Of these everything is asked of everyone in every state."""
CASES = [WHOLE] + [
    (kind, Body.DIRECTOR if kind in WITHIN_AN_AREA else Body.BOARD)
    for kind in Kind
    if kind not in {Kind.ALLOTMENT, Kind.REALLOCATION}
]
CASES += [(kind, Body.DIRECTOR) for kind in (Kind.ALLOCATION, Kind.REPAYMENT, Kind.OTHER)]
ALL = "EVERY_STATE" in os.environ
SHARED_BY = 8
"""Of the other cases all that is allowed is asked. What is refused they share, each in every eighth of them: whatever
is refused of a person, an action and a state is refused in a case or two besides the whole one."""


def is_asked(case: tuple[Kind, Body], action: str, name: str, state: State) -> bool:
    """Of what is refused."""
    if case == WHOLE or ALL:
        return True
    one = (list(rules(*case)).index(action) * len(FEW) + FEW.index(name)) * len(State) + list(State).index(state)
    return (one + CASES.index(case)) % SHARED_BY == 0


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: Any, undrawn: None) -> Iterator[Stage]:
    """Made once; nothing of it stays."""
    with django_db_blocker.unblock(), taken_back():
        yield Stage()


class Blank(Loader):
    """Finds every template, empty."""

    def get_template_sources(self, template_name: str) -> Iterator[Origin]:
        yield Origin(name=template_name, template_name=template_name, loader=self)

    def get_contents(self, origin: Origin) -> str:
        return ""


@pytest.fixture(scope="module", autouse=True)
def undrawn() -> Iterator[None]:
    """Every template is empty, what is refused is not logged, and sessions cost no query."""
    logging.disable(logging.WARNING)
    blank = "tests.decisions.test_every_state.Blank"
    engine = django_settings.TEMPLATES[0]
    options = engine["OPTIONS"] | {"loaders": [blank]}
    sessions = "django.contrib.sessions.backends.cache"
    with override_settings(TEMPLATES=[engine | {"APP_DIRS": False, "OPTIONS": options}], SESSION_ENGINE=sessions):
        yield
    logging.disable(logging.NOTSET)


def everything() -> dict[str, str]:
    """A fingerprint of the rows of each of our tables."""
    labels = ("people", "grants", "decisions", "reporting")
    models = (model for label in labels for model in apps.get_app_config(label).get_models())
    tables = sorted({model._meta.db_table for model in models})
    rows = "md5(string_agg(t::text, '|' ORDER BY t::text))"
    parts = (f"SELECT '{table}', {rows} FROM {table} t" for table in tables)  # noqa: S608 (no one's words but ours)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return dict(cursor.fetchall())


@pytest.mark.parametrize("case", CASES, ids="-".join)
def test_who_does_what_in_which_state(stage: Stage, case: tuple[Kind, Body]) -> None:
    wrong = [
        f"{state}: {each}"
        for state, decision in stage.states(*case)
        for each in otherwise_than_the_table(stage, decision, state)
    ]
    assert not wrong, "\n".join(wrong)


def otherwise_than_the_table(stage: Stage, decision: Decision, state: State) -> Iterator[str]:
    """Who got another answer, or changed something else, than the table says."""
    decision.refresh_from_db()
    case = Kind(decision.kind), Body(decision.body)
    sent, table, before = stage.sent(decision), rules(*case), everything()
    paths, people = stage.paths(decision), EVERYONE if case == WHOLE or ALL else FEW
    if case not in {WHOLE, (Kind.REPAYMENT, Body.BOARD)} and not ALL:
        paths = {action: path for action, path in paths.items() if action not in WHATEVER_THE_KIND}
    for (action, path), name in itertools.product(paths.items(), people):
        who, states, after = table[action]
        if name in who and state in states:
            with taken_back():
                answer = stage.clients[name].post(path, sent | of_the_action(action))
                status = Decision.objects.get(pk=decision.pk).status
                came = answer.status_code == 302 and status == status_of(after or state)
                if not came or (status == decision.status and everything() == before):
                    yield f"{action} by {name} should have worked: {answer.status_code}, {status}{errors_of(answer)}"
            continue
        if not is_asked(case, action, name, state):
            continue
        answer = stage.clients[name].post(path, sent | of_the_action(action))
        # A second click of who has decided comes back to the decision.
        again = (action, name, state) == ("decide", "director", State.DECIDED) and decision.body == Body.DIRECTOR
        if answer.status_code not in ({302} if again else REFUSED):
            yield f"{action} by {name} should have been refused: {answer.status_code}"
    if touched := [table for table, rows in everything().items() if before[table] != rows]:
        yield f"something that was refused was done all the same: {touched}"


@pytest.mark.parametrize("kind", papers.ALL, ids=lambda kind: kind.name)
def test_who_does_what_with_what_belongs_to_it(stage: Stage, kind: papers.Papers) -> None:
    wrong: list[str] = []
    with taken_back():
        for state, requests in kind.states(stage):
            wrong += [f"{state}: {each}" for each in otherwise_answered(stage, kind.table, requests, state)]
    assert not wrong, "\n".join(wrong)


def otherwise_answered(stage: Stage, table: papers.Table, requests: papers.Requests, state: str) -> Iterator[str]:
    before = everything()
    for (action, (path, sent)), name in itertools.product(requests.items(), EVERYONE):
        who, states = table[action]
        if name in who and state in states:
            with taken_back():
                answer = stage.clients[name].post(path, sent())
                if answer.status_code != 302 or everything() == before:
                    yield f"{action} by {name} should have worked: {answer.status_code}{errors_of(answer)}"
        elif (answer := stage.clients[name].post(path, sent())).status_code not in REFUSED:
            yield f"{action} by {name} should have been refused: {answer.status_code}"
    if everything() != before:
        yield "something that was refused was done all the same"


def of_the_action(action: str) -> dict[str, str]:
    """What the same form is sent for one action and not for another."""
    if action == "submit as made on paper":
        return {"on_paper": "1"}
    return {"outcome": action.removeprefix("record ")}


def errors_of(answer: Any) -> str:
    form = (answer.context or {}).get("form")
    return f", {form.errors}" if form is not None else ""
