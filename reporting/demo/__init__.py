"""The demonstration: the agreements of the source documents, what was decided about them, and marked examples.

Read from `fixtures/` and entered by the application's own actions, so that every rule has had its say.
"""

from django.db import transaction

from config.refused import Refused
from grants.models import Agreement
from reporting.demo import (
    accounting,
    agreement,
    board_decision,
    delegated,
    examples,
    meetings,
    payments,
    people,
    proposal,
    requirements,
    templates,
)
from reporting.demo.files import read

GOD_OCH_NARA_VARD = "god-och-nara-vard-2020"
VARDFORLOPP = "personcentrerade-vardforlopp-2020"
GEMENSAM_PLAN = "gemensam-plan-2021"


@transaction.atomic
def load() -> None:
    """Fill an empty database. Raises Refused, with nothing changed, if it holds an agreement."""
    first = Agreement.objects.first()
    if first is not None:
        raise Refused(
            f"Databasen innehåller redan överenskommelsen {first.slug}. Exemplen läggs bara in i en tom databas.",
            "not_empty",
        )
    cast = people.load(read("people.json"))
    near_care = agreement.load(GOD_OCH_NARA_VARD, cast)
    decided = board_decision.load(near_care, cast)
    requirements.load(near_care, cast)
    pathways = agreement.load(VARDFORLOPP, cast)
    delegated.load(pathways, cast)
    accounting.load(pathways, cast)
    proposal.load(GEMENSAM_PLAN, cast)
    examples.load(near_care, decided, cast)
    templates.load(near_care, cast)
    for each in (near_care, pathways):
        payments.load(each, cast)
    meetings.load(cast)
