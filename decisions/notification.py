"""E-mail about decisions: what a message says. How it is sent once: `decisions.mailing`."""

from django.conf import settings
from django.urls import reverse

from decisions import mailing
from decisions.decision_document import build_document
from decisions.models import Decision, Event, Notification
from people.models import Organisation

What = Event.What
TEMPLATES = {
    What.SUBMITTED: "submitted",
    What.RETURNED: "returned",
    What.TABLED: "tabled",
    What.REJECTED: "rejected",
    What.DECIDED: "decided",
    What.RECORDED: "decided",
}


def compose(row: Notification) -> mailing.Text:
    """The message's words."""
    decision = Decision.objects.for_page().get(pk=row.event.decision_id)
    context = {
        "row": row,
        "event": row.event,
        "decision": decision,
        "document": build_document(decision),
        "organisation": Organisation.objects.current().name,
        "assignments": decision.assignments.select_related("role"),
        "base": settings.BASE_URL,
        "page": settings.BASE_URL + decision.get_absolute_url(),
        "own": settings.BASE_URL + reverse("own_extract"),
        "pdf": settings.BASE_URL + reverse("decision_pdf", args=[decision.pk]),
    }
    return mailing.written(TEMPLATES[What(row.event.what)], context)


def send(notification_id: int) -> None:
    """Sends the message if it has not been sent. Raises what the mail server said, to be tried again."""
    mailing.send(Notification, notification_id, compose)
