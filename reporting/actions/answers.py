"""Answering, and what the officer says of an answer: asked about, returned with a reason, approved."""

import datetime
from collections.abc import Iterable

from django.core.files.base import File
from django.db import transaction

from config.refused import Stale
from decisions.attachments import checked, clean_name, sha256
from people.abilities import Ability
from people.models import Tenure, User
from reporting.actions.common import ReportRefused, require
from reporting.models import Answer, AnswerEvent, AnswerFile, Question
from reporting.models.answers import Value
from reporting.questionnaire.conditions import asked_of
from reporting.questionnaire.values import word_count

What = AnswerEvent.What
State = Answer.State


@transaction.atomic
def save_answer(answer: Answer, *, value: Value, version: int, by: User, on: datetime.date) -> Answer:
    """Saves one answer. `version` is what the writer saw.

    Raises Stale if somebody else has saved since (then nothing is saved), ReportRefused for who does not owe it. What
    another person wrote is kept in the thread when it is overwritten.
    """
    fresh = _owed(answer, by, on)
    if not fresh.is_writable:
        raise ReportRefused(f"Svaret är {fresh.get_state_display()}. Ta tillbaka det för att ändra.", "not_writable")
    if fresh.version != version:
        raise Stale(
            f"{fresh.updated_by} har sparat ett annat svar på ”{fresh.question}” sedan du öppnade sidan. "
            "Ditt är inte sparat. Jämför svaren, rätta ditt och spara igen."
        )
    if value == fresh.value:
        return fresh
    if fresh.value and fresh.updated_by_id != by.pk:
        _note(fresh, What.CHANGED, by=by, on=on, before=fresh.value, after=value)
    fresh.value, fresh.version, fresh.updated_by = value, version + 1, by
    if fresh.state != State.RETURNED:
        fresh.state = State.DRAFT if value else State.EMPTY
    fresh.save()
    return fresh


@transaction.atomic
def keep_file(answer: Answer, *, file: File, by: User, on: datetime.date) -> AnswerFile:
    """Receives a file for an answer; `save_answer` with its `as_value` makes it the answer. The same file again is the
    one that was received. Raises AttachmentRefused for the file, ReportRefused for who does not owe the answer."""
    row = _owed(answer, by, on)
    if row.question.kind != Question.Kind.FILE or not row.is_writable:
        raise ReportRefused(f"”{row.question}” tar inte emot någon fil nu.", "not_writable")
    name, size = clean_name(file.name or "bilaga"), file.size
    kind = checked(name, size, file)
    facts = {"media_type": kind.media_type, "size": size, "file": file, "added_on": on, "by": by}
    made, _ = AnswerFile.objects.get_or_create(answer=row, name=name, sha256=sha256(file), defaults=facts)
    return made


@transaction.atomic
def mark_ready(answers: Iterable[Answer], *, by: User, on: datetime.date) -> list[Answer]:
    """Hands in the answers about one subject. Raises ReportRefused, naming each that must be answered and is not."""
    rows = sorted((_owed(answer, by, on) for answer in answers), key=_as_asked)
    asked = asked_of(rows)
    missing = [answer for answer in rows if answer.pk in asked and answer.question.required and answer.is_empty]
    if missing:
        named = ", ".join(f"”{answer.question}”" for answer in missing)
        raise ReportRefused(f"{missing[0].subject} kan inte klarmarkeras än. Svar saknas på: {named}.", "unanswered")
    ready = [answer for answer in rows if answer.is_writable]
    for answer in ready:
        before = answer.events.filter(what=What.READY).last()
        answer.state = State.READY
        answer.save()
        _note(answer, What.READY, by=by, on=on, before=before.after if before else None, after=answer.value)
    return ready


@transaction.atomic
def take_back(answers: Iterable[Answer], *, by: User, on: datetime.date) -> None:
    """What is handed in and not yet approved can be changed again."""
    for answer in answers:
        row = _owed(answer, by, on)
        if row.state == State.READY:
            _move(row, State.DRAFT if row.value else State.EMPTY, What.TAKEN_BACK, by=by, on=on)


@transaction.atomic
def ask_about_answer(answer: Answer, *, text: str, by: User, on: datetime.date) -> AnswerEvent:
    """A question in the answer's thread; its state is the same."""
    require(by, Ability.ASK)
    return _note(_locked(answer), What.ASKED, text=_said(text, "Skriv vad du undrar."), by=by, on=on)


@transaction.atomic
def reply_about_answer(answer: Answer, *, text: str, by: User, on: datetime.date) -> AnswerEvent:
    return _note(_owed(answer, by, on), What.REPLIED, text=_said(text, "Skriv ditt svar."), by=by, on=on)


@transaction.atomic
def return_answer(answer: Answer, *, reason: str, by: User, on: datetime.date) -> Answer:
    """Back to the one who answered, with the reason. Raises ReportRefused unless it is handed in."""
    row = _handed_in(answer, by)
    return _move(row, State.RETURNED, What.RETURNED, by=by, on=on, text=_said(reason, "Skriv varför svaret återsänds."))


@transaction.atomic
def approve_answer(answer: Answer, *, by: User, on: datetime.date) -> Answer:
    """Raises ReportRefused unless it is handed in, and for the one who wrote it."""
    row = _handed_in(answer, by)
    if row.updated_by_id == by.pk:
        raise ReportRefused("Du har själv skrivit svaret. Någon annan behöver granska det.", "own_answer")
    return _move(row, State.APPROVED, What.APPROVED, by=by, on=on)


def _handed_in(answer: Answer, by: User) -> Answer:
    require(by, Ability.ASK)
    row = _locked(answer)
    if not row.is_done:
        raise ReportRefused(f"Svaret är {row.get_state_display()}. Bara det som är klarmarkerat granskas.", "not_ready")
    return row


def _move(
    answer: Answer, state: Answer.State, what: AnswerEvent.What, *, by: User, on: datetime.date, text: str = ""
) -> Answer:
    answer.state = state
    answer.save()
    _note(answer, what, by=by, on=on, text=text)
    return answer


def _locked(answer: Answer) -> Answer:
    rows = Answer.objects.select_for_update(of=("self",)).select_related(
        "question__section__questionnaire", "area", "activity", "fund", "focus_area", "updated_by"
    )
    row = rows.get(pk=answer.pk)
    if not row.question.section.questionnaire.is_open:
        raise ReportRefused(f"{row.question.section.questionnaire} är stängt. Inget är ändrat.", "closed")
    return row


def _owed(answer: Answer, by: User, on: datetime.date) -> Answer:
    """The row, locked, for one who holds (or deputises in) a role that owes it that day."""
    require(by, Ability.WRITE_REPORT)
    row = _locked(answer)
    if not Tenure.objects.on(on).filter(user=by, role__in=row.roles.all()).exists():
        who = ", ".join(role.name for role in row.roles.all())
        raise ReportRefused(f"Svaret om {row.subject} lämnas av {who}. Du innehar inte funktionen {on}.", "not_yours")
    return row


def _as_asked(answer: Answer) -> tuple[int, int]:
    return answer.question.section.position, answer.question.position


def _said(text: str, otherwise: str) -> str:
    if not word_count(text):
        raise ReportRefused(otherwise, "nothing_said")
    return text.strip()


def _note(answer: Answer, what: AnswerEvent.What, *, by: User, on: datetime.date, **said: object) -> AnswerEvent:
    return AnswerEvent.objects.create(answer=answer, what=what, by=by, on=on, **said)
