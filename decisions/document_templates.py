"""What a new document begins with: the headings of its kind, as the region writes them."""

import datetime
from collections.abc import Sequence

from decisions.document_text import DocumentText, SectionText, arranged
from decisions.models import Case, Decision, Document
from decisions.models.decisions import Status
from people.models import Organisation

NUMBERED = "1"
CONDITIONS = "Villkor att beakta som ska framgå i alla beslutsunderlag"
MINUTES_SIGNED_BY = ("Ordförande", "Justerare", "Sekreterare")


def template_of(
    kind: str, case: Case, *, title: str, on: datetime.date, decision: Decision | None = None
) -> DocumentText:
    """The text of a new document of this kind. Minutes are filled in from the decision that was recorded."""
    builder = {
        Document.Kind.MEMO: _memo,
        Document.Kind.BASIS: _basis,
        Document.Kind.DELEGATED: _delegated,
        Document.Kind.MINUTES: _minutes,
    }[Document.Kind(kind)]
    sections, signatures = builder(case, decision)
    is_minutes = kind == Document.Kind.MINUTES and decision is not None
    return DocumentText(
        title=title,
        dated=decision.decided_on if is_minutes and decision else on,
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


def _memo(case: Case, decision: Decision | None) -> Built:
    """A tjänsteskrivelse: what it is about, and what is proposed in numbered points."""
    proposal = "[[beslutspunkter]]" if decision and decision.points.exists() else "1. \n2. "
    return [_plain("Ärendebeskrivning"), _plain("Regiondirektörens förslag", proposal)], ("Regiondirektör",)


def _basis(case: Case, decision: Decision | None) -> Built:
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


def _delegated(case: Case, decision: Decision | None) -> Built:
    """A delegationsbeslut: by what right it is made stands in it, and that the board is told of it."""
    mandate = decision.mandate if decision else None
    sections = [
        _plain("Ärendebeskrivning", "[[beslutspunkter]]" if decision and decision.points.exists() else ""),
        _plain("Beslutsunderlag"),
        _plain("Delegationsbestämmelse och delegation", mandate.basis if mandate else ""),
        _plain("Beslut", "Villkor att beakta gällande riktade statliga medel/nationell satsning:\n\n[[villkor]]"),
        _plain("Anmälan", "Beslutet anmäls till regionstyrelsen."),
    ]
    return sections, ("Regiondirektör",)


def _minutes(case: Case, decision: Decision | None) -> Built:
    """A protokollsutdrag: the paragraph, what the board decided in its points, what it had before it."""
    if decision is None:
        return [_plain("§ "), _plain("Regionstyrelsens beslut", "1. "), _plain("Beskrivning av ärendet")], (
            MINUTES_SIGNED_BY
        )
    points = "[[beslutspunkter]]" if decision.points.exists() else "1. "
    if decision.status == Status.REJECTED:
        # The points are those of the proposal, which the board did not make its own.
        points = "1. Förslaget avslås."
    papers = "\n".join(f"- {paper}" for paper in case.documents.exclude(kind=Document.Kind.MINUTES))
    sections = [
        _plain(f"{decision.section_number} {decision.title}".strip()),
        _plain(f"{decision.get_body_display().capitalize()}s beslut", points),
        _plain("Beskrivning av ärendet", decision.reason),
        _plain("Beslutsunderlag", papers),
    ]
    return sections, MINUTES_SIGNED_BY
