"""The start page and the calendar."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from config.clock import today
from config.downloads import download
from grants.payments import payment_days
from people.abilities import Ability, may, needs, refusal
from people.models import User
from people.requests import SignedInRequest
from reporting import feed, start


@require_safe
def start_page(request: SignedInRequest) -> HttpResponse:
    """What waits for me, the deadlines, the agreements with their progress. Open to all who have signed in."""
    user, on = request.user, today()
    tasks = start.tasks(user, on)
    context = {
        "tasks": tasks,
        "waiting": start.waiting_for_me(tasks),
        "deadlines": start.deadlines(user, on),
        "own_activities": start.own_activities(user, on),
        "progress": start.progress(user),
    }
    return render(request, "reporting/start_page.html", context)


@needs(Ability.SEE)
@require_safe
def calendar_page(request: SignedInRequest) -> HttpResponse:
    """Every requirement with its date, also the withdrawn ones, which raise no alarm."""
    subscription = request.build_absolute_uri(f"{reverse('calendar_feed')}?nyckel={feed.key_of(request.user)}")
    context = {
        "rows": start.calendar(request.user, today()),
        "payments": payment_days(request.user, today()),
        "subscription": subscription,
    }
    return render(request, "reporting/calendar_page.html", context)


@login_not_required
@require_safe
def calendar_feed(request: HttpRequest) -> HttpResponse:
    """The calendar as iCalendar: to who is signed in, or to a calendar program with somebody's key."""
    user = request.user if request.user.is_authenticated else feed.user_of(request.GET.get("nyckel", ""))
    if not isinstance(user, User):
        return redirect_to_login(request.path)
    if not may(user, Ability.SEE):
        raise PermissionDenied(refusal(Ability.SEE))
    response = download(request, feed.feed(user, today()), "bidragsboken.ics")
    response["Cache-Control"] = "private, no-store"
    return response
