"""The board's decision 2020-03-24 § 35 with the conditions, the mandate that it gave, and what was left to cover."""

import datetime

from decisions import actions
from decisions.models import Condition, ConditionWording, Decision
from decisions.models.kinds import Body, Kind
from reporting.demo.agreement import Loaded
from reporting.demo.case import finish_documents, write_contents
from reporting.demo.files import Data, kronor, read, the_day
from reporting.demo.people import Cast

STANDARD_CONDITIONS = 6
TITLE = "Fördelning God och nära vård 2020"
PAPER = (
    "Beslutat av regionstyrelsen. Protokollet finns inte bland handlingarna; beslutsunderlaget bär påskriften om "
    "beslut. Karriärvägar får mer än den öronmärkta tilldelningen: skillnaden är ej täckt tills den täcks ur en annan "
    "tilldelning."
)


def load(loaded: Loaded, cast: Cast) -> Decision:
    """Draft by the officer, recorded by the registrar; returns the decision."""
    basis, memo = (read(f"{loaded.slug}/documents/{name}.json") for name in ("002", "003"))
    proposed_on, decided_on = the_day(memo["dated"]), the_day(basis["decided"]["on"])
    _load_conditions(read(f"{loaded.slug}/conditions.json"), valid_from=proposed_on)
    draft = _draft(loaded, memo, cast, proposed_on)
    actions.submit(draft, by=cast.officer, on=proposed_on)
    decision = actions.record(
        draft,
        decided_on=decided_on,
        by=cast.registrar,
        on=decided_on,
        section_number=basis["decided"]["paragraph"],
        presenter=basis["decision"]["proposed_by"],
        acknowledged=PAPER,
    )
    _give_mandate(loaded, decision, memo["mandate"], cast)
    finish_documents(decision, cast)
    return decision


def _load_conditions(data: Data, *, valid_from: datetime.date) -> None:
    """Valid from the day of the proposal: it carries the wording before the board has decided it.

    The seventh belongs to this agreement alone (`Agreement.private_providers_take_part`) and follows no other decision.
    """
    for row in data["conditions"]:
        condition = Condition.objects.create(
            number=row["number"],
            name=row["short_name"],
            standard=row["number"] <= STANDARD_CONDITIONS,
            code=row["code"],
        )
        source = f"RS/195/2020, beslutsunderlaget avsnitt {row['source']['section']}"
        ConditionWording.objects.create(condition=condition, text=row["text"], valid_from=valid_from, source=source)


def _draft(loaded: Loaded, memo: Data, cast: Cast, on: datetime.date) -> Decision:
    draft = actions.draft_allocation(
        agreement=loaded.agreement, case=loaded.case, body=Body.BOARD, title=TITLE, by=cast.officer, on=on
    )
    draft = actions.save_grid(draft, rows=planned(loaded), version=draft.version, by=cast.officer, on=on)
    return write_contents(draft, memo, by=cast.officer, on=on)


def planned(loaded: Loaded) -> list[actions.GridRow]:
    """The decided amounts, each on the fund that the document puts it on, whether the fund holds it or not."""
    return [
        actions.GridRow(
            loaded.activities[row["key"]],
            {loaded.funds[row["fund"]].pk: kronor(row["decided_amount"])},
            locks=row["locked"],
            note=row["lock_wording"],
        )
        for row in loaded.data["activities"]
    ]


def _give_mandate(loaded: Loaded, decision: Decision, row: Data, cast: Cast) -> None:
    actions.give_mandate(
        name="Omfördelning inom utvecklingsområde",
        role=cast.role(row["holder"]),
        agreement=loaded.agreement,
        kinds=[Kind.ACTIVITY, Kind.REALLOCATION, Kind.RELEASE],
        valid_from=the_day(row["valid_from"]),
        source=decision,
        source_point=2,
        text=row["wording"],
        by=cast.registrar,
    )
