"""Who is told of what happens to a decision: rows and jobs written with the event, so that none is lost or doubled."""

import datetime

from config import clock
from decisions.addressees import TOLD, addressees
from decisions.models import Event, Notification
from decisions.tasks import ask_to_send

NEWS_FOR = datetime.timedelta(days=1)
"""What lies further back is entered afterwards, from older documents: nobody is told of it as news."""


def tell(event: Event) -> None:
    """Writes a row for each who is to be told of the event, and a job for each who has an address.

    Part of the caller's transaction: the jobs are there for the worker when it commits, and never otherwise.
    """
    if Event.What(event.what) not in TOLD or event.on < clock.today() - NEWS_FOR:
        return
    rows = [
        Notification(
            event=event,
            name=one.name,
            why=one.why,
            address=one.address,
            status=Notification.Status.WAITING if one.address else Notification.Status.NOBODY,
        )
        for one in addressees(event)
    ]
    for row in Notification.objects.bulk_create(rows):
        if row.address:
            ask_to_send(row)
