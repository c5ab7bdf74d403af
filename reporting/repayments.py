"""The repayments of an agreement beside its economic report: as they stand today, and the draft that can be made."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from decisions.models import Decision
from decisions.models.kinds import Kind, Status
from grants.models import Agreement
from people.abilities import Ability, may
from people.models import User
from reporting.report import Report


@dataclass(frozen=True)
class RepaymentRow:
    what: str
    path: str
    status: str
    decided_on: datetime.date | None
    amount: Decimal
    is_open: bool


def repayments_of(agreement: Agreement, user: User) -> list[RepaymentRow]:
    """Drafts and decisions, the oldest first; not what was taken back or rejected. Two queries."""
    rows = Decision.objects.visible_to(user).of_kinds([Kind.REPAYMENT]).filter(agreement=agreement)
    kept = rows.exclude(status__in=[Status.REJECTED, Status.WITHDRAWN]).prefetch_related("lines").order_by("pk")
    return [
        RepaymentRow(
            str(row),
            row.get_absolute_url(),
            row.get_status_display(),
            row.decided_on,
            Decision.moved(row.lines.all()),
            row.is_open,
        )
        for row in kept
    ]


def can_propose(report: Report, rows: list[RepaymentRow], user: User) -> bool:
    """Something is to be repaid, no draft of it waits, and the user may make one."""
    repayable = report.economy is not None and report.economy.sums.repayable > 0
    return repayable and may(user, Ability.ALLOCATE) and not any(row.is_open for row in rows)
