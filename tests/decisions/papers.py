"""What belongs to a decision and to a case, in every state: assignments, documents, attachments, the case itself."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile

from decisions import actions
from tests import creators
from tests.creators import TODAY
from tests.decisions.stage import DIRECTORS, Stage, taken_back

Requests = dict[str, tuple[str, Callable[[], dict[str, Any]]]]
"""Where each action is sent, and what with it."""
Table = dict[str, tuple[set[str], set[str]]]
"""Who does it, in which states."""

WRITERS = {"author", "manager", "coordinator"}
KEEPERS = {"author", "coordinator", "registrar"}
COMMENTERS = WRITERS | DIRECTORS | {"deputy no more", "registrar", "controller"}


@dataclass(frozen=True)
class Papers:
    name: str
    table: Table
    states: Callable[[Stage], Iterator[tuple[str, Requests]]]


def _assignments(stage: Stage) -> Iterator[tuple[str, Requests]]:
    """Of the manager's role, to be reported to the director's."""
    role, director = stage.example.alfa.roles.get(), creators.role("Regiondirektör")
    given = stage.example.decision.assignments.create(text="Följ upp.", role=role, report_to=director)
    at = given.get_absolute_url()
    requests: Requests = {action: (f"{at}{action}/", lambda: {"text": "Klart."}) for action in ASSIGNMENTS.table}
    yield "open", requests
    actions.report_back(given, text="Klart.", by=stage.people["manager"], on=TODAY)
    yield "reported", requests
    with taken_back():
        actions.accept_report(given, by=stage.people["director"], on=TODAY)
        yield "accepted", requests
    actions.ask_for_more(given, text="Hur många?", by=stage.people["director"], on=TODAY)
    yield "returned", requests


def _documents(stage: Stage) -> Iterator[tuple[str, Requests]]:
    author, case = stage.people["author"], stage.example.case
    memo = actions.create_document(case, kind="memo", title="Skrivelse", by=author, on=TODAY)
    at = memo.get_absolute_url()

    def save() -> dict[str, Any]:
        data = {"title": "Annan rubrik", "version": 1, "dated": "2020-09-10", "do": "save"}
        data |= {"s-TOTAL_FORMS": 1, "s-INITIAL_FORMS": 1, "s-0-heading": "Bakgrund", "s-0-level": 1}
        return data | {"s-0-body": "Nytt."}

    requests: Requests = {
        "save": (f"{at}skriv/", save),
        "finish": (f"{at}faststall/", lambda: {"version": memo.version}),
        "begin anew": (f"{at}ny-version/", dict),
    }
    memo.sections.filter(position=1).update(body="Klart.")
    yield "draft", requests
    with taken_back():
        actions.close_case(case, by=author, on=TODAY)
        yield "closed", requests
    actions.finish_document(memo, version=memo.version, by=author, on=TODAY)
    yield "finished", requests


def _attachments(stage: Stage) -> Iterator[tuple[str, Requests]]:
    author, case = stage.people["author"], stage.example.case
    row = creators.attachment(case, by=author)
    requests: Requests = {
        "add": (f"{case.get_absolute_url()}bilaga/", lambda: {"file": ContentFile(b"%PDF-1.7 ny", "ny.pdf")}),
        "withdraw": (f"/bilagor/{row.pk}/ta-bort/", lambda: {"reason": "Fel fil."}),
    }
    yield "there", requests
    with taken_back():
        actions.close_case(case, by=author, on=TODAY)
        yield "closed", requests
    actions.withdraw_attachment(row, reason="Fel fil.", by=author, on=TODAY)
    yield "withdrawn", requests


def _cases(stage: Stage) -> Iterator[tuple[str, Requests]]:
    case = creators.case()
    at = case.get_absolute_url()
    requests: Requests = {
        "rename": (f"{at}andra/", lambda: {"title": "Annan rubrik"}),
        "close": (f"{at}avsluta/", dict),
        "open": (f"{at}oppna/", dict),
    }
    yield "open", requests
    actions.close_case(case, by=stage.people["author"], on=TODAY)
    yield "closed", requests


ASSIGNMENTS = Papers(
    "assignments",
    {
        "aterredovisa": ({"manager"}, {"open", "returned"}),
        "godkann": (DIRECTORS, {"reported"}),
        "komplettera": (DIRECTORS, {"reported"}),
        "kommentera": (COMMENTERS, {"open", "reported", "accepted", "returned"}),
    },
    _assignments,
)
DOCUMENTS = Papers(
    "documents",
    {"save": (WRITERS, {"draft"}), "finish": (WRITERS, {"draft"}), "begin anew": (WRITERS, {"finished"})},
    _documents,
)
ATTACHMENTS = Papers(
    "attachments",
    {"add": (WRITERS | {"registrar"}, {"there", "withdrawn"}), "withdraw": (KEEPERS, {"there", "closed"})},
    _attachments,
)
CASES = Papers(
    "cases",
    {"rename": (KEEPERS, {"open"}), "close": (KEEPERS, {"open"}), "open": (KEEPERS, {"closed"})},
    _cases,
)
ALL = (ASSIGNMENTS, DOCUMENTS, ATTACHMENTS, CASES)
