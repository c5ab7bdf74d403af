"""What waits for the regiondirektör and for the board."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from config import clock
from decisions.queue import queue
from people.abilities import Ability, may, needs
from people.requests import SignedInRequest


@needs(Ability.SEE)
@require_safe
def queue_page(request: SignedInRequest) -> HttpResponse:
    context = {
        "queue": queue(request.user, clock.today()),
        "proposes": may(request.user, Ability.PROPOSE),
        "decides": may(request.user, Ability.DECIDE),
        "records": may(request.user, Ability.RECORD),
    }
    return render(request, "decisions/queue_page.html", context)
