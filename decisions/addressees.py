"""Who is to be told of an event, and why. Told by role: whoever holds the role that day, else its first deputy."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from decisions.authority import may_decide
from decisions.models import Decision, Event, Recipient
from decisions.models.kinds import Body
from people.abilities import Ability, those_who_may
from people.models import Role, Tenure, User

What = Event.What
TOLD = frozenset({What.SUBMITTED, What.RETURNED, What.TABLED, What.REJECTED, What.DECIDED, What.RECORDED})


@dataclass(frozen=True)
class Addressee:
    """A person to be told; without an address, a role that nobody holds."""

    name: str
    address: str
    why: str


def addressees(event: Event) -> list[Addressee]:
    """Each address once, with the first reason found. Who did it is not told of it."""
    found: dict[str, Addressee] = {}
    for one in _candidates(event):
        if one.address != event.by.email:
            found.setdefault(one.address or one.name, one)
    return list(found.values())


def _candidates(event: Event) -> Iterator[Addressee]:
    decision = event.decision
    match event.what:
        case What.SUBMITTED:
            yield from (_person(user, _deciding(decision)) for user in _deciders(event))
        case What.RETURNED | What.TABLED | What.REJECTED:
            yield from _authors(decision)
        case What.DECIDED | What.RECORDED:
            yield from _by_role(_assigned_roles(decision), event)
            yield from _authors(decision)
            yield from _by_role(_recipient_roles(decision), event)
            yield from _by_role(_responsible_roles(decision), event)


def _person(user: User, why: str) -> Addressee:
    return Addressee(user.name, user.email, why)


def _deciding(decision: Decision) -> str:
    if decision.on_paper:
        return "Registrerar det som är fattat på papper"
    return "Registrerar regionstyrelsens beslut" if decision.body == Body.BOARD else "Kan besluta förslaget"


def _deciders(event: Event) -> list[User]:
    """Those who can decide it that day; of what is decided elsewhere, those who record it."""
    if event.decision.body != Body.DIRECTOR or event.decision.on_paper:
        return list(those_who_may(Ability.RECORD))
    directors = those_who_may(Ability.DECIDE)
    return [user for user in directors if may_decide(user, event.decision, event.on).allowed]


def _authors(decision: Decision) -> Iterator[Addressee]:
    for user in (decision.submitted_by, decision.created_by):
        if user is not None and user.is_active:
            yield _person(user, "Förslagsställare")


def _assigned_roles(decision: Decision) -> list[tuple[Role, str]]:
    assigned = decision.assignments.exclude(role=None).select_related("role")
    return [(one.role, f"{one.role}, som får ett uppdrag i beslutet") for one in assigned if one.role]


def _recipient_roles(decision: Decision) -> list[tuple[Role, str]]:
    """Those that the decision names, and those that the document it rests on names ("Utdrag till")."""
    return [(role, f"Utdrag till {role}") for role in Role.objects.filter(pk__in=Recipient.objects.roles_of(decision))]


def _responsible_roles(decision: Decision) -> list[tuple[Role, str]]:
    lines = decision.lines.exclude(activity=None).select_related("activity")
    return [
        (duty.role, f"{duty.role}, ansvarig för {line.activity}")
        for line in lines.prefetch_related("activity__responsibilities__role")
        if line.activity
        for duty in line.activity.responsibilities.all()
    ]


def _by_role(roles: Iterable[tuple[Role, str]], event: Event) -> Iterator[Addressee]:
    roles = list(roles)
    acting = Tenure.objects.acting([role for role, _ in roles], event.on)
    for role, why in roles:
        tenure = acting.get(role.pk)
        yield _person(tenure.user, why) if tenure else Addressee(role.name, "", why)
