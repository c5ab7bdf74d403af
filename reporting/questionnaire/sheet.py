"""What one person owes, as a form: read, checked and saved answer by answer, so that none hinders another."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.conf import settings
from django.core.files.base import File

from config.refused import Refused, Stale
from decisions.attachments import ALLOWED, EXTENSIONS, in_words
from people.models import User
from reporting import actions
from reporting.models import Answer, AnswerEvent, AnswerFile, Question, Questionnaire
from reporting.models.answers import Value
from reporting.questionnaire.known import Filled, Known, earlier_answers
from reporting.questionnaire.page import asked, by_subject
from reporting.questionnaire.thread import Said, thread
from reporting.questionnaire.values import mark, read_table, read_value, shown, typed, word_count
from reporting.report import day_of_figures

EMPTY_ROWS = 2
MOST_ROWS = 200


@dataclass
class Field:
    """One answer as it stands in the form. `theirs`: what somebody else has saved meanwhile, to be compared with."""

    answer: Answer
    raw: str = ""
    rows: list[list[str]] = field(default_factory=list)
    error: str = ""
    theirs: str = ""
    conflict: str = ""
    unsaved: str = ""
    """What was written in an answer that can no longer be written: it is shown, so that it can be kept elsewhere."""
    filled: Filled | None = None
    suggestion: str = ""
    earlier: str = ""
    kept: AnswerFile | None = None
    """A file that has been received, and not become the answer: somebody else was first."""
    reply: str = ""
    """What has been written in answer to the reviewer, and not been sent."""

    @property
    def question(self) -> Question:
        return self.answer.question

    @property
    def name(self) -> str:
        return f"s{self.answer.pk}"

    @property
    def mark(self) -> str:
        return mark(self.answer.value)

    @property
    def words(self) -> int:
        return word_count(self.raw)

    @property
    def shown(self) -> str:
        return shown(self.question, self.answer.value)

    @property
    def thread(self) -> list[Said]:
        """What was said and done; that one took an answer back is no news to who answers."""
        return [said for said in thread(self.answer) if said.event.what != AnswerEvent.What.TAKEN_BACK]

    @property
    def waits_for_reply(self) -> bool:
        events = list(self.answer.events.all())
        return bool(events) and events[-1].what == AnswerEvent.What.ASKED

    @property
    def described_by(self) -> str:
        """The ids of the explanation and of the fault, for who does not see that they belong to the field."""
        return f"hjalp-{self.answer.pk} fel-{self.answer.pk}"


@dataclass(frozen=True)
class FileRules:
    """Which files are taken, for the browser and in words."""

    accept: str = ",".join(EXTENSIONS)

    @property
    def text(self) -> str:
        return f"{ALLOWED}. Högst {in_words(settings.ATTACHMENT_MAX_BYTES)}."


@dataclass(frozen=True)
class Group:
    """All that is asked about one subject."""

    key: str
    fields: list[Field]

    @property
    def subject(self) -> str:
        return self.fields[0].answer.subject

    @property
    def area(self) -> str:
        area = self.fields[0].answer.area
        return "" if area is None or str(area) == self.subject else f"Område {area}"

    @property
    def is_writable(self) -> bool:
        return any(one.answer.is_writable for one in self.fields)

    @property
    def can_be_taken_back(self) -> bool:
        return any(one.answer.state == Answer.State.READY for one in self.fields)


class Sheet:
    """The answers that `user` owes that day, by subject. `data`: what was posted."""

    def __init__(self, questionnaire: Questionnaire, user: User, on: datetime.date) -> None:
        self.questionnaire, self.user, self.on = questionnaire, user, on
        answers = Answer.objects.of(questionnaire).owed_by(user, on).in_order()
        self.fields = {answer.pk: Field(answer) for answer in answers} if not questionnaire.is_draft else {}
        self.saved = 0
        self.files: Mapping[str, File] = {}
        for one in self.fields.values():
            self._as_saved(one)

    def _as_saved(self, one: Field) -> None:
        value = one.answer.value
        one.raw = typed(one.question, value)
        one.filled = self.known.filled(one.answer)
        if one.filled and not one.answer.version:
            one.raw = typed(one.question, one.filled.value)
        if one.question.kind == Question.Kind.TABLE:
            rows = value if isinstance(value, list) else []
            one.rows = [*rows, *([""] * len(one.question.options) for _ in range(EMPTY_ROWS))]

    @cached_property
    def known(self) -> Known:
        requirement = self.questionnaire.requirement
        return Known(requirement.agreement, day_of_figures(requirement, self.on))

    @cached_property
    def groups(self) -> list[Group]:
        """With what is offered beside each field."""
        earlier = earlier_answers([one.answer for one in self.fields.values()])
        for pk, one in self.fields.items():
            one.earlier = earlier.get(pk, "")
            one.suggestion = self.known.suggestion(one.answer) if one.answer.is_writable else ""
        keys = by_subject([one.answer for one in self.fields.values()])
        return [Group(key, [self.fields[answer.pk] for answer in answers]) for key, answers in keys.items()]

    @cached_property
    def asked(self) -> list[Answer]:
        """Those whose condition holds: what the person owes, as it is counted everywhere."""
        return asked(one.answer for one in self.fields.values())

    @property
    def left(self) -> int:
        return len([answer for answer in self.asked if answer.is_writable])

    @property
    def file_rules(self) -> FileRules:
        return FileRules()

    @property
    def takes_files(self) -> bool:
        return any(one.question.kind == Question.Kind.FILE for one in self.fields.values())

    @property
    def can_be_saved(self) -> bool:
        return self.questionnaire.is_open and any(one.answer.is_writable for one in self.fields.values())

    @property
    def replies(self) -> list[Field]:
        return [one for one in self.fields.values() if one.reply and one.waits_for_reply]

    @property
    def errors(self) -> list[tuple[str, str]]:
        return [(one.name, f"{one.question}: {one.error}") for one in self.fields.values() if one.error]

    @property
    def conflicts(self) -> list[Field]:
        return [one for one in self.fields.values() if one.conflict]

    def answers_about(self, key: str) -> list[Answer]:
        return [one.answer for one in self.fields.values() if one.answer.subject_key == key]

    # ---- what was posted

    def save(self, data: Mapping[str, str], files: Mapping[str, File] | None = None) -> None:
        """Saves each answer that was touched; the rest keep their error or what the other person wrote."""
        self.files = files or {}
        for one in self.fields.values():
            one.reply = data.get(f"r{one.answer.pk}", "").strip()
            if f"v{one.answer.pk}" in data:
                self._save(one, data)

    def _save(self, one: Field, data: Mapping[str, str]) -> None:
        try:
            value = self._read(one, data)
        except (ValueError, Refused) as error:
            one.error = str(error)
            return
        if value is None or mark(value) == data.get(f"w{one.answer.pk}") or value == one.answer.value:
            self._as_saved(one)  # not touched, or both wrote the same: what is saved stands
            return
        version = data[f"v{one.answer.pk}"]
        number = int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0
        try:
            saved = actions.save_answer(one.answer, value=value, version=number, by=self.user, on=self.on)
            self._keep(one.answer, saved)
            one.kept = None
            self.saved += 1
        except Stale as stale:
            # The other may have saved after this page's answers were read.
            self._keep(one.answer, Answer.objects.select_related("updated_by").get(pk=one.answer.pk))
            one.conflict, one.theirs = stale.message, one.shown
        except Refused as refused:
            one.error, one.unsaved = refused.message, shown(one.question, value)

    def _keep(self, shown: Answer, saved: Answer) -> None:
        """What the page had read of the row, with what has been saved."""
        shown.value, shown.version, shown.state = saved.value, saved.version, saved.state
        shown.updated_by = saved.updated_by

    def _read(self, one: Field, data: Mapping[str, str]) -> Value | None:
        """The value that was posted; it stays in the field as it was typed. None for a file that was left alone. Raises
        ValueError, or Refused for a file."""
        if one.question.kind == Question.Kind.FILE:
            return self._read_file(one, data)
        if one.question.kind != Question.Kind.TABLE:
            one.raw = data.get(one.name, "")
            return read_value(one.question, one.raw)
        columns = range(len(one.question.options))
        one.rows = [
            [data.get(f"{one.name}-{row}-{column}", "") for column in columns]
            for row in range(MOST_ROWS)
            if f"{one.name}-{row}-0" in data
        ]
        table = read_table(one.question, one.rows)
        return table or ""

    def _read_file(self, one: Field, data: Mapping[str, str]) -> Value | None:
        """A file that was chosen now, or received before and not saved; "" for one taken away."""
        if file := self.files.get(one.name):
            one.kept = actions.keep_file(one.answer, file=file, by=self.user, on=self.on)
        elif (number := data.get(f"k{one.answer.pk}", "")).isdecimal():
            one.kept = one.answer.files.filter(pk=number).first()
        if one.kept:
            return one.kept.as_value
        return "" if f"x{one.answer.pk}" in data else None

    def suggest(self, pk: int) -> None:
        """Puts the draft text into an empty field; it is saved with the rest when the person has read it."""
        one = self.fields.get(pk)
        if one is not None and one.answer.is_writable and not one.raw.strip():
            one.raw = self.known.suggestion(one.answer)
