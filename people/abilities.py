"""What each work profile may do: the one place that says so (DOMAIN: who does what).

A profile is a Django group. An ability is what a page or an action asks for. Some abilities need more than the profile:
the regiondirektör decides only while holding the role that the mandate names (`Tenure.standing`), and never own work.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse

from people.models import User


class Profile(models.TextChoices):
    OFFICER = "officer", "HOSPA-handläggare"
    MANAGER = "manager", "Ansvarig chef"
    COORDINATOR = "coordinator", "Sammanhållet ansvar"
    DIRECTOR = "director", "Regiondirektör"
    REGISTRAR = "registrar", "Nämndsekreterare"
    CONTROLLER = "controller", "Controller"
    AUDITOR = "auditor", "Granskare"
    ADMINISTRATOR = "administrator", "Behörighetsadministratör"


class Ability(models.TextChoices):
    SEE = "see", "läsa allt"
    EDIT_AGREEMENT = "edit_agreement", "lägga upp och ändra överenskommelser"
    REGISTER_ALLOTMENT = "register_allotment", "registrera statens tilldelning"
    RECEIVE_PAYMENT = "receive_payment", "notera mottagna utbetalningar"
    ALLOCATE = "allocate", "ta fram förslag till fördelning"
    COVER = "cover", "täcka beslutade belopp ur ofördelade medel"
    PROPOSE = "propose", "föreslå omfördelning"
    DECIDE = "decide", "besluta med regionstyrelsens mandat"
    RECORD = "record", "registrera regionstyrelsens beslut"
    KEEP_CASES = "keep_cases", "öppna, ändra och avsluta ärenden"
    WRITE_DOCUMENT = "write_document", "skriva handlingar"
    ATTACH = "attach", "lägga till bilagor"
    FOLLOW_UP = "follow_up", "följa upp beslutens villkor"
    DISTRIBUTE = "distribute", "fördela pengar till utförare"
    ACKNOWLEDGE = "acknowledge", "kvittera avvikelser i avstämningen"
    IMPORT_OUTCOME = "import_outcome", "läsa in utfall"
    CLOSE_MONTH = "close_month", "stänga och öppna månader"
    WRITE_REPORT = "write_report", "skriva redovisningens texter"
    ASK = "ask", "ta fram, skicka och granska frågeunderlag"
    FILE_REPORT = "file_report", "lämna in redovisningar"
    FORECAST = "forecast", "lämna prognos och kommentera utfallet för egna aktiviteter"
    COMMENT = "comment", "kommentera uppdrag"
    RESEND = "resend", "skicka om meddelanden"
    ADMINISTER = "administer", "sköta användare, funktioner och förordnanden"


P, A = Profile, Ability

MAY: dict[Profile, frozenset[Ability]] = {
    P.OFFICER: frozenset(
        {
            A.SEE,
            A.EDIT_AGREEMENT,
            A.REGISTER_ALLOTMENT,
            A.RECEIVE_PAYMENT,
            A.ALLOCATE,
            A.COVER,
            A.PROPOSE,
            A.KEEP_CASES,
            A.WRITE_DOCUMENT,
            A.ATTACH,
            A.FOLLOW_UP,
            A.DISTRIBUTE,
            A.ACKNOWLEDGE,
            A.WRITE_REPORT,
            A.ASK,
            A.FILE_REPORT,
            A.COMMENT,
            A.RESEND,
        }
    ),
    P.MANAGER: frozenset(
        {
            A.SEE,
            A.PROPOSE,
            A.WRITE_DOCUMENT,
            A.ATTACH,
            A.FOLLOW_UP,
            A.DISTRIBUTE,
            A.FORECAST,
            A.WRITE_REPORT,
            A.COMMENT,
        }
    ),
    P.COORDINATOR: frozenset(
        {
            A.SEE,
            A.PROPOSE,
            A.KEEP_CASES,
            A.WRITE_DOCUMENT,
            A.ATTACH,
            A.FOLLOW_UP,
            A.DISTRIBUTE,
            A.FORECAST,
            A.WRITE_REPORT,
            A.COMMENT,
        }
    ),
    P.DIRECTOR: frozenset({A.SEE, A.DECIDE, A.COMMENT}),
    P.REGISTRAR: frozenset({A.SEE, A.RECORD, A.KEEP_CASES, A.ATTACH, A.COMMENT, A.RESEND}),
    P.CONTROLLER: frozenset({A.SEE, A.COMMENT, A.ACKNOWLEDGE, A.IMPORT_OUTCOME, A.CLOSE_MONTH, A.RECEIVE_PAYMENT}),
    P.AUDITOR: frozenset({A.SEE}),
    P.ADMINISTRATOR: frozenset({A.SEE, A.ADMINISTER}),
}


def profiles_of(user: User | AnonymousUser) -> frozenset[Profile]:
    """The user's profiles; none for who has not signed in or has been deactivated."""
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    return frozenset(profile for profile in Profile if profile.label in user.group_names)


def may(user: User | AnonymousUser, ability: Ability) -> bool:
    """No administrator or superuser bypass: what is not listed in `MAY` is not allowed."""
    return any(ability in MAY[profile] for profile in profiles_of(user))


def those_who_may(ability: Ability) -> models.QuerySet[User]:
    """The active users whose profile has the ability."""
    labels = [profile.label for profile in Profile if ability in MAY[profile]]
    return User.objects.active().filter(groups__name__in=labels).distinct()


def refusal(ability: Ability) -> str:
    who = [profile.label for profile in Profile if ability in MAY[profile]]
    return f"Du har inte behörighet att {ability.label}. Det har: {', '.join(who)}."


def require(user: User | AnonymousUser, ability: Ability) -> None:
    """Raises PermissionDenied (403) with the reason in Swedish."""
    if not may(user, ability):
        raise PermissionDenied(refusal(ability))


View = Callable[..., HttpResponse]


def needs(ability: Ability) -> Callable[[View], View]:
    """Opens a view to the profiles that have `ability`; everyone else gets 403 with the reason."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            require(request.user, ability)
            return view(request, *args, **kwargs)

        guarded.ability = ability  # type: ignore[attr-defined]
        return guarded

    return decorate
