"""Writes of this app that are not bookings."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max

from config.refused import Refused
from grants.findings import Finding
from grants.models import Acknowledgement, Activity, ActivityRole, Agreement, DevelopmentArea
from people.abilities import Ability, may, refusal
from people.models import Role, User


class GrantsRefused(Refused):
    """A rule about agreements and activities refuses. Nothing has changed."""

    code = "grants"


@transaction.atomic
def add_activity(
    *, area: DevelopmentArea, name: str, roles: Sequence[Role], by: User, position: int | None = None
) -> Activity:
    """A new activity of an area, last unless `position` says otherwise, with its responsible roles in order.

    Raises GrantsRefused without the ability, without a name, or when the area has an activity of that name already,
    whatever case: a reader could not tell the two apart.
    """
    if not may(by, Ability.EDIT_AGREEMENT):
        raise GrantsRefused(refusal(Ability.EDIT_AGREEMENT), "not_allowed")
    name = " ".join(name.split())
    if not name:
        raise GrantsRefused("Skriv vad aktiviteten heter.", "no_name")
    # The lock makes two people who add the same name at once come one after the other.
    area = DevelopmentArea.objects.select_for_update(no_key=True).get(pk=area.pk)
    activities = Activity.objects.filter(area=area)
    if activities.filter(name__iexact=name).exists():
        raise GrantsRefused(f"Område {area.number} har redan en aktivitet som heter {name}.", "name_taken")
    if position is None:
        last = activities.aggregate(last=Max("position"))["last"]
        position = 0 if last is None else last + 1
    activity = Activity.objects.create(area=area, name=name, position=position)
    ActivityRole.objects.bulk_create(
        ActivityRole(activity=activity, role=role, position=order) for order, role in enumerate(dict.fromkeys(roles))
    )
    return activity


@transaction.atomic
def lock_activity(activity: Activity, *, reference: str, by: User) -> Activity:
    """Lock an activity by the board's decision: its money is not reallocated until the board unlocks it."""
    activity.locked, activity.lock_reference = True, reference
    activity.save(update_fields=["locked", "lock_reference"])
    return activity


@transaction.atomic
def acknowledge(agreement: Agreement, *, finding: Finding, reason: str, by: User) -> Acknowledgement:
    """Take responsibility for a finding, with a reason. Holds for its amount: a changed figure asks anew.

    Raises GrantsRefused without the ability or without a reason.
    """
    if not may(by, Ability.ACKNOWLEDGE):
        raise GrantsRefused(refusal(Ability.ACKNOWLEDGE), "not_allowed")
    if not reason.strip():
        raise GrantsRefused("Skriv varför avvikelsen godtas.", "no_reason")
    return Acknowledgement.objects.create(
        agreement=agreement,
        finding_id=finding.id,
        subject=finding.subject,
        amount=finding.amount,
        reason=reason.strip(),
        by=by,
    )
