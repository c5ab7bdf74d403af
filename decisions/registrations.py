"""The mark of being registered in Stratsys (doc 002 § 2.1.5, condition 2), as a decision's page says it."""

from collections.abc import Sequence

from decisions.models import Registration
from grants.models import Activity
from grants.printed import listing


def registered(activities: Sequence[Activity]) -> str:
    """ "Alfa sedan 2020-04-01. Inte registrerad: Beta." One query."""
    marks = {row.activity_id: row for row in Registration.objects.current().filter(activity__in=activities)}
    known = [f"{each} sedan {marks[each.pk].registered_on}" for each in activities if each.pk in marks]
    missing = [str(each) for each in activities if each.pk not in marks]
    parts = [f"{listing(known)}." if known else "", f"Inte registrerad: {listing(missing)}." if missing else ""]
    return " ".join(filter(None, parts))
