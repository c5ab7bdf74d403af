"""Events as the timeline component reads them, newest first."""

from typing import Any

from decisions.models import Case, Decision, Event

SHADES = {
    Event.What.RETURNED: "wait",
    Event.What.TABLED: "wait",
    Event.What.REJECTED: "bad",
    Event.What.WITHDRAWN: "off",
}


def decision_timeline(decision: Decision) -> list[dict[str, Any]]:
    return [_event(event) for event in reversed(list(decision.events.select_related("by")))]


def case_timeline(case: Case) -> list[dict[str, Any]]:
    """What happened in all decisions of a case; each event leads to its decision."""
    events = Event.objects.of_case(case)
    return [
        _event(event) | {"title": f"{_what(event)}: {event.decision}", "url": event.decision.get_absolute_url()}
        for event in events
    ]


def _event(event: Event) -> dict[str, Any]:
    """On the day that counts, which for what is recorded afterwards is not the day it was entered."""
    return {
        "at": event.on,
        "title": _what(event),
        "text": event.text,
        "by": str(event.by),
        "kind": SHADES.get(Event.What(event.what), ""),
    }


def _what(event: Event) -> str:
    behalf = f" {event.on_behalf_of}" if event.on_behalf_of else ""
    return event.get_what_display().capitalize() + behalf
