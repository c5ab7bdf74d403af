"""The delegated decision of 2020-06-15, made on paper under a clause of the delegation order and recorded here."""

import datetime

from decisions import actions
from decisions.models import Decision, Mandate
from decisions.models.kinds import Body, Kind
from reporting.demo.agreement import Loaded
from reporting.demo.board_decision import planned
from reporting.demo.case import finish_documents, write_contents
from reporting.demo.files import Data, read, the_day
from reporting.demo.people import Cast

PAPER = (
    "Beslutat av regiondirektören på papper. Raderna summerar till mer än de 2,6 mkr som beslutet nämner; "
    "skillnaden är ej täckt."
)


def load(loaded: Loaded, cast: Cast) -> None:
    document = read(f"{loaded.slug}/documents/004.json")
    decided_on = the_day(document["decided"]["on"])
    draft = _draft(loaded, document, cast, decided_on)
    actions.submit(draft, by=cast.second_officer, on=decided_on, decided_elsewhere=True)
    decision = actions.record(
        draft,
        decided_on=decided_on,
        by=cast.registrar,
        on=decided_on,
        acknowledged=PAPER,
        mandate=_mandate(loaded, document, cast, decided_on),
    )
    finish_documents(decision, cast)
    _report_to_board(decision, the_day(document["board_notice"]["on"]), document["board_notice"]["wording"], cast)


def _report_to_board(decision: Decision, on: datetime.date, wording: str, cast: Cast) -> None:
    """The decision says itself when it is reported, without a §: the minutes are not among the documents."""
    note = f"Beslutet säger: ”{wording}” Protokollet, och därmed paragrafen, finns inte bland handlingarna."
    actions.report_to_board([decision], meeting_on=on, note=note, by=cast.registrar, on=on)


def _draft(loaded: Loaded, document: Data, cast: Cast, on: datetime.date) -> Decision:
    draft = actions.draft_allocation(
        agreement=loaded.agreement,
        case=loaded.case,
        body=Body.DIRECTOR,
        title=f"Fördelning {document['title']}",
        by=cast.second_officer,
        on=on,
        reason=document["decision"]["wording"],
    )
    draft = actions.save_grid(draft, rows=planned(loaded), version=draft.version, by=cast.second_officer, on=on)
    tasks = [task for point in document["points"] for task in point["assignments"]]
    return write_contents(draft, document, tasks=tasks, by=cast.second_officer, on=on)


def _mandate(loaded: Loaded, document: Data, cast: Cast, on: datetime.date) -> Mandate:
    """The decision cites clause 4.1.17 without its wording. Assumed: that it covers the allocation and reallocation of
    this agreement's money, from the day that it was first used, and nothing else."""
    delegation = document["decision"]["delegation"]
    return actions.give_mandate(
        name="Delegation om riktade statsbidrag",
        role=cast.role(document["decision"]["body"]),
        agreement=loaded.agreement,
        kinds=[Kind.ALLOCATION, Kind.REALLOCATION],
        valid_from=on,
        clause=delegation["clause"],
        text=delegation["order"],
        by=cast.registrar,
    )
