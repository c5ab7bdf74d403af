"""The follow-up of an agreement on one page, filtered by the query string, which can be shared."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from config import clock
from decisions.dashboard import dashboard_form, dashboard_page
from grants.models import Agreement
from people.requests import SignedInRequest


@require_safe
def page(request: SignedInRequest, slug: str) -> HttpResponse:
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)
    form = dashboard_form(agreement, request.GET, clock.today())
    return render(request, "decisions/dashboard_page.html", dashboard_page(agreement, form, clock.today()))
