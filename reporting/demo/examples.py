"""What is invented, and marked so: money that covers Karriärvägar, a proposal that waits, eight months of outcome,
what the reports say in words."""

from decisions import actions
from decisions.models import Decision, DecisionLink
from grants import outcome
from grants.kronor import parse_month
from grants.models import OutcomeMapping
from reporting.actions import save_narrative
from reporting.demo import conditions, forecasts, providers, questions
from reporting.demo.agreement import Loaded
from reporting.demo.files import FOLDER, Data, kronor, read, the_day
from reporting.demo.people import Cast
from reporting.models import Requirement


def load(loaded: Loaded, decision: Decision, cast: Cast) -> None:
    data = read(f"{loaded.slug}/examples.json")
    _cover(loaded, decision, data["covering"], cast)
    _import_outcome(loaded, data["outcome"], cast)
    _propose(loaded, decision, data["reallocation"], cast)
    conditions.load(loaded, data["follow_up"], cast)
    forecasts.load(loaded, data["forecast"], cast)
    providers.load(loaded, data["distribution"], cast)
    questions.load(loaded, cast)
    _write(loaded, data["narratives"], cast)


def _cover(loaded: Loaded, decision: Decision, row: Data, cast: Cast) -> None:
    actions.cover(
        decision.lines.get(activity=loaded.activities[row["activity"]]),
        fund=loaded.funds[row["fund"]],
        amount=kronor(row["amount"]),
        by=cast.officer,
        on=the_day(row["booked_on"]),
    )


def _propose(loaded: Loaded, decision: Decision, row: Data, cast: Cast) -> None:
    """By the responsible manager of both activities: it amends the allocation, and waits for the regiondirektör."""
    line = row["lines"][0]
    amount = kronor(line["amount"])
    manager = cast.holder(row["proposed_by_role"], row["proposed_on"])
    source, target = loaded.activities[line["source"]], loaded.activities[line["target"]]
    on = the_day(row["proposed_on"])
    first = amount * 3 / 4
    draft = actions.propose_reallocation(
        agreement=loaded.agreement,
        case=loaded.case,
        changes={source: -first, target: first},
        reason=row["reason"],
        by=manager,
        on=on,
        is_example=True,
    )
    # More was needed than was thought at first: the timelines have an edit to tell of.
    draft = actions.revise_reallocation(
        draft, changes={source: -amount, target: amount}, reason=row["reason"], version=draft.version, by=manager, on=on
    )
    actions.link(draft, kind=DecisionLink.Kind.AMENDS, other=decision, by=manager, on=on)
    actions.submit(draft, by=manager, on=on)


def _write(loaded: Loaded, rows: list[Data], cast: Cast) -> None:
    """Answers in words, of the whole where no area is named: those of the interim report, and the final one's begun."""
    for row in rows:
        save_narrative(
            requirement=Requirement.objects.get(agreement=loaded.agreement, kind=row["report"]),
            area=loaded.areas.get(row["area"]),
            text=row["text"],
            version=0,
            by=cast.officer,
        )


def _import_outcome(loaded: Loaded, data: Data, cast: Cast) -> None:
    mapping = outcome.save_mapping(OutcomeMapping(), fields=data["mapping"], by=cast.controller)
    for row in data["files"]:
        outcome.import_file(
            agreement=loaded.agreement,
            month=parse_month(row["month"]),
            mapping=mapping,
            name=row["file"],
            content=(FOLDER / loaded.slug / row["file"]).read_bytes(),
            by=cast.controller,
            is_example=True,
        )
