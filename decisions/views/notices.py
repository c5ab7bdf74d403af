"""Anmälan av delegationsbeslut: the list for a meeting, what was reported, and both as PDF."""

import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config import clock
from config.downloads import download
from config.jobs import ask_once
from config.refused import Refused
from decisions import actions, short_documents
from decisions.forms.notices import NoticeForm, meeting_day
from decisions.models import BoardNotice, Decision, Notification
from decisions.notices import notice_list, waiting_later, waiting_list
from decisions.pdf.responses import still_rendering
from decisions.tasks import render_notice, render_waiting_list
from people.abilities import Ability, may, needs
from people.requests import SignedInRequest


@needs(Ability.SEE)
@require_safe
def notices_page(request: SignedInRequest) -> HttpResponse:
    """What waits for the chosen meeting, and the meetings that have been."""
    held = BoardNotice.objects.visible_to(request.user).for_list()
    meeting_on = meeting_day(request.GET.get("sammantrade", ""), clock.today())
    waiting = waiting_list(meeting_on)
    context = {
        "waiting": waiting,
        "later": waiting_later(waiting),
        "held": held,
        "records": may(request.user, Ability.RECORD),
    }
    return render(request, "decisions/notices_page.html", context)


@needs(Ability.SEE)
@require_safe
def notices_pdf(request: SignedInRequest, day: str) -> HttpResponse:
    document = waiting_list(_day(day))
    if content := short_documents.stored(document):
        return download(request, content, document.file_name)
    lock, again = short_documents.lock_of(document), "igen" in request.GET
    going = ask_once(render_waiting_list, lock, again, meeting_on=day)
    return still_rendering(request, going, document.heading, f"{reverse('notices')}?sammantrade={day}")


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error


@needs(Ability.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def notice_new(request: SignedInRequest) -> HttpResponse:
    """The registrar notes at which meeting, and under which §, the decisions were reported."""
    decisions = Decision.objects.visible_to(request.user).for_page()
    waiting = decisions.unreported()
    meeting_on = meeting_day(request.GET.get("sammantrade", ""), clock.today())
    shown = [row.pk for row in waiting_list(meeting_on).rows]
    data = request.POST if request.method == "POST" else None
    initial, status = {"meeting_on": meeting_on, "decisions": shown}, 422
    form = NoticeForm(waiting, data, initial, all_decisions=decisions)
    if data is not None and form.is_valid():
        try:
            notice = actions.report_to_board(by=request.user, on=clock.today(), **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
            status = refused.status
        else:
            messages.success(request, f"{notice} är registrerad.")
            return redirect(notice)
    context = {"form": form, "crumbs": [("Anmälan", reverse("notices"))], "nothing": not waiting}
    return render(request, "decisions/notice_new_page.html", context, status=status if form.errors else 200)


@require_safe
def notice_page(request: SignedInRequest, pk: int) -> HttpResponse:
    notice = get_object_or_404(BoardNotice.objects.visible_to(request.user).select_related("recorded_by"), pk=pk)
    context = {"notice": notice, "reported": notice_list(notice), "crumbs": [("Anmälan", reverse("notices"))]}
    return render(request, "decisions/notice_page.html", context)


@require_safe
def notice_pdf(request: SignedInRequest, pk: int) -> HttpResponse:
    notice = get_object_or_404(BoardNotice.objects.visible_to(request.user), pk=pk)
    document = notice_list(notice)
    if content := short_documents.stored(document):
        return download(request, content, document.file_name)
    lock, again = short_documents.lock_of(document), "igen" in request.GET
    going = ask_once(render_notice, lock, again, notice_id=notice.pk)
    return still_rendering(request, going, document.heading, notice.get_absolute_url())


@needs(Ability.RESEND)
@require_POST
def notification_resend(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Notification.objects.visible_to(request.user).select_related("event__decision"), pk=pk)
    try:
        actions.resend(row, by=request.user)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, f"Meddelandet till {row.name} skickas på nytt.")
    return redirect(row.event.decision)
