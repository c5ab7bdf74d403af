"""The start page and the calendar."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from config.clock import today
from grants.payments import payment_days
from people.abilities import Ability, needs
from people.requests import SignedInRequest
from reporting import start


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
    user, on = request.user, today()
    context = {"rows": start.calendar(user, on), "payments": payment_days(user, on)}
    return render(request, "reporting/calendar_page.html", context)
