"""A check of every kind of decision: who gets an assignment gets the decision too."""

from collections.abc import Iterator

from django.urls import reverse

from decisions.checks.draft import Draft
from decisions.checks.register import check_of
from decisions.models.kinds import Kind
from grants.findings import Finding, Severity


@check_of(*Kind)
def who_gets_an_assignment_gets_the_decision(draft: Draft) -> Iterator[Finding]:
    """Docs 003 and 004: those who were to report back are missing under "Utdrag till"."""
    for role in draft.unaddressed:
        yield Finding(
            "decisions.W027",
            Severity.WARNING,
            str(role.pk),
            f"{role} får ett uppdrag men står inte under Utdrag till.",
            "Lägg till funktionen eller dess enhet under Punkter, uppdrag och mottagare.",
            path=reverse("contents", args=[draft.decision.pk]),
        )
