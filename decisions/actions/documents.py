"""Documents of a case: begun from a template, written, finished. Every version is kept."""

import datetime
from dataclasses import replace

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from config.clock import SWEDEN
from config.refused import NotAllowed, NotNow, Stale
from decisions.actions.common import DecisionRefused
from decisions.case_document import build_case_document
from decisions.document_templates import template_of
from decisions.document_text import DocumentText, arranged, text_of
from decisions.frozen import canonical
from decisions.models import Case, Decision, Document, DocumentVersion, Event, Recipient, Section
from people.abilities import Ability, may, refusal
from people.models import Role, Unit, User

Kind = DocumentVersion.Kind


def writing(kind: str) -> Ability:
    """What it takes to write a document of this kind: minutes are the registrar's."""
    return Ability.RECORD if kind == Document.Kind.MINUTES else Ability.WRITE_DOCUMENT


def may_write(document: Document, user: User) -> bool:
    return may(user, writing(document.kind)) and document.case.closed_on is None


def _require_writer(kind: str, case: Case, by: User) -> None:
    if not may(by, writing(kind)):
        raise NotAllowed(refusal(writing(kind)))
    if case.closed_on is not None:
        raise NotNow(f"{case.registry_number} är avslutat. Öppna ärendet igen först.", "closed")


@transaction.atomic
def create_document(
    case: Case,
    *,
    kind: str,
    title: str,
    by: User,
    on: datetime.date,
    decision: Decision | None = None,
    meeting: Event | None = None,
) -> Document:
    """A draft with the headings of its kind; with a decision, filled in from it. Minutes are of what the body did with
    it at the `meeting`, or else did last.

    Raises NotAllowed, NotNow for a closed case, DecisionRefused."""
    _require_writer(kind, case, by)
    if not title.strip():
        raise DecisionRefused("Skriv en rubrik.", "no_title")
    if decision is not None and decision.case_id != case.pk:
        raise DecisionRefused(f"{decision} hör till ett annat ärende.", "other_case")
    act = _minuted(decision, meeting) if kind == Document.Kind.MINUTES else None
    decision = decision or (act.decision if act else None)
    text = template_of(kind, case, title=title.strip(), on=on, decision=decision, meeting=act)
    document = Document.objects.create(case=case, kind=kind, title=text.title)
    _write(document, text)
    _keep(document, text, Kind.SAVED, by=by)
    return document


def _minuted(decision: Decision | None, meeting: Event | None) -> Event:
    """What the minutes are of: what was recorded from the meeting, or last."""
    if decision is not None and meeting is not None and meeting.decision_id != decision.pk:
        raise DecisionRefused(
            f"På det sammanträdet behandlades inte {decision}. Välj ett annat sammanträde eller ett annat beslut.",
            "other_decision",
        )
    act = meeting
    if act is None and decision is not None:
        act = decision.meetings().last() or decision.events.filter(what=Event.What.RECORDED).last()
    if act is None:
        raise DecisionRefused(
            "Ett protokollsutdrag görs av det som är registrerat: beslut, avslag, återremiss eller bordläggning.",
            "not_recorded",
        )
    return act


@transaction.atomic
def save_document(
    document: Document,
    text: DocumentText,
    *,
    version: int,
    by: User,
    autosaved: bool = False,
    apart: bool = False,
) -> Document:
    """Replace what the draft says. Numbers and levels follow from the order of the sections.

    `version` is the one that was read: raises Stale if somebody saved since. `apart` begins a version of its own, as
    when two texts have been put together. Raises NotAllowed, and NotNow for a finished document or a closed case."""
    document = _locked(document, version=version, by=by)
    text = _tidy(text)
    if text != text_of(document):
        document.version += 1
        _write(document, text)
    _keep(document, text, Kind.AUTOSAVED if autosaved else Kind.SAVED, by=by, apart=apart)
    return document


@transaction.atomic
def finish_document(document: Document, *, version: int, by: User, on: datetime.date) -> DocumentVersion:
    """Freeze the document, its tables as they stand today. Raises Stale, or DecisionRefused as `save_document` does."""
    document = _locked(document, version=version, by=by)
    text = text_of(document)
    if not any(section.body.strip() for section in text.sections):
        raise DecisionRefused("Handlingen är tom. Skriv något innan den fastställs.", "empty")
    made = _add_version(
        document, text, Kind.FINISHED, by=by, printed=canonical(build_case_document(document, finished=True))
    )
    document.finished_on, document.finished_by = on, by
    document.save(update_fields=["finished_on", "finished_by"])
    return made


@transaction.atomic
def reopen_document(document: Document, *, by: User) -> Document:
    """Begin a new version of a finished document; the finished one can still be read. Raises NotAllowed, NotNow."""
    document = _row(document)
    _require_writer(document.kind, document.case, by)
    if not document.is_finished:
        raise NotNow(f"{document} är redan ett utkast.", "not_finished")
    document.finished_on = document.finished_by = None
    document.version += 1
    document.save(update_fields=["finished_on", "finished_by", "version"])
    return document


def _row(document: Document) -> Document:
    rows = Document.objects.select_for_update(of=("self",)).select_related("case__agreement", "unit", "decision")
    return rows.get(pk=document.pk)


def _locked(document: Document, *, version: int, by: User) -> Document:
    fresh = _row(document)
    _require_writer(fresh.kind, fresh.case, by)
    if fresh.is_finished:
        raise NotNow(f"{fresh} är fastställd {fresh.finished_on}. Börja på en ny version först.", "finished")
    if fresh.version != version:
        raise Stale(f"{_who_saved(fresh)} medan du skrev. Din text är inte sparad än, men den finns kvar här.")
    return fresh


def _who_saved(document: Document) -> str:
    last = document.versions.select_related("by").last()
    if last is None:
        return "Någon annan sparade"
    return f"{last.by} sparade klockan {last.saved_at.astimezone(SWEDEN):%H.%M}"


def _tidy(text: DocumentText) -> DocumentText:
    if not text.title.strip():
        raise DecisionRefused("Skriv en rubrik.", "no_title")
    return replace(text, title=text.title.strip(), sections=arranged(text.sections))


def _write(document: Document, text: DocumentText) -> None:
    """The row, its sections and its recipients become the text."""
    document.title, document.dated, document.author_role = text.title, text.dated, text.author_role
    document.signed_by = "\n".join(text.signatures)
    document.unit = Unit.objects.filter(name=text.unit).first()
    document.decision = document.case.decisions.filter(number=text.decision).first()
    document.save()
    document.sections.all().delete()
    Section.objects.bulk_create(
        Section(document=document, position=position, **vars(section))
        for position, section in enumerate(text.sections, start=1)
    )
    roles = Role.objects.by_name(text.recipients)
    document.recipients.all().delete()
    Recipient.objects.bulk_create(
        Recipient(document=document, name=name, role=roles.get(name)) for name in text.recipients
    )


def _keep(document: Document, text: DocumentText, kind: Kind, *, by: User, apart: bool = False) -> None:
    """The text as a version: of its own, or going on with what the same person began within the hour."""
    now, content = timezone.now(), text.canonical()
    last = document.versions.last()
    if last is not None and last.content == content and (kind == Kind.AUTOSAVED or last.kind != Kind.AUTOSAVED):
        return
    if last is None or apart or not last.is_continued_by(by, now):
        _add_version(document, text, kind, by=by)
        return
    last.kind, last.content, last.saved_at = kind, content, now
    last.save(update_fields=["kind", "content", "saved_at"])


def _add_version(document: Document, text: DocumentText, kind: Kind, *, by: User, printed: str = "") -> DocumentVersion:
    now = timezone.now()
    latest = document.versions.aggregate(latest=Max("number"))["latest"] or 0
    return DocumentVersion.objects.create(
        document=document,
        number=latest + 1,
        kind=kind,
        content=text.canonical(),
        printed=printed,
        by=by,
        started_at=now,
        saved_at=now,
    )
