"""Cases: opened under their diary number, renamed, closed and opened again."""

import datetime
import re

from django.db import transaction

from config.refused import NotNow
from decisions.actions.common import DecisionRefused, require
from decisions.models import Case
from grants.models import Agreement
from people.abilities import Ability
from people.models import User

# Regions write their diary numbers in many ways: letters, then digits with separators between them.
REGISTRY_NUMBER = re.compile(r"[A-ZÅÄÖ]{1,12}[ /:-]?\d+(?:[ /:.-]\d+)*")


def tidy_registry_number(text: str) -> str:
    """The number as it is kept: `rs/195/2020 ` is RS/195/2020. Raises DecisionRefused for what is no diary number."""
    tidy = re.sub(r"\s*/\s*", "/", " ".join(text.split())).upper()
    if len(tidy) > 40 or not REGISTRY_NUMBER.fullmatch(tidy):
        raise DecisionRefused("Skriv diarienumret som det står i diariet, till exempel RS/195/2020.", "number")
    return tidy


@transaction.atomic
def register_case(
    *, registry_number: str, title: str, agreement: Agreement | None, opened_on: datetime.date, by: User
) -> Case:
    """A new case. Raises DecisionRefused if there is one with that number already, or for who may not."""
    require(by, Ability.KEEP_CASES)
    number = tidy_registry_number(registry_number)
    if existing := Case.objects.filter(registry_number__iexact=number).first():
        raise DecisionRefused(f"Diarienumret {number} finns redan: {existing.title}. Använd det ärendet.", "taken")
    if not title.strip():
        raise DecisionRefused("Skriv vad ärendet gäller.", "no_title")
    return Case.objects.create(registry_number=number, title=title.strip(), agreement=agreement, opened_on=opened_on)


@transaction.atomic
def rename_case(case: Case, *, title: str, by: User) -> Case:
    """Raises NotAllowed, NotNow for a closed case, DecisionRefused for an empty title."""
    case = _locked(case, by)
    if case.closed_on is not None:
        raise NotNow(f"{case.registry_number} är avslutat. Öppna ärendet igen först.", "closed")
    if not title.strip():
        raise DecisionRefused("Skriv vad ärendet gäller.", "no_title")
    case.title = title.strip()
    case.save(update_fields=["title"])
    return case


@transaction.atomic
def close_case(case: Case, *, by: User, on: datetime.date) -> Case:
    """Raises NotAllowed, and NotNow while a decision in the case waits."""
    case = _locked(case, by)
    if case.closed_on is not None:
        raise NotNow(f"{case.registry_number} är redan avslutat {case.closed_on}.", "closed")
    waiting = case.decisions.still_open().first()
    if waiting is not None:
        raise NotNow(
            f"{waiting} är {waiting.get_status_display()}. Ärendet kan avslutas när det är beslutat eller återtaget.",
            "waiting",
        )
    case.closed_on = on
    case.save(update_fields=["closed_on"])
    return case


@transaction.atomic
def reopen_case(case: Case, *, by: User) -> Case:
    """Raises NotAllowed, and NotNow for a case that is open."""
    case = _locked(case, by)
    if case.closed_on is None:
        raise NotNow(f"{case.registry_number} är inte avslutat.", "open")
    case.closed_on = None
    case.save(update_fields=["closed_on"])
    return case


def _locked(case: Case, by: User) -> Case:
    require(by, Ability.KEEP_CASES)
    return Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
