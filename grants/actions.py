"""Writes of this app that are not bookings."""

from django.db import transaction

from grants.models import Activity
from people.models import User


@transaction.atomic
def lock_activity(activity: Activity, *, reference: str, by: User) -> Activity:
    """Lock an activity by the board's decision: its money is not reallocated until the board unlocks it."""
    activity.locked, activity.lock_reference = True, reference
    activity.save(update_fields=["locked", "lock_reference"])
    return activity
