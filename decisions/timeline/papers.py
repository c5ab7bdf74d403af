"""A case's papers as happenings: its documents with their versions, its attachments, the mandates that it gave."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from django.urls import reverse

from config.clock import day_of
from decisions.edits import Edit, Subject, merged
from decisions.models import Attachment, DocumentVersion, Mandate
from decisions.timeline.days import Happening
from decisions.timeline.sources import start_of
from grants.kronor import format_kronor

FACTS = {
    "title": Subject("Rubrik", is_text=True),
    "dated": Subject("Datum"),
    "unit": Subject("Enhet"),
    "author_role": Subject("Handläggare", is_text=True),
    "decision": Subject("Hör till beslut"),
    "signatures": Subject("Undertecknas av", is_text=True),
    "recipients": Subject("Utdrag till", is_text=True),
}
"""The parts of a document beside its sections, as they stand in the versions' text."""
FINISHED = DocumentVersion.Kind.FINISHED


def of_versions(versions: Iterable[DocumentVersion]) -> Iterator[Happening]:
    """Documents begun, written, renamed and finished: `facts` of every version, by document and number. What one person
    saves on a day, one after the other, is one happening."""
    for _, found in groupby(versions, key=lambda version: version.document_id):
        pairs = _pairs(found)
        for (_, _, finished), group in groupby(pairs, key=lambda pair: _sitting(pair[1])):
            same = list(group)
            yield (_finished if finished else _written)(same)


Pair = tuple[DocumentVersion | None, DocumentVersion]


def _pairs(versions: Iterable[DocumentVersion]) -> Iterator[Pair]:
    before: DocumentVersion | None = None
    for version in versions:
        yield before, version
        before = version


def _sitting(version: DocumentVersion) -> tuple[int, Any, int]:
    finished = version.kind == FINISHED
    return version.by_id, day_of(version.saved_at), version.number if finished else 0


def _written(pairs: list[Pair]) -> Happening:
    first, newest = pairs[0][0], pairs[-1][1]
    name = newest.document.get_kind_display()
    if first is None:
        title = f"Började skriva {name}: {_title(newest)}"
    else:
        begun = "Började på en ny version av" if first.kind == FINISHED else "Skrev i"
        title = f"{begun} {name}: {_title(newest)}"
    edits = merged(edit for before, after in pairs if before for edit in _edits(before, after))
    text = f"Version {newest.number}" + (", sparad automatiskt" if newest.kind == newest.Kind.AUTOSAVED else "")
    return _happening(newest, title, text, edits)


def _finished(pairs: list[Pair]) -> Happening:
    ((before, version),) = pairs
    title = f"Fastställde {version.document.get_kind_display()}: {_title(version)}"
    return _happening(version, title, f"Version {version.number}", _edits(before, version) if before else [])


def _happening(version: DocumentVersion, title: str, text: str, edits: Iterable[Edit]) -> Happening:
    at, url = version.saved_at, version.get_absolute_url()
    # Of what was entered afterwards the day that it was finished is the one that counts.
    day = min(day_of(at), version.document.finished_on or day_of(at))
    return Happening(day, at, title, str(version.by), text, url, changes=[str(edit) for edit in edits])


def _facts(version: DocumentVersion) -> dict[str, Any]:
    return version.facts  # type: ignore[attr-defined]


def _title(version: DocumentVersion) -> str:
    return _facts(version)["title"]


def _edits(before: DocumentVersion, after: DocumentVersion) -> list[Edit]:
    old, new = _facts(before), _facts(after)
    edits = [Edit(subject, _words(old.get(name)), _words(new.get(name))) for name, subject in FACTS.items()]
    return [edit for edit in edits if edit.before != edit.after]


def _words(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else value or ""


def of_attachments(rows: Iterable[Attachment]) -> Iterator[Happening]:
    """Files that were added, and taken back with a reason."""
    for row in rows:
        yield Happening(
            row.added_on, row.created_at, f"La till bilagan {row}", str(row.by), f"{row.name}, {row.described}"
        )
        if row.withdrawn_on:
            title, who = f"Tog bort bilagan {row}", str(row.withdrawn_by or "")
            at = max(row.created_at, start_of(row.withdrawn_on))
            yield Happening(row.withdrawn_on, at, title, who, row.withdrawn_reason, kind="off")


def of_mandates(mandates: Iterable[Mandate]) -> Iterator[Happening]:
    """Mandates that a decision gave, and how they were ended; `first_end` is the last day that each was given with."""
    url = reverse("mandates")
    for mandate in mandates:
        ceiling = f", högst {format_kronor(mandate.ceiling)} per beslut" if mandate.ceiling else ""
        what = f"Till {mandate.role}: {', '.join(mandate.kind_names)}{ceiling}."
        start, title = start_of(mandate.valid_from), f"Mandatet {mandate} började gälla"
        yield Happening(mandate.valid_from, start, title, str(mandate.given_by or ""), what, url)
        if mandate.ended_by and mandate.valid_until:
            until = str(mandate.first_end or "tills vidare")  # type: ignore[attr-defined]
            edit = Edit(Subject("Gäller till och med"), until, str(mandate.valid_until))
            end, title = start_of(mandate.valid_until), f"Mandatet {mandate} slutar gälla"
            who = str(mandate.ended_by)
            yield Happening(mandate.valid_until, end, title, who, mandate.end_reason, url, "off", [str(edit)])
