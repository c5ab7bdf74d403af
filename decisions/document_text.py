"""A document's text as data: what a person writes, apart from where it is kept. Its canonical JSON is a version.

Sections are edited here: moved, taken out, added. `arranged` gives every section its number and a level that never
skips one, so that the headings make an outline (a heading is at most one level below the one before it).
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace

from decisions.frozen import canonical, thaw
from decisions.models import Document, Section

DEEPEST = 4


@dataclass(frozen=True)
class SectionText:
    """`number` is "" for a section that carries none; any other text is replaced by the right one."""

    number: str
    heading: str
    level: int
    body: str

    @property
    def is_numbered(self) -> bool:
        return bool(self.number)


@dataclass(frozen=True)
class DocumentText:
    """`unit` and `decision` are named: a unit by its name, a decision by its number, "" for none."""

    title: str
    dated: datetime.date | None
    unit: str
    author_role: str
    signatures: tuple[str, ...]
    recipients: tuple[str, ...]
    decision: str
    sections: tuple[SectionText, ...]

    def with_sections(self, sections: Sequence[SectionText]) -> "DocumentText":
        return replace(self, sections=tuple(sections))

    def canonical(self) -> str:
        return canonical(self)

    @classmethod
    def thaw(cls, text: str) -> "DocumentText":
        return thaw(cls, text)


def text_of(document: Document) -> DocumentText:
    """The document as it is kept now."""
    return DocumentText(
        title=document.title,
        dated=document.dated,
        unit=document.unit.name if document.unit else "",
        author_role=document.author_role,
        signatures=tuple(document.signatures),
        recipients=tuple(recipient.name for recipient in document.recipients.all()),
        decision=document.decision.number if document.decision else "",
        sections=tuple(_section(section) for section in document.sections.all()),
    )


def _section(section: Section) -> SectionText:
    return SectionText(section.number, section.heading, section.level, section.body)


def arranged(sections: Sequence[SectionText]) -> tuple[SectionText, ...]:
    """The sections with levels that skip none and numbers that follow from them: 1, 1.1, 1.2, 2.

    A section without a number stands outside the count."""
    counters: list[int] = []
    above, done = 0, []
    for section in sections:
        above = min(max(section.level, 1), above + 1, DEEPEST)
        number = _next(counters, above) if section.is_numbered else ""
        done.append(replace(section, level=above, number=number))
    return tuple(done)


def _next(counters: list[int], level: int) -> str:
    """Counts one on that level, or on the deepest that has a number above it."""
    depth = min(level, len(counters) + 1)
    del counters[depth:]
    if len(counters) < depth:
        counters.append(0)
    counters[-1] += 1
    return ".".join(map(str, counters))


def moved(sections: Sequence[SectionText], index: int, step: int) -> tuple[SectionText, ...]:
    """The section `step` places further down (up, if below zero). The first and the last stay where they are."""
    rows, target = list(sections), index + step
    if 0 <= index < len(rows) and 0 <= target < len(rows):
        rows.insert(target, rows.pop(index))
    return tuple(rows)


def removed(sections: Sequence[SectionText], index: int) -> tuple[SectionText, ...]:
    return tuple(section for at, section in enumerate(sections) if at != index)


def added(sections: Sequence[SectionText], index: int) -> tuple[SectionText, ...]:
    """An empty section after the one at `index`, with its level and numbered as it is; first if `index` is -1."""
    before = sections[index] if 0 <= index < len(sections) else None
    new = SectionText(before.number if before else "", "", before.level if before else 1, "")
    return (*sections[: index + 1], new, *sections[index + 1 :])


EDITS = ("up", "down", "remove", "add")


def edited(sections: Sequence[SectionText], what: str) -> tuple[tuple[SectionText, ...], int | None]:
    """The sections after an edit such as "up:3", and the index to go on writing at. Any other word changes nothing."""
    word, _, at = what.partition(":")
    if word not in EDITS or not at.removeprefix("-").isdigit():
        return tuple(sections), None
    index = int(at)
    match word:
        case "up":
            return moved(sections, index, -1), max(0, index - 1)
        case "down":
            return moved(sections, index, 1), min(len(sections) - 1, index + 1)
        case "remove":
            return removed(sections, index), max(0, index - 1)
    return added(sections, index), index + 1
