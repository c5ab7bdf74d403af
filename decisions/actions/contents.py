"""What a decision says besides its amounts: numbered points, assignments to report back, who gets an extract."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from decisions.actions.common import draft_of, note_edit, refuse_outsider
from decisions.edits import picture
from decisions.models import Assignment, Decision, DecisionPoint, Recipient
from people.models import Role, User


@dataclass(frozen=True)
class Task:
    """An assignment to be: `due_text` keeps a date that the decision gives in words ("hösten 2021")."""

    text: str
    role: Role | None = None
    due_on: datetime.date | None = None
    due_text: str = ""
    report_to: Role | None = None


@transaction.atomic
def save_contents(
    decision: Decision,
    *,
    points: Sequence[str],
    tasks: Sequence[Task],
    recipients: Sequence[str],
    version: int,
    by: User,
    on: datetime.date,
    existing_resources: str = "",
) -> Decision:
    """The points, assignments and recipients of a draft become these, and what it says of how existing resources are
    used (condition 1). A recipient is a role or a name.

    Raises Stale if somebody saved since `version` was read, DecisionRefused for who may not write the draft or when it
    is no longer one.
    """
    decision = draft_of(decision, version=version)
    refuse_outsider(decision, by, on)
    before = picture(decision)
    decision.points.all().delete()
    DecisionPoint.objects.bulk_create(
        DecisionPoint(decision=decision, number=number, text=text) for number, text in enumerate(points, start=1)
    )
    decision.assignments.all().delete()
    Assignment.objects.bulk_create(Assignment(decision=decision, **vars(task)) for task in tasks)
    roles = Role.objects.by_name(recipients)
    decision.recipients.all().delete()
    Recipient.objects.bulk_create(
        Recipient(decision=decision, name=name, role=roles.get(name)) for name in dict.fromkeys(recipients)
    )
    decision.version += 1
    decision.existing_resources = existing_resources.strip()
    decision.save(update_fields=["version", "existing_resources"])
    note_edit(decision, before, by=by, on=on)
    return decision
