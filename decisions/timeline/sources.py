"""Rows of the database as happenings. Each takes rows that are read already and asks for nothing more."""

import datetime
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from django.urls import reverse
from django.utils import timezone

from config.clock import day_of
from decisions.edits import Edit, Subject, merged
from decisions.models import AssignmentEvent, ConditionMark, Event, NoticedDecision
from decisions.models.followthrough import Withdrawable
from decisions.timeline.days import Happening
from grants.kronor import format_kronor, format_month
from grants.models import Account, Forecast, Movement, OutcomeComment, OutcomeCorrection, OutcomeImport, PeriodClose
from people.models import Tenure

KINDS = {Event.What.RETURNED: "wait", Event.What.REJECTED: "bad", Event.What.WITHDRAWN: "off"}


def start_of(day: datetime.date) -> datetime.datetime:
    """For what is known by its day alone: before anything that was entered that day."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


def of_events(
    events: Iterable[Event], *, named: bool, about: Callable[[Subject], bool] | None = None
) -> Iterator[Happening]:
    """What happened to decisions. Edits by one person on a day are one happening; `named` leads to the decision.

    `about`: only what an edit changed of that is told, and an edit of nothing else is left out."""
    for (_, _, edit, day), group in groupby(events, key=_edited):
        same = list(group)
        newest = max(same, key=lambda event: event.at)
        edits = _edits(same, about)
        if edit is True and about is not None and not edits:
            continue
        title = _what(newest)
        if edit is True and len(same) > 1:
            title = f"{title} {len(same)} gånger"
        yield Happening(
            day,
            newest.at,
            f"{title}: {newest.decision.title}" if named else title,
            str(newest.by),
            _text(newest),
            newest.decision.get_absolute_url() if named else "",
            KINDS.get(Event.What(newest.what), ""),
            [str(each) for each in edits],
        )


def _edits(events: Iterable[Event], about: Callable[[Subject], bool] | None) -> list[Edit]:
    edits = merged(Edit.read(kept) for event in events for kept in event.edits)
    return edits if about is None else [edit for edit in edits if about(edit.subject)]


def _edited(event: Event) -> tuple[int, int, bool | int, datetime.date]:
    edit = event.what == Event.What.EDITED
    return event.decision_id, event.by_id, edit or -event.pk, event.on


MINUTES = {
    Event.What.RETURNED: "Registrerade återremissen",
    Event.What.REJECTED: "Registrerade avslaget",
}
"""Of a meeting: it is not the recorder who sent it back, or said no."""


def _what(event: Event) -> str:
    if event.meeting_on and event.what in MINUTES:
        return MINUTES[Event.What(event.what)]
    behalf = f" {event.on_behalf_of}" if event.on_behalf_of else ""
    return event.get_what_display().capitalize() + behalf


def _text(event: Event) -> str:
    """Of what was recorded also the day that it was decided, which is seldom the day of the entry."""
    if event.what == Event.What.RECORDED and event.meeting_on:
        return f"Beslutat {event.meeting_on} {event.section_number}".strip()
    return event.text


def of_movements(movements: Iterable[Movement]) -> Iterator[Happening]:
    """Bookings: amount, from where to where, out of which fund and by which decision."""
    for movement in movements:
        decision = next((funding.line.decision for funding in movement.fundings.all()), None)
        where = f"från {_where(movement.source)} till {_where(movement.target)}"
        yield Happening(
            movement.booked_on,
            movement.created_at,
            f"{format_kronor(movement.amount)} {where}",
            str(movement.by),
            f"{movement.get_kind_display().capitalize()} ur {movement.source.fund}, enligt {movement.reference}."
            + (f" {movement.text}" if movement.text else ""),
            decision.get_absolute_url() if decision else "",
            "off" if movement.kind == Movement.Kind.REVERSAL else "",
        )


def _where(account: Account) -> str:
    return str(account.activity) if account.activity else account.get_kind_display()


def of_tenures(tenures: Iterable[Tenure], on: datetime.date) -> Iterator[Happening]:
    """Who came to hold a role, and who left it, until today."""
    for tenure in tenures:
        role = f"ersättare för {tenure.role.definite}" if tenure.rank else tenure.role.in_text
        if tenure.starts_on <= on:
            yield Happening(tenure.starts_on, start_of(tenure.starts_on), f"{tenure.user} blev {role}")
        if tenure.ends_on and tenure.ends_on <= on:
            yield Happening(tenure.ends_on, start_of(tenure.ends_on), f"{tenure.user} slutade som {role}", kind="off")


def of_marks(marks: Iterable[ConditionMark]) -> Iterator[Happening]:
    """Marks of conditions, the oldest first, each against the one before it."""
    stood: dict[int, str] = {}
    for mark in marks:
        before = stood.get(mark.condition_id, "omärkt")
        stood[mark.condition_id] = mark.get_state_display()
        kind = "bad" if mark.state == ConditionMark.State.NOT_MET else ""
        title = f"{mark.condition}: från {before} till {mark.get_state_display()}"
        yield Happening(mark.on, mark.at, title, str(mark.by), mark.evidence, kind=kind)


def of_evidence(rows: Iterable[Withdrawable]) -> Iterator[Happening]:
    for row in rows:
        yield Happening(day_of(row.created_at), row.created_at, f"La till: {row}", str(row.by))
        if row.withdrawn_on:
            at = start_of(row.withdrawn_on)
            title = f"Tog bort: {row}"
            yield Happening(row.withdrawn_on, at, title, str(row.withdrawn_by), row.withdrawn_reason, kind="off")


def of_imports(sources: Iterable[OutcomeImport]) -> Iterator[Happening]:
    """Files of outcome; `touched` is the kronor that concern the subject."""
    for source in sources:
        month, url = format_month(source.month), source.get_absolute_url()
        title = f"Utfall för {month} lästes in: {format_kronor(source.touched)}"  # type: ignore[attr-defined]
        yield Happening(day_of(source.created_at), source.created_at, title, str(source.by), source.file_name, url)
        if source.ended_at:
            title = f"Utfallet för {month} slutade gälla"
            who = str(source.ended_by or "")
            yield Happening(day_of(source.ended_at), source.ended_at, title, who, source.ended_why, url, "off")


def of_corrections(rows: Iterable[OutcomeCorrection]) -> Iterator[Happening]:
    for row in rows:
        title = f"Utfallet för {format_month(row.month)} rättades med {format_kronor(row.amount, sign=True)}"
        yield Happening(row.dated, row.created_at, title, str(row.by), row.reason)


def of_closings(closings: Iterable[PeriodClose]) -> Iterator[Happening]:
    for close in closings:
        month = format_month(close.month)
        who, note = str(close.closed_by), close.note
        yield Happening(day_of(close.closed_at), close.closed_at, f"{month} stängdes", who, note)
        if close.reopened_at:
            title, who = f"{month} öppnades igen", str(close.reopened_by or "")
            yield Happening(day_of(close.reopened_at), close.reopened_at, title, who, close.reason, kind="wait")


def of_forecasts(forecasts: Iterable[Forecast]) -> Iterator[Happening]:
    """The forecasts of one activity, the oldest first: each from the one before it."""
    before: Forecast | None = None
    for forecast in forecasts:
        new = format_kronor(forecast.amount)
        title = f"Prognos: från {format_kronor(before.amount)} till {new}" if before else f"Lämnade prognosen {new}"
        url = reverse("forecast", args=[forecast.activity_id])
        yield Happening(forecast.made_on, forecast.created_at, title, str(forecast.by), forecast.comment, url)
        before = forecast


def of_comments(comments: Iterable[OutcomeComment]) -> Iterator[Happening]:
    for row in comments:
        title, url = (
            f"Kommenterade utfallet till och med {format_month(row.month)}",
            reverse("forecast", args=[row.activity_id]),
        )
        yield Happening(row.commented_on, row.created_at, title, str(row.by), row.text, url)


def of_assignments(events: Iterable[AssignmentEvent]) -> Iterator[Happening]:
    for event in events:
        behalf = f" {event.on_behalf_of}" if event.on_behalf_of else ""
        title = f"{event.get_what_display().capitalize()}{behalf}: {event.assignment}"
        yield Happening(event.on, event.at, title, str(event.by), event.text, event.assignment.get_absolute_url())


def of_notices(rows: Iterable[NoticedDecision], *, named: bool) -> Iterator[Happening]:
    for row in rows:
        notice = row.notice
        title = f"Anmäldes till regionstyrelsen {notice.section_number}".strip()
        title = f"{title}: {row.decision.title}" if named else title
        url = reverse("notice", args=[notice.pk])
        yield Happening(notice.meeting_on, notice.recorded_at, title, str(notice.recorded_by), notice.note, url)
