"""Follow-up: what is decided, booked and spent, activity by activity."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from config import clock
from decisions.followup import followup_page
from grants.models import Agreement
from people.abilities import Ability, needs
from people.requests import SignedInRequest


@needs(Ability.SEE)
@require_safe
def outcome_page(request: SignedInRequest) -> HttpResponse:
    agreements = Agreement.objects.visible_to(request.user)
    context = followup_page(agreements, request.GET.get("overenskommelse"), request.user, clock.today())
    return render(request, "decisions/followup_page.html", context)
