"""Closing a month: what is unfinished is known and said, and the picture of the month is kept."""

import datetime

from django.db import transaction

from decisions.actions.common import DecisionRefused
from decisions.closing import checklist, unfinished
from decisions.frozen import canonical, checksum
from decisions.models import MonthPicture
from decisions.month_pictures import take
from grants import actions
from grants.models import Agreement, PeriodClose
from people.models import User


@transaction.atomic
def close_month(
    *, agreement: Agreement, month: datetime.date, by: User, on: datetime.date, note: str = ""
) -> MonthPicture:
    """Close a month that has ended, and freeze what it looked like: every figure per activity and fund.

    `note` says why it is closed although a point of the checklist is open. Raises Refused: the ability, the month, or
    an open point without a note.
    """
    month = month.replace(day=1)
    # First, since it takes the lock that bookings and imports wait for: what follows is what stays.
    close = actions.close_month(agreement=agreement, month=month, by=by, on=on, note=note)
    missing = unfinished(checklist(agreement, month, on))
    if missing and not note.strip():
        what = "; ".join(point.text for point in missing)
        raise DecisionRefused(f"Skriv varför månaden stängs ändå. Kvar att göra: {what}.", "unfinished")
    frozen = canonical(take(agreement, month))
    number = PeriodClose.objects.filter(agreement=agreement, month=month).count()
    return MonthPicture.objects.create(close=close, number=number, frozen=frozen, sha256=checksum(frozen))
