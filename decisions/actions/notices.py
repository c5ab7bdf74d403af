"""Reporting delegated decisions to the board, and telling people again."""

import datetime
from collections.abc import Sequence

from django.db import transaction

from config.refused import NotNow
from decisions.actions.common import DecisionRefused, require
from decisions.models import BoardNotice, Decision, NoticedDecision, Notification
from decisions.tasks import ask_to_send
from people.abilities import Ability
from people.models import User


@transaction.atomic
def report_to_board(
    decisions: Sequence[Decision],
    *,
    meeting_on: datetime.date,
    by: User,
    on: datetime.date,
    section_number: str = "",
    note: str = "",
) -> BoardNotice:
    """Record that these delegated decisions were reported to the board at a meeting, under its §.

    `note` says why there is no §, where there is none. Raises DecisionRefused if the meeting lies ahead, or a decision
    is not one made on the board's behalf by that day, or has been reported before. A decision is reported once.
    """
    require(by, Ability.RECORD)
    if meeting_on > on:
        raise DecisionRefused(
            f"Sammanträdet {meeting_on} har inte varit än. Anmälan registreras när det har hållits.", "in_the_future"
        )
    if not section_number.strip() and not note.strip():
        raise DecisionRefused("Ange paragrafen i protokollet, eller skriv varför den saknas.", "no_section")
    if not decisions:
        raise DecisionRefused("Välj minst ett beslut som anmäldes.", "nothing_to_report")
    pks = [decision.pk for decision in decisions]
    locked = Decision.objects.select_for_update(of=("self",)).filter(pk__in=pks)
    free = {decision.pk for decision in locked.unreported(until=meeting_on)}
    for decision in decisions:
        if decision.pk not in free:
            raise NotNow(_why_not(decision, meeting_on), "not_to_be_reported")
    notice = BoardNotice.objects.create(
        meeting_on=meeting_on, section_number=section_number.strip(), note=note.strip(), recorded_by=by
    )
    NoticedDecision.objects.bulk_create(NoticedDecision(notice=notice, decision=decision) for decision in decisions)
    return notice


def _why_not(decision: Decision, meeting_on: datetime.date) -> str:
    done = NoticedDecision.objects.filter(decision=decision).select_related("notice").first()
    if done is not None:
        return f"{decision} är redan anmäld till regionstyrelsen {done.notice.meeting}. Ett beslut anmäls en gång."
    return f"{decision} är inte ett beslut som fattats på regionstyrelsens vägnar senast {meeting_on}."


@transaction.atomic
def resend(row: Notification, *, by: User) -> Notification:
    """Try a message that could not be sent once more, from the first attempt."""
    require(by, Ability.RESEND)
    row = Notification.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.status != Notification.Status.FAILED:
        raise DecisionRefused(f"Meddelandet till {row} är {row.get_status_display()}.", "not_failed")
    row.status, row.attempts = Notification.Status.WAITING, 0
    row.save()
    ask_to_send(row)
    return row
