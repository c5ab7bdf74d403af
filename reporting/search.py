"""Search by diary number, paragraph, text, role or amount: plain containment, each group with its own heading."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from decisions.models import (
    Assignment,
    BoardNotice,
    Case,
    Decision,
    DecisionLine,
    DecisionLink,
    DecisionPoint,
    Document,
    Event,
    Mandate,
    Recipient,
    Section,
)
from grants.models import Activity, ActivityRole, Agreement, Fund, Movement
from people.models import User
from reporting.models import Requirement
from reporting.search_words import Words, read_words

MOST = 25
ROLES_OF_A_LINE = ("activity__responsibilities__role__name", "activity__responsibilities__role__aliases__name")


@dataclass(frozen=True)
class Hit:
    title: str
    path: str
    note: str = ""


@dataclass(frozen=True)
class Group:
    """Hits of one kind; `more` when there are more than are shown."""

    heading: str
    hits: list[Hit]
    more: bool


def search(user: User, text: str) -> list[Group]:
    """Groups with at least one hit. An empty search finds nothing. One query a group."""
    words = read_words(text)
    if not words.text:
        return []
    found = [
        _group("Överenskommelser", _agreements(user, words), _agreement_hit),
        _group("Ärenden", _cases(user, words), _case_hit),
        _group("Beslut", _decisions(user, words), _decision_hit),
        _group("Anmälningar till regionstyrelsen", _notices(user, words), _notice_hit),
        _group("Mandat", _mandates(user, words), _mandate_hit),
        _group("Handlingar", _documents(user, words), _document_hit),
        _group("Tilldelningar", _funds(user, words), _fund_hit),
        _group("Aktiviteter", _activities(user, words), _activity_hit),
        _group("Uppdrag", _assignments(user, words), _assignment_hit),
        _group("Redovisningskrav", _requirements(user, words), _requirement_hit),
    ]
    return [group for group in found if group.hits]


def _group(heading: str, rows: QuerySet[Any], hit: Callable[[Any], Hit]) -> Group:
    first = list(rows[: MOST + 1])
    return Group(heading, [hit(row) for row in first[:MOST]], len(first) > MOST)


def _agreements(user: User, words: Words) -> QuerySet[Agreement]:
    found = words.within("name", "full_title", "coordinator__name", "areas__coordinator__name")
    found |= words.registry("registry_number")
    return Agreement.objects.visible_to(user).filter(found).distinct()


def _agreement_hit(agreement: Agreement) -> Hit:
    return Hit(str(agreement), agreement.get_absolute_url(), agreement.registry_number)


def _cases(user: User, words: Words) -> QuerySet[Case]:
    found = words.within("title") | words.registry("registry_number")
    if words.section:
        found |= words.paragraph("decisions__section_number") & words.registry("registry_number")
    return Case.objects.visible_to(user).filter(found).distinct()


def _case_hit(case: Case) -> Hit:
    return Hit(case.title, case.get_absolute_url(), case.registry_number)


def _decisions(user: User, words: Words) -> QuerySet[Decision]:
    """What many rows of a decision may say is asked of those rows: joined, they would multiply each other."""
    lines = DecisionLine.objects.filter(words.within("note", *ROLES_OF_A_LINE) | words.amount_in("amount"))
    points = DecisionPoint.objects.filter(words.within("text"))
    links = DecisionLink.objects.filter(_recommended(words), kind=DecisionLink.Kind.RECOMMENDED_BY)
    recipients = Recipient.objects.filter(words.within("name", "role__name", "role__aliases__name"))
    found = words.within("reason", "existing_resources")
    for rows in (points, lines, links, recipients):
        found |= Q(pk__in=rows.exclude(decision=None).values("decision"))
    if words.section:
        # What the board sent back or put off has its paragraph with the event.
        minutes = Event.objects.filter(words.paragraph("section_number"))
        numbered = words.paragraph("section_number") | Q(pk__in=minutes.values("decision"))
        found |= numbered & (words.registry("case__registry_number") if words.rest else Q())
    else:
        found |= words.within("title", "number", "role__name") | words.registry("case__registry_number")
    return Decision.objects.visible_to(user).filter(found).select_related("case").distinct()


def _recommended(words: Words) -> Q:
    """By the other body's name or paragraph, which stands beside that name ("SVOM § 46") or the decision's number."""
    if not words.section:
        return words.within("body")
    return words.paragraph("section_number") & words.beside("body", "decision__case__registry_number")


def _decision_hit(decision: Decision) -> Hit:
    day = f" {decision.decided_on}" if decision.decided_on else ""
    what = f"{decision}, {decision.get_status_display()}{day}"
    return Hit(decision.title, decision.get_absolute_url(), f"{what}, {decision.reference}")


def _notices(user: User, words: Words) -> QuerySet[BoardNotice]:
    if words.section:
        found = words.paragraph("section_number") & words.beside("decisions__case__registry_number")
    else:
        found = words.within("note") | words.registry("decisions__case__registry_number")
    return BoardNotice.objects.visible_to(user).filter(found).distinct().prefetch_related("decisions")


def _notice_hit(notice: BoardNotice) -> Hit:
    return Hit(str(notice), notice.get_absolute_url(), ", ".join(str(decision) for decision in notice.decisions.all()))


def _mandates(user: User, words: Words) -> QuerySet[Mandate]:
    """By what it says, whom it is given to, what it rests on, and its ceiling."""
    found = words.within("name", "text", "clause", "role__name", "role__aliases__name") | words.amount_in("ceiling")
    if words.section:
        found |= words.paragraph("source__section_number") & words.beside("source__case__registry_number")
    else:
        found |= words.registry("source__case__registry_number")
    return Mandate.objects.visible_to(user).filter(found).select_related("role", "source__case").distinct()


def _mandate_hit(mandate: Mandate) -> Hit:
    return Hit(str(mandate), mandate.get_absolute_url(), f"{mandate.role}, {mandate.basis}")


def _documents(user: User, words: Words) -> QuerySet[Document]:
    sections = Section.objects.filter(words.within("heading", "body"))
    recipients = Recipient.objects.filter(words.within("name"), document__isnull=False)
    found = words.within("title", "author_role", "signed_by")
    found |= Q(pk__in=sections.values("document")) | Q(pk__in=recipients.values("document"))
    if not words.section:
        found |= words.registry("case__registry_number")
    return Document.objects.visible_to(user).filter(found).select_related("case")


def _document_hit(document: Document) -> Hit:
    return Hit(str(document), document.get_absolute_url(), str(document.case))


def _funds(user: User, words: Words) -> QuerySet[Fund]:
    booked = Movement.objects.filter(words.amount_in("amount"))
    found = words.within("name") | words.amount_in("expected_amount") | Q(pk__in=booked.values("source__fund"))
    return Fund.objects.visible_to(user).filter(found).select_related("area__agreement")


def _fund_hit(fund: Fund) -> Hit:
    return Hit(str(fund), fund.get_absolute_url(), f"{fund.area.agreement}, område {fund.area.number}")


def _activities(user: User, words: Words) -> QuerySet[Activity]:
    lines = DecisionLine.objects.filter(words.amount_in("amount"))
    responsible = ActivityRole.objects.filter(words.within("role__name", "role__aliases__name"))
    found = words.within("name", "units__name") | Q(code__iexact=words.text)
    found |= Q(pk__in=lines.values("activity")) | Q(pk__in=responsible.values("activity"))
    return Activity.objects.visible_to(user).filter(found).select_related("area__agreement").distinct()


def _activity_hit(activity: Activity) -> Hit:
    return Hit(str(activity), activity.get_absolute_url(), str(activity.area.agreement))


def _assignments(user: User, words: Words) -> QuerySet[Assignment]:
    found = words.within("text", "role__name", "role__aliases__name")
    return Assignment.objects.visible_to(user).filter(found).select_related("role", "decision__case").distinct()


def _assignment_hit(assignment: Assignment) -> Hit:
    who = f"{assignment.role}, " if assignment.role else ""
    return Hit(str(assignment), assignment.get_absolute_url(), f"{who}{assignment.decision.reference}")


def _requirements(user: User, words: Words) -> QuerySet[Requirement]:
    rows = Requirement.objects.visible_to(user).filter(words.within("title", "recipient"))
    return rows.select_related("agreement")


def _requirement_hit(requirement: Requirement) -> Hit:
    return Hit(str(requirement), requirement.get_absolute_url(), str(requirement.agreement))


def nothing_found(text: str) -> str:
    """What to say when a search gives nothing: how the words were read."""
    words = read_words(text)
    also = f" {words.reading}" if words.reading else ""
    return (
        f"Inget innehåller ”{text}”.{also} Pröva ett kortare ord, ett diarienummer som RS/195/2020 eller en paragraf."
    )
