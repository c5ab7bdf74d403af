"""What has been said of an answer and done with it, as it is shown: with what was written over, and what changed."""

from dataclasses import dataclass

from decisions.document_comparison import Piece, words
from reporting.models import Answer, AnswerEvent
from reporting.questionnaire.values import shown

What = AnswerEvent.What


@dataclass(frozen=True)
class Said:
    """`overwritten`: what somebody else had written, when this event wrote over it."""

    event: AnswerEvent
    overwritten: str = ""


def thread(answer: Answer) -> list[Said]:
    """The oldest first."""
    return [_said(answer, event) for event in answer.events.all()]


def _said(answer: Answer, event: AnswerEvent) -> Said:
    was_there = event.what == What.CHANGED and event.before
    return Said(event, shown(answer.question, event.before or "") if was_there else "")


def changes_since_last_time(answer: Answer) -> tuple[Piece, ...]:
    """What was put in and taken out between the two latest times that it was handed in; nothing if it is the same."""
    ready = [event for event in answer.events.all() if event.what == What.READY]
    if not ready or ready[-1].before is None or ready[-1].before == ready[-1].after:
        return ()
    before, after = (shown(answer.question, value or "") for value in (ready[-1].before, ready[-1].after))
    return words(before, after)
