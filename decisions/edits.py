"""What an edit of a draft changed: from what to what. Kept with the event, for the timelines.

A picture is all that a draft says, by name, as a reader sees it; two pictures make the differences. Of a draft with a
thousand lines a picture reads values, not objects.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from decisions.models import Assignment, Decision, LineShare
from decisions.models.kinds import Kind
from grants.kronor import format_kronor

SHORT = 160
"""Characters of a text that is shown whole; of a longer one the part that changed."""
AROUND = 40
NEW = "den nya aktiviteten"


@dataclass(frozen=True)
class Subject:
    """What a part of a draft is called, and the activity and the fund that it is about, if it is."""

    what: str
    activity: int | None = None
    fund: int | None = None
    is_text: bool = False


@dataclass(frozen=True)
class Edit:
    """One part of a draft that changed. "" where there was nothing, or is nothing any more."""

    subject: Subject
    before: str
    after: str

    def __str__(self) -> str:
        before, after = (self._quoted(each) for each in excerpts(self.before, self.after))
        if not self.before:
            return f"{self.subject.what}: inget förut, nu {after}"
        if not self.after:
            return f"{self.subject.what}: borttaget, var {before}"
        return f"{self.subject.what}: från {before} till {after}"

    def _quoted(self, words: str) -> str:
        return f"”{words}”" if self.subject.is_text else words

    def kept(self) -> dict[str, Any]:
        """As it is stored with the event."""
        return {**vars(self.subject), "before": self.before, "after": self.after}

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "Edit":
        subject = {name: value for name, value in kept.items() if name not in {"before", "after"}}
        return cls(Subject(**subject), kept["before"], kept["after"])


Picture = dict[Subject, str]


def differences(before: Picture, after: Picture) -> list[Edit]:
    """In the order of the later picture, what is gone last."""
    subjects = dict.fromkeys([*after, *before])
    found = (Edit(subject, before.get(subject, ""), after.get(subject, "")) for subject in subjects)
    return [edit for edit in found if edit.before != edit.after]


def merged(edits: Iterable[Edit]) -> list[Edit]:
    """Several edits after each other as one: the first before and the last after of each part."""
    before: Picture = {}
    after: Picture = {}
    for edit in edits:
        before.setdefault(edit.subject, edit.before)
        after[edit.subject] = edit.after
    return differences(before, after)


def excerpts(before: str, after: str) -> tuple[str, str]:
    """Two texts as they are, or when one is long, the parts that differ with some words around them."""
    if max(len(before), len(after)) <= SHORT:
        return before, after
    first = _common(before, after)
    last = _common(before[first:][::-1], after[first:][::-1])
    return _part(before, first, len(before) - last), _part(after, first, len(after) - last)


def _common(one: str, other: str) -> int:
    """How many characters both begin with."""
    shorter = min(len(one), len(other))
    return next((at for at in range(shorter) if one[at] != other[at]), shorter)


def _part(text: str, start: int, end: int) -> str:
    """From whole word to whole word; the middle of a long part is left out."""
    begin = 0 if start <= AROUND else text.find(" ", start - AROUND, start) + 1 or start - AROUND
    until = len(text) if len(text) - end <= AROUND else text.rfind(" ", end, end + AROUND)
    until = end if until < end else until
    shown = text[begin:until]
    if len(shown) > 2 * SHORT:
        shown = f"{shown[:SHORT]} … {shown[-SHORT:]}"
    return f"{'… ' if begin else ''}{shown.strip()}{' …' if until < len(text) else ''}"


# ---- What a draft says -------------------------------------------------------------------------------------------


def picture(decision: Decision) -> Picture:
    """Everything that a draft says, in the order of its page. A fixed number of queries."""
    parts = [
        (Subject("Rubrik", is_text=True), decision.title),
        (Subject("Skäl", is_text=True), decision.reason),
        (Subject("Så används befintliga resurser", is_text=True), decision.existing_resources),
        (Subject("Beslutas av"), decision.get_body_display()),
        *_lines(decision),
        *_contents(decision),
        *_conditions(decision),
        *_corrections(decision),
    ]
    return {subject: words for subject, words in parts if words}


Parts = Iterator[tuple[Subject, str]]


def _lines(decision: Decision) -> Parts:
    signed = decision.kind != Kind.ALLOCATION
    named = decision.lines.order_by("position", "pk").values_list(
        "pk", "activity_id", "activity__name", "amount", "locks", "note"
    )
    shares = LineShare.objects.filter(line__decision=decision).order_by("fund__position", "pk")
    by_line: dict[int, list[tuple[int, str, Any]]] = {}
    for line, fund, name, amount in shares.values_list("line_id", "fund_id", "fund__name", "amount"):
        by_line.setdefault(line, []).append((fund, name, amount))
    for pk, activity, name, amount, locks, note in named:
        where = NEW if decision.kind == Kind.ACTIVITY and amount > 0 else name or "staten"
        for fund, fund_name, part in by_line.get(pk, ()):
            subject = Subject(f"Belopp för {where} ur {fund_name}", activity, fund)
            yield subject, format_kronor(part, sign=signed)
        if pk not in by_line:
            yield Subject(f"Belopp för {where}", activity), format_kronor(amount, sign=signed)
        yield Subject(f"Lås på {where}", activity), "låses" if locks else ""
        yield Subject(f"Anmärkning för {where}", activity, is_text=True), note
    if decision.kind == Kind.ACTIVITY:
        yield from _responsible(decision)


def _responsible(decision: Decision) -> Parts:
    """A new activity comes into being with its proposal, and so do those who answer for it."""
    rows = decision.lines.filter(amount__gt=0, activity__responsibilities__isnull=False)
    found: dict[tuple[int, str], list[str]] = {}
    for activity, name, role in rows.order_by("activity__responsibilities__position").values_list(
        "activity_id", "activity__name", "activity__responsibilities__role__name"
    ):
        found.setdefault((activity, name), []).append(role)
    for (activity, name), roles in found.items():
        yield Subject(f"Namn på {NEW}", activity, is_text=True), name
        yield Subject(f"Ansvarig funktion för {NEW}", activity), ", ".join(roles)


def _contents(decision: Decision) -> Parts:
    for point in decision.points.all():
        yield Subject(f"Beslutspunkt {point.number}", is_text=True), point.text
    for number, task in enumerate(decision.assignments.select_related("role", "report_to").order_by("pk"), start=1):
        yield Subject(f"Uppdrag {number}", is_text=True), _task(task)
    for link in decision.links.select_related("other__case"):
        yield Subject(f"{link.get_kind_display().capitalize()} beslut {link.other_id or ''}".strip()), link.target
    yield Subject("Utdrag till"), ", ".join(recipient.name for recipient in decision.recipients.all())


def _task(task: Assignment) -> str:
    """ "Chef HOSPA: Sammanställ utfallet, senast 2020-09-30, återredovisas till Regiondirektör"."""
    who = f"{task.role}: " if task.role else ""
    due = f", senast {task.due}" if task.due else ""
    to = f", återredovisas till {task.report_to}" if task.report_to else ""
    text = task.text.removesuffix(".") if due or to else task.text
    return f"{who}{text}{due}{to}"


def _conditions(decision: Decision) -> Parts:
    for choice in decision.condition_choices.select_related("condition"):
        what = "undantaget" if choice.waived else "tillagt"
        yield Subject(f"Villkor {choice.condition}"), f"{what} eftersom ”{choice.reason}”"


def _corrections(decision: Decision) -> Parts:
    for row in decision.corrected_movements.select_related("movement", "activity"):
        to = f" till {row.activity}" if row.activity else ""
        yield Subject(f"Rätt belopp för bokning {row.movement_id}"), f"{format_kronor(row.amount)}{to}"
    for wording in decision.corrected_wordings.all():
        yield Subject(f"Rättad lydelse, {wording.name.lower()}", is_text=True), wording.after
