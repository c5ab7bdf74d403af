"""The follow-up of an agreement on one page, filtered by the query string, which can be shared."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from config import clock
from decisions.dashboard import dashboard_page, months_to_choose
from decisions.forms.period_reports import SelectionForm
from grants.models import Agreement
from people.requests import SignedInRequest


@require_safe
def page(request: SignedInRequest, slug: str) -> HttpResponse:
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)
    form = SelectionForm(agreement, request.GET, months_to_choose(agreement, clock.today()))
    return render(request, "decisions/dashboard_page.html", dashboard_page(agreement, form, clock.today()))
