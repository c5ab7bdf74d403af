"""What a question is asked about, and which roles owe the answers."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from grants.models import Activity, ActivityRole, Agreement, DevelopmentArea
from people.models import Role
from reporting.models import Question


@dataclass(frozen=True)
class Subject:
    """`place`: the fields of an Answer that name it. No roles: nobody is responsible for it."""

    name: str
    place: dict[str, Any]
    roles: tuple[Role, ...]


def subjects(agreement: Agreement) -> dict[str, list[Subject]]:
    """The subjects of an agreement by scope, in the order of its pages. A fixed number of queries."""
    found: dict[str, list[Subject]] = {scope: [] for scope in Question.Scope}
    whole = (agreement.coordinator,) if agreement.coordinator else ()
    found[Question.Scope.AGREEMENT].append(Subject("Hela överenskommelsen", {}, whole))
    areas = agreement.areas.select_related("coordinator").prefetch_related(
        "funds",
        "focus_areas",
        Prefetch("activities", Activity.objects.order_by("position", "pk")),
        Prefetch("activities__responsibilities", ActivityRole.objects.select_related("role")),
    )
    for area in areas:
        for scope, subject in _in_area(area, whole):
            found[scope].append(subject)
    return found


def _in_area(area: DevelopmentArea, whole: tuple[Role, ...]) -> Iterator[tuple[str, Subject]]:
    """An area without a coordinator is answered for by whoever coordinates the agreement."""
    roles = (area.coordinator,) if area.coordinator else whole
    yield Question.Scope.AREA, Subject(str(area), {"area": area}, roles)
    for fund in area.funds.all():
        yield Question.Scope.FUND, Subject(fund.name, {"area": area, "fund": fund}, roles)
    for focus in area.focus_areas.all():
        if focus.letter:
            yield Question.Scope.FOCUS_AREA, Subject(str(focus), {"area": area, "focus_area": focus}, roles)
    for activity in area.activities.all():
        responsible = tuple(duty.role for duty in activity.responsibilities.all()) or roles
        yield Question.Scope.ACTIVITY, Subject(activity.name, {"area": area, "activity": activity}, responsible)
