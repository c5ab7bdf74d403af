"""Named checks of one decision. For a decision made here an error refuses and a warning wants a reason; for one
recorded after a meeting each is acknowledged, since the body did decide it. The ledger's rules are not checks: nobody
overrides them. A module for each kind of decision registers its checks (`decisions.checks.register`).
"""

import datetime
from collections.abc import Sequence

from decisions.checks import allocation, areas, corrections, locks, reallocation, recipients, shared
from decisions.checks.draft import Draft, read_drafts
from decisions.checks.register import CHECKS
from decisions.models import Decision
from decisions.models.kinds import Body, Kind
from grants.findings import Finding, Severity

__all__ = [
    "Draft",
    "allocation",
    "areas",
    "blocks",
    "check",
    "corrections",
    "findings",
    "findings_of_all",
    "locks",
    "read_drafts",
    "reallocation",
    "recipients",
    "shared",
]


def findings(decision: Decision, on: datetime.date) -> list[Finding]:
    """Everything the checks have to say of this decision on that day, errors first."""
    return check(read_drafts([decision], on)[0])


def findings_of_all(decisions: Sequence[Decision], on: datetime.date) -> dict[int, list[Finding]]:
    """The findings of many decisions, by their ids."""
    return {draft.decision.pk: check(draft) for draft in read_drafts(decisions, on)}


def check(draft: Draft) -> list[Finding]:
    """Errors first; within a severity by id and subject, so that the same draft always reads the same."""
    found = [finding for each in CHECKS[Kind(draft.decision.kind)] for finding in each(draft)]
    order = list(Severity)
    return sorted(found, key=lambda finding: (order.index(finding.severity), finding.id, finding.subject))


def blocks(decision: Decision, found: list[Finding]) -> list[Finding]:
    """The findings that stop a decision made here from being submitted or decided."""
    if decision.body != Body.DIRECTOR:
        return []
    return [finding for finding in found if finding.severity == Severity.ERROR]
