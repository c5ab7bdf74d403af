"""Who decides what, and by what right."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from config import clock
from decisions.mandates import mandate_rows, rules
from people.abilities import Ability, needs
from people.requests import SignedInRequest


@needs(Ability.SEE)
@require_safe
def mandates_page(request: SignedInRequest) -> HttpResponse:
    return render(request, "decisions/mandates_page.html", {"rules": rules(), "mandates": mandate_rows(clock.today())})
