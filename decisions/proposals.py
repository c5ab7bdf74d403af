"""The kinds of proposal: what each is, who may write it, who decides it, and where its form is."""

import datetime
from dataclasses import dataclass

from django.urls import reverse

from decisions.authority import bodies
from decisions.models import Decision, Mandate
from decisions.models.kinds import CORRECTING, WITHIN_AN_AREA, Body, Kind
from people.abilities import Ability, may
from people.models import User

SLUGS = {
    "ny-aktivitet": Kind.ACTIVITY,
    "aterforing": Kind.RELEASE,
    "mellan-omraden": Kind.ACROSS,
    "aterbetalning": Kind.REPAYMENT,
    "las": Kind.LOCK,
    "las-upp": Kind.UNLOCK,
}
SLUG_OF = {kind: slug for slug, kind in SLUGS.items()}

SENTENCES = {
    Kind.ALLOCATION: ("Fördelning", "Dela ut det som är ofördelat i en överenskommelse på aktiviteter."),
    Kind.REALLOCATION: ("Omfördelning", "Flytta pengar mellan aktiviteter inom ett utvecklingsområde."),
    Kind.ACTIVITY: ("Ny aktivitet", "Starta något nytt i ett område, med ofördelade medel eller andra aktiviteters."),
    Kind.RELEASE: ("Återföring", "Lämna tillbaka det som en aktivitet inte behöver till det ofördelade."),
    Kind.ACROSS: ("Mellan områden", "Flytta pengar från ett utvecklingsområde till en aktivitet i ett annat."),
    Kind.REPAYMENT: ("Återbetalning", "Betala tillbaka ofördelade medel till staten."),
    Kind.LOCK: ("Låsning", "Lås aktiviteter, så att deras pengar inte omfördelas."),
    Kind.UNLOCK: ("Upplåsning", "Häv regionstyrelsens lås på aktiviteter."),
    Kind.OTHER: ("Annat beslut", "Besluta något utan pengar, i numrerade punkter: mål, förlängning, uppdrag."),
    Kind.CORRECTION: (
        "Rättelse av belopp",
        "Rätta det som ett beslut har bokfört. Börja på beslutets sida.",
    ),
    Kind.RECTIFICATION: ("Rättelse av text", "Rätta ordalydelsen i ett beslut. Börja på beslutets sida."),
}


@dataclass(frozen=True)
class KindChoice:
    """A kind that the user may propose. `decided_by` is the sentence of who decides it today."""

    name: str
    sentence: str
    decided_by: str
    path: str


def kind_choices(user: User, on: datetime.date) -> list[KindChoice]:
    """What this user may propose, in a fixed order. One query."""
    covered = _covered(on)
    return [
        KindChoice(name, sentence, _decided_by(kind, covered), new_path(kind))
        for kind, (name, sentence) in SENTENCES.items()
        if may(user, Ability.PROPOSE if kind in WITHIN_AN_AREA else Ability.ALLOCATE)
    ]


def director_may(kind: Kind, on: datetime.date) -> bool:
    """Whether some mandate lets the director decide the kind that day, in some agreement."""
    return Body.DIRECTOR in bodies(kind) and kind in _covered(on)


def decided_by(kind: Kind, on: datetime.date) -> str:
    """Who decides the kind that day, before it is known of which agreement."""
    return _decided_by(kind, _covered(on))


def _covered(on: datetime.date) -> set[str]:
    return {kind for mandate in Mandate.objects.valid_on(on) for kind in mandate.kinds}


def _decided_by(kind: Kind, covered: set[str]) -> str:
    if kind in CORRECTING:
        return "Beslutas av den som fattade det beslut som rättas."
    if bodies(kind) == (Body.BOARD,):
        return "Beslutas av regionstyrelsen."
    if kind == Kind.ALLOCATION:
        return "Beslutas av regionstyrelsen, eller av regiondirektören där ett mandat eller en delegation medger det."
    if kind in covered:
        return "Beslutas av regiondirektören där ett mandat gäller, annars av regionstyrelsen."
    return "Beslutas av regionstyrelsen: inget mandat gäller i dag."


def new_path(kind: Kind) -> str:
    """The address of the kind's empty form; for those that begin elsewhere, of where they do."""
    if kind == Kind.REALLOCATION:
        return reverse("reallocation_new")
    if kind in SLUG_OF:
        return reverse("proposal_within" if kind in WITHIN_AN_AREA else "proposal_board", args=[SLUG_OF[kind]])
    starts = {Kind.ALLOCATION: "allocation_start", Kind.OTHER: "statement_new"}
    return reverse(starts.get(kind, "cases"))


def edit_path(decision: Decision) -> str:
    """Where a draft of this kind is written on; "" where there is no form for it."""
    match decision.kind:
        case Kind.REALLOCATION:
            return reverse("reallocation_edit", args=[decision.pk])
        case Kind.ALLOCATION:
            return reverse("allocation", args=[decision.pk])
        case Kind.CORRECTION:
            return reverse("correction_edit", args=[decision.pk])
        case Kind.OTHER:
            return reverse("statement_edit", args=[decision.pk])
        case Kind.RECTIFICATION:
            return reverse("rectification_edit", args=[decision.pk])
        case kind if kind in SLUG_OF:
            return reverse("proposal_edit", args=[decision.pk])
    return ""
