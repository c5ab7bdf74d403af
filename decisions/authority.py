"""Who decides what: one table, kind × body × basis, and the answer for one person and one decision."""

import datetime
from dataclasses import dataclass

from decisions.models import Decision, Event, Mandate
from decisions.models.decisions import Body, Kind, Status
from people.abilities import Ability, may, refusal
from people.models import Tenure, User


@dataclass(frozen=True)
class Rule:
    kind: Kind
    body: Body
    basis: str


WHO_DECIDES = (
    Rule(Kind.ALLOTMENT, Body.STATE, "Statens beslut om tilldelning registreras med dess diarienummer."),
    Rule(Kind.ALLOCATION, Body.BOARD, "Regionstyrelsen beslutar fördelningen av en överenskommelse."),
    Rule(
        Kind.ALLOCATION,
        Body.DIRECTOR,
        "Regiondirektören beslutar fördelningen när ett mandat eller delegationsordningen medger det.",
    ),
    Rule(
        Kind.REALLOCATION,
        Body.DIRECTOR,
        "Regiondirektören omfördelar inom ett utvecklingsområde, på ansvarig chefs förslag, med regionstyrelsens mandat.",
    ),
    Rule(Kind.REALLOCATION, Body.BOARD, "Regionstyrelsen beslutar det som mandatet inte omfattar."),
    Rule(Kind.OTHER, Body.BOARD, "Regionstyrelsen beslutar övriga förslag."),
)


@dataclass(frozen=True)
class Verdict:
    """May this person decide this? If not, `reason` says why in Swedish."""

    allowed: bool
    reason: str = ""
    mandate: Mandate | None = None
    on_behalf_of: str = ""


def find_mandate(decision: Decision, on: datetime.date) -> Mandate | None:
    """The mandate that lets an official decide this kind for this agreement on that day."""
    return Mandate.objects.covering(agreement=decision.agreement, kind=decision.kind, on=on).first()


def basis_sentence(decision: Decision, on: datetime.date) -> str:
    """The sentence beside every draft: who decides it, and by what right."""
    if decision.body == Body.STATE:
        return "Beslutas av staten och registreras här."
    if decision.body == Body.BOARD:
        return "Beslutas av regionstyrelsen."
    mandate = find_mandate(decision, on)
    if mandate is None:
        return (
            f"Måste beslutas av regionstyrelsen, eftersom inget mandat för {decision.get_kind_display()} "
            f"i {decision.agreement} gäller {on}."
        )
    return f"Beslutas av {mandate.role.name[:1].lower()}{mandate.role.name[1:]} med stöd av {mandate.basis}."


def own_work(decision: Decision, user: User) -> bool:
    """Whether the user created, edited or submitted it since it was last returned (internal control)."""
    events = list(decision.events.values_list("what", "by_id"))
    returned = [index for index, (what, _) in enumerate(events) if what == Event.What.RETURNED]
    mine = {Event.What.CREATED, Event.What.EDITED, Event.What.SUBMITTED}
    since = events[returned[-1] :] if returned else events
    return user.pk in {decision.created_by_id, decision.submitted_by_id} or any(
        what in mine and by == user.pk for what, by in since
    )


def may_decide(user: User, decision: Decision, on: datetime.date) -> Verdict:
    """May `user` decide (or return, or reject) this decision on that day?"""
    if not may(user, Ability.DECIDE):
        return Verdict(False, refusal(Ability.DECIDE))
    if decision.body != Body.DIRECTOR:
        return Verdict(False, f"Detta beslutas av {decision.get_body_display()}, inte av regiondirektören.")
    if decision.status != Status.SUBMITTED:
        return Verdict(False, f"{decision} är {decision.get_status_display()} och kan inte beslutas.")
    mandate = find_mandate(decision, on)
    if mandate is None:
        return Verdict(False, basis_sentence(decision, on))
    standing = Tenure.objects.standing(user=user, role=mandate.role, on=on)
    if not standing.allowed:
        return Verdict(False, standing.reason, mandate)
    if own_work(decision, user):
        return Verdict(False, "Du har själv arbetat med förslaget. Det ska beslutas av någon annan.", mandate)
    return Verdict(True, "", mandate, standing.on_behalf_of)
