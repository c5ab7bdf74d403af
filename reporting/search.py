"""Search by diary number, paragraph, text, role or amount: plain containment, each group with its own heading."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from decisions.models import Case, Decision, Document
from grants.kronor import KronorError, format_kronor, parse_kronor
from grants.models import Activity, Agreement
from people.models import User
from reporting.models import Requirement

MOST = 25


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
    """Groups with at least one hit. An empty search finds nothing."""
    text = text.strip()
    if not text:
        return []
    amount = _amount(text)
    found = [
        _group(
            "Överenskommelser",
            _agreements(user, text),
            lambda row: Hit(str(row), row.get_absolute_url(), row.registry_number),
        ),
        _group("Ärenden", _cases(user, text), lambda row: Hit(row.title, row.get_absolute_url(), row.registry_number)),
        _group("Beslut", _decisions(user, text, amount), _decision_hit),
        _group(
            "Handlingar", _documents(user, text), lambda row: Hit(str(row), row.case.get_absolute_url(), str(row.case))
        ),
        _group("Aktiviteter", _activities(user, text, amount), _activity_hit),
        _group(
            "Redovisningskrav",
            _requirements(user, text),
            lambda row: Hit(str(row), row.get_absolute_url(), str(row.agreement)),
        ),
    ]
    return [group for group in found if group.hits]


def _amount(text: str) -> Decimal | None:
    try:
        return parse_kronor(text)
    except KronorError:
        return None


def _group(heading: str, rows: QuerySet[Any], hit: Callable[[Any], Hit]) -> Group:
    first = list(rows[: MOST + 1])
    return Group(heading, [hit(row) for row in first[:MOST]], len(first) > MOST)


def _agreements(user: User, text: str) -> QuerySet[Agreement]:
    return Agreement.objects.visible_to(user).filter(
        Q(name__icontains=text) | Q(full_title__icontains=text) | Q(registry_number__icontains=text)
    )


def _cases(user: User, text: str) -> QuerySet[Case]:
    return Case.objects.visible_to(user).filter(Q(title__icontains=text) | Q(registry_number__icontains=text))


def _decisions(user: User, text: str, amount: Decimal | None) -> QuerySet[Decision]:
    found = (
        Q(title__icontains=text)
        | Q(reason__icontains=text)
        | Q(number__icontains=text)
        | Q(section_number__icontains=text)
        | Q(case__registry_number__icontains=text)
        | Q(points__text__icontains=text)
        | Q(lines__activity__responsibilities__role__name__icontains=text)
    )
    if amount is not None:
        found |= Q(lines__amount__in=[amount, -amount])
    return Decision.objects.visible_to(user).filter(found).select_related("case").distinct()


def _decision_hit(decision: Decision) -> Hit:
    return Hit(decision.title, decision.get_absolute_url(), f"{decision}, {decision.get_status_display()}")


def _documents(user: User, text: str) -> QuerySet[Document]:
    found = Q(title__icontains=text) | Q(sections__heading__icontains=text) | Q(sections__body__icontains=text)
    return (
        Document.objects.filter(case__in=Case.objects.visible_to(user)).filter(found).select_related("case").distinct()
    )


def _activities(user: User, text: str, amount: Decimal | None) -> QuerySet[Activity]:
    found = (
        Q(name__icontains=text)
        | Q(code__iexact=text)
        | Q(responsibilities__role__name__icontains=text)
        | Q(responsibilities__role__aliases__name__icontains=text)
        | Q(units__name__icontains=text)
    )
    if amount is not None:
        found |= Q(decision_lines__amount=amount)
    return Activity.objects.visible_to(user).filter(found).select_related("area__agreement").distinct()


def _activity_hit(activity: Activity) -> Hit:
    return Hit(str(activity), activity.get_absolute_url(), str(activity.area.agreement))


def _requirements(user: User, text: str) -> QuerySet[Requirement]:
    found = Q(title__icontains=text) | Q(recipient__icontains=text)
    return Requirement.objects.visible_to(user).filter(found).select_related("agreement")


def nothing_found(text: str) -> str:
    """What to say when a search gives nothing: how the words were read."""
    amount = _amount(text)
    also = f" Beloppet lästes som {format_kronor(amount)}." if amount is not None else ""
    return (
        f"Inget innehåller ”{text}”.{also} Pröva ett kortare ord, ett diarienummer som RS/195/2020 eller en paragraf."
    )
