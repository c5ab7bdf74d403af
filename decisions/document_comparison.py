"""What changed between two versions of a document: word by word, section by section."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from decisions.document_text import DocumentText, SectionText

WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True)
class Piece:
    """Words that are "same", "added" or "removed"."""

    what: str
    text: str


@dataclass(frozen=True)
class Changed:
    """A section, or a fact such as the title, with what happened to its words."""

    label: str
    pieces: tuple[Piece, ...]

    @property
    def is_changed(self) -> bool:
        return any(piece.what != "same" for piece in self.pieces)


def compare(before: DocumentText, after: DocumentText) -> list[Changed]:
    """Every fact that changed, then every section in the order of the later version."""
    facts = [
        Changed(label, words(old, new))
        for (label, old), (_, new) in zip(_facts(before), _facts(after), strict=True)
        if old != new
    ]
    return [*facts, *_sections(before.sections, after.sections)]


def words(before: str, after: str) -> tuple[Piece, ...]:
    """The words of both texts: what stands in both, what was taken out, what was put in."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    pieces = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            pieces.append(Piece("same", "".join(old[a:b])))
        else:
            pieces += [Piece("removed", "".join(old[a:b])), Piece("added", "".join(new[c:d]))]
    return tuple(piece for piece in pieces if piece.text)


def _facts(text: DocumentText) -> list[tuple[str, str]]:
    return [
        ("Rubrik", text.title),
        ("Datum", text.dated.isoformat() if text.dated else ""),
        ("Enhet", text.unit),
        ("Handläggare", text.author_role),
        ("Hör till beslut", text.decision),
        ("Undertecknas av", "\n".join(text.signatures)),
        ("Utdrag till", "\n".join(text.recipients)),
    ]


def _sections(before: Sequence[SectionText], after: Sequence[SectionText]) -> Iterator[Changed]:
    """Sections are known by their headings; where headings changed, by their place among those around them."""
    old_heads, new_heads = ([section.heading for section in side] for side in (before, after))
    for _, a, b, c, d in SequenceMatcher(None, old_heads, new_heads, autojunk=False).get_opcodes():
        for at in range(max(b - a, d - c)):
            old = before[a + at] if a + at < b else None
            new = after[c + at] if c + at < d else None
            same_heading = old is not None and new is not None and old.heading == new.heading
            texts = [_whole(section, with_heading=not same_heading) for section in (old, new)]
            yield Changed(_label(new or old), words(*texts))


def _label(section: SectionText | None) -> str:
    return f"{section.number} {section.heading}".strip() or "Utan rubrik" if section else ""


def _whole(section: SectionText | None, *, with_heading: bool) -> str:
    """The text, with its heading where that is new. A number that follows from the order is no change of words."""
    if section is None:
        return ""
    return f"{section.heading}\n\n{section.body}".strip() if with_heading else section.body
