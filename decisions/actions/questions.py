"""Questions on the lines of a returned proposal: asked with the return, answered before it is handed in again."""

import datetime
from collections.abc import Mapping

from django.db import transaction

from config.refused import NotNow
from decisions.actions.common import DecisionRefused, locked, note, refuse_outsider
from decisions.models import Answer, Decision, Event, Question
from decisions.models.kinds import Status
from people.models import User

Questions = Mapping[int | None, str]
"""What is asked, by the activity's id; None: about the whole proposal."""


def asked(questions: Questions) -> dict[int | None, str]:
    """Those that say something."""
    return {activity_id: text.strip() for activity_id, text in questions.items() if text.strip()}


@transaction.atomic
def ask(returned: Event, questions: Questions, *, by: User, on: datetime.date) -> None:
    """Put the questions of a return to its author. Raises DecisionRefused for an activity that is on no line."""
    decision = returned.decision
    lines = set(decision.lines.values_list("activity", flat=True))
    if questions.keys() - lines - {None}:
        raise DecisionRefused(f"En av frågorna gäller en aktivitet som inte finns i {decision}.", "no_such_line")
    Question.objects.bulk_create(
        Question(
            decision=decision,
            event=returned,
            activity_id=activity_id,
            text=text,
            by=by,
            on_behalf_of=returned.on_behalf_of,
            on=on,
        )
        for activity_id, text in questions.items()
    )


@transaction.atomic
def answer_questions(decision: Decision, *, answers: Mapping[int, str], by: User, on: datetime.date) -> Decision:
    """Answer questions of a returned proposal, by the question's id; empty answers are left out.

    By those who may write the draft, and never by who asked. Raises DecisionRefused.
    """
    decision = locked(decision)
    refuse_outsider(decision, by, on)
    if decision.status != Status.RETURNED:
        raise NotNow(
            f"{decision} är {decision.get_status_display()}: bara den som är återsänd väntar på svar.", "not_returned"
        )
    given = {pk: text.strip() for pk, text in answers.items() if text.strip()}
    questions = Question.objects.of([decision]).for_thread().in_bulk(given)
    if not given and not Question.objects.of([decision]).unanswered().exists():
        raise NotNow(f"Ingen fråga i {decision} väntar på svar.", "nothing_asked")
    if not given or given.keys() - questions.keys():
        raise DecisionRefused("Skriv minst ett svar på en fråga i förslaget.", "nothing_answered")
    if any(question.by_id == by.pk for question in questions.values()):
        raise DecisionRefused("Du har själv ställt frågan. Den besvaras av den som lämnar förslaget.", "own_question")
    Answer.objects.bulk_create(
        Answer(question=question, text=given[pk], by=by, on=on) for pk, question in sorted(questions.items())
    )
    about = ", ".join(question.about for _, question in sorted(questions.items()))
    note(decision, Event.What.ANSWERED, by=by, on=on, text=f"Om {about}")
    return decision


def refuse_unanswered(decision: Decision) -> None:
    """Raises NotNow, naming each line that still waits for an answer."""
    waiting = list(Question.objects.of([decision]).unanswered().select_related("activity"))
    if waiting:
        named = " ".join(f"{question.about[:1].upper()}{question.about[1:]}: ”{question.text}”" for question in waiting)
        raise NotNow(
            f"Svara först på det som förslaget återsändes med. Inget är inlämnat. Frågor utan svar: {named}",
            "unanswered",
        )
