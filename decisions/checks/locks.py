"""Checks of locking and unlocking."""

from collections.abc import Iterator

from decisions.checks.draft import Draft
from decisions.checks.register import check_of, error
from decisions.models.kinds import Kind
from grants.findings import Finding


@check_of(Kind.LOCK)
def what_is_locked_is_open(draft: Draft) -> Iterator[Finding]:
    for activity in draft.activities:
        if activity.locked:
            yield error(
                "E021",
                activity.pk,
                f"{activity} är redan låst genom {activity.lock_reference}.",
                "Ta bort den ur förslaget.",
                activity_id=activity.pk,
            )


@check_of(Kind.UNLOCK)
def what_is_unlocked_is_locked(draft: Draft) -> Iterator[Finding]:
    for activity in draft.activities:
        if not activity.locked:
            yield error(
                "E022",
                activity.pk,
                f"{activity} är inte låst.",
                "Ta bort den ur förslaget.",
                activity_id=activity.pk,
            )
