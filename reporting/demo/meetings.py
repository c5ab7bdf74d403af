"""What the board did otherwise than proposed, invented: a decision that it altered, and a matter that it put off."""

from decisions import actions
from decisions.actions import Statement, Task
from decisions.models import Decision, Document
from reporting.demo.files import Data, day, read, the_day
from reporting.demo.people import Cast


def load(cast: Cast) -> None:
    """Proposals without money, handed in by the officer and recorded by the registrar; with the minutes of what was put
    off."""
    for row in read("board_examples.json")["proposals"]:
        decision = _record(_propose(row, cast), row["meeting"], cast)
        if decision.tabled_on:
            _write_minutes(decision, cast)


def _propose(row: Data, cast: Cast) -> Decision:
    by, on = cast.officer, the_day(row["proposed_on"])
    case = actions.open_case(
        registry_number=row["registry_number"], title=row["case_title"], agreement=None, by=by, on=on
    )
    content = Statement(row["title"], row["points"])
    draft = actions.save_proposal(None, content, agreement=None, reason="", case=case, by=by, on=on, is_example=True)
    draft = actions.save_contents(
        draft,
        points=row["points"],
        tasks=[_task(task, cast) for task in row["assignments"]],
        recipients=row["recipients"],
        version=draft.version,
        by=by,
        on=on,
    )
    return actions.submit(draft, by=by, on=on)


def _task(row: Data, cast: Cast) -> Task:
    return Task(row["text"], cast.role(row["role"]), day(row["due_on"]), report_to=cast.role(row["report_to"]))


def _record(proposal: Decision, meeting: Data, cast: Cast) -> Decision:
    on = the_day(meeting["held_on"])
    if meeting["outcome"] == "tabled":
        return actions.record_tabling(
            proposal,
            decided_on=on,
            reason=meeting["reason"],
            by=cast.registrar,
            on=on,
            section_number=meeting["section"],
            until=day(meeting["until"]),
        )
    words = {int(number): text for number, text in meeting["points"].items()}
    return actions.record(
        proposal, decided_on=on, by=cast.registrar, on=on, section_number=meeting["section"], points=words
    )


def _write_minutes(decision: Decision, cast: Cast) -> None:
    on = decision.meetings().latest("pk").on
    minutes = actions.create_document(
        decision.case,
        kind=Document.Kind.MINUTES,
        title=decision.case.title,
        by=cast.registrar,
        on=on,
        decision=decision,
    )
    actions.finish_document(minutes, version=minutes.version, by=cast.registrar, on=on)
