"""What a new document begins with: the headings of its kind, as the region writes them, filled in from its decision."""

import datetime
from collections.abc import Sequence

from decisions.amount_tables import amount_tables
from decisions.authority import find_mandate
from decisions.comparison import Comparison
from decisions.document_text import DocumentText, SectionText, arranged
from decisions.edits import Edit
from decisions.grounds import why_no_mandate
from decisions.models import Case, Decision, Document, Event
from decisions.models.kinds import Body, Kind
from decisions.sentence import sentence_of
from people.models import Organisation

NUMBERED = "1"
CONDITIONS = "Villkor att beakta som ska framgå i alla beslutsunderlag"
CONDITIONS_OF_STATE_MONEY = "Villkor att beakta gällande riktade statliga medel/nationell satsning:"
MINUTES_SIGNED_BY = ("Ordförande", "Justerare", "Sekreterare")


def template_of(
    kind: str,
    case: Case,
    *,
    title: str,
    on: datetime.date,
    decision: Decision | None = None,
    meeting: Event | None = None,
) -> DocumentText:
    """The text of a new document of this kind. Minutes are filled in from what the body did at the `meeting`."""
    match Document.Kind(kind):
        case Document.Kind.MEMO:
            sections, signatures = _memo(decision)
        case Document.Kind.BASIS:
            sections, signatures = _basis(case)
        case Document.Kind.DELEGATED:
            sections, signatures = _delegated(case, decision, on)
        case Document.Kind.MINUTES:
            sections, signatures = _minutes(case, decision, meeting)
    return DocumentText(
        title=title,
        dated=(meeting and (meeting.meeting_on or meeting.decision.decided_on)) or on,
        unit="",
        author_role="",
        signatures=tuple(signatures),
        recipients=tuple(recipient.name for recipient in decision.recipients.all()) if decision else (),
        decision=decision.number if decision else "",
        sections=arranged(sections),
    )


Built = tuple[list[SectionText], Sequence[str]]


def _plain(heading: str, body: str = "") -> SectionText:
    return SectionText("", heading, 1, body)


def _chapter(level: int, heading: str, body: str = "") -> SectionText:
    return SectionText(NUMBERED, heading, level, body)


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def _memo(decision: Decision | None) -> Built:
    """A tjänsteskrivelse: what it is about, and what is proposed. The director proposes to the board, and an officer to
    the director."""
    to_director = decision is not None and decision.body == Body.DIRECTOR
    about = _plain("Ärendebeskrivning", decision.reason if decision else "")
    proposal = _plain("Förslag till beslut" if to_director else "Regiondirektörens förslag", _proposed(decision))
    return [about, proposal], ("Handläggare" if to_director else "Regiondirektör",)


def _proposed(decision: Decision | None) -> str:
    if decision is None:
        return "1. \n2. "
    return "[[beslutspunkter]]" if decision.points.exists() else _decided(decision)


def _basis(case: Case) -> Built:
    """A beslutsunderlag: chapters with numbers, a table for each development area, the conditions, the reporting."""
    areas = list(case.agreement.areas.all()) if case.agreement else []
    sections = [
        _plain("Sammanfattning/bakgrund"),
        _chapter(1, "Inledning"),
        _chapter(2, "Bakgrund"),
        _chapter(2, "Mål"),
        _chapter(2, "Överenskommelsens utvecklingsområden"),
        *(_chapter(3, area.name) for area in areas),
        _chapter(1, Organisation.objects.current().name, "[[tabell tilldelning]]" if areas else ""),
        _chapter(2, "Förslag till fördelning"),
        *(_chapter(3, area.name, f"[[tabell aktiviteter {area.number}]]") for area in areas),
        _chapter(3, CONDITIONS, "[[villkor]]"),
        _chapter(1, "Återrapportering"),
    ]
    return sections, ()


def _delegated(case: Case, decision: Decision | None, on: datetime.date) -> Built:
    """A delegationsbeslut: what is decided with its amounts, by what right, and that the board is told of it."""
    conditions = _paragraphs(CONDITIONS_OF_STATE_MONEY, "[[villkor]]")
    sections = [
        _plain("Ärendebeskrivning", decision.reason if decision else ""),
        _plain("Beslutsunderlag", _papers(case, decision, Document.Kind.DELEGATED)),
        _plain("Delegationsbestämmelse och delegation", _right(decision, on) if decision else ""),
        _plain("Beslut", _paragraphs(_decided(decision) if decision else "", conditions)),
        _plain("Anmälan", "Beslutet anmäls till regionstyrelsen."),
    ]
    return sections, ("Regiondirektör",)


def _right(decision: Decision, on: datetime.date) -> str:
    """By what right it is made, or will be made as it stands; "" where no mandate reaches so far."""
    mandate = decision.mandate
    if mandate is None and decision.body == Body.DIRECTOR:
        found = find_mandate(decision, on)
        mandate = None if why_no_mandate(decision, found, on) else found
    return f"Beslutet fattas med stöd av {mandate.basis}." if mandate else ""


def _decided(decision: Decision) -> str:
    """What is decided, in points or in a sentence, with the tables of its kind."""
    words = "[[beslutspunkter]]" if decision.points.exists() else "[[beslutsmening]]"
    has_amounts = decision.lines.exists() or decision.corrected_wordings.exists()
    given = decision.kind in {Kind.ALLOCATION, Kind.ACTIVITY}
    plans = "[[tabell kalkyler]]" if given else ""
    return _paragraphs(words, "[[tabell belopp]]" if has_amounts else "", plans)


def _papers(case: Case, decision: Decision | None, *but: str) -> str:
    """What the body had before it: the case's papers, without those of another decision."""
    found = case.documents.exclude(kind__in=[Document.Kind.MINUTES, *but])
    mine = [paper for paper in found if paper.decision_id in {None, decision and decision.pk}]
    return "\n".join(f"- {paper}{f', {paper.dated}' if paper.dated else ''}" for paper in mine)


def _minutes(case: Case, decision: Decision | None, meeting: Event | None) -> Built:
    """A protokollsutdrag: the paragraph, what the board resolved, what it had before it."""
    if decision is None or meeting is None:
        return [_plain("§ "), _plain("Regionstyrelsens beslut", "1. "), _plain("Beskrivning av ärendet")], (
            MINUTES_SIGNED_BY
        )
    resolved = f"{decision.get_body_display().capitalize()}s beslut"
    papers = _plain("Beslutsunderlag", _papers(case, decision))
    opening, reason = [_plain(_heading(decision, meeting))], _then(meeting, "Skäl", decision.reason)
    about = [_plain("Beskrivning av ärendet", reason)] if reason else []
    if meeting.what == Event.What.RECORDED:
        follows = [_plain("Villkor", "[[villkor]]")] if decision.conditions.exists() else []
        return [*opening, _plain(resolved, _decided(decision)), *about, *follows, papers], MINUTES_SIGNED_BY
    words = _plain(resolved, _resolution(meeting))
    return [*opening, words, *about, _plain("Förslaget", _proposal(decision, meeting)), papers], MINUTES_SIGNED_BY


def _heading(decision: Decision, meeting: Event) -> str:
    """ "§ 35 Fördelning God och nära vård 2020"; an amount does not stand next to the paragraph's number."""
    title = decision.title if meeting.what == Event.What.RECORDED else _then(meeting, "Rubrik", decision.title)
    kind = f"{decision.get_kind_display().capitalize()}: " if title[:1].isdigit() else ""
    return f"{meeting.section_number} {kind}{title}".strip()


def _then(meeting: Event, what: str, now: str) -> str:
    """What stood there at the meeting, where it has been edited since: what the first edit after it began with."""
    since = Event.objects.filter(decision=meeting.decision_id, pk__gt=meeting.pk).order_by("pk")
    edits = (Edit.read(kept) for event in since for kept in event.edits)
    return next((edit.before for edit in edits if edit.subject.what == what), now)


def _resolution(meeting: Event) -> str:
    """What the board did with a proposal that it did not make its own, and why."""
    why = f"Skäl: {meeting.reason}" if meeting.reason else ""
    if meeting.what == Event.What.REJECTED:
        return _paragraphs("1. Förslaget avslås.", why)
    if meeting.what == Event.What.TABLED:
        until = f" till sammanträdet {meeting.put_off_until}" if meeting.put_off_until else ""
        return _paragraphs(f"1. Ärendet bordläggs{until}.", why)
    return _paragraphs("1. Ärendet återremitteras.", why)


def _proposal(decision: Decision, meeting: Event) -> str:
    """What was before the board, written out: what is sent back is changed afterwards, and the minutes are not. Empty
    when it has been changed already, by who wrote it or by the board itself."""
    since = decision.events.filter(pk__gt=meeting.pk)
    if since.filter(what=Event.What.EDITED).exists() or any(event.edits for event in since):
        return ""
    points = "\n".join(f"{point.number}. {point.text}" for point in decision.points.all())
    page = Comparison(decision)
    tables = [table.markdown() for table in amount_tables(page)]
    return _paragraphs(points or sentence_of(page).replace("beslutar", "föreslås besluta", 1), *tables)
