"""All agreements of the region, filtered by the query string."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from config import clock
from people.abilities import Ability, needs
from people.requests import SignedInRequest
from reporting.forms.region import RegionFilter
from reporting.region import region_page


@needs(Ability.SEE)
@require_safe
def page(request: SignedInRequest) -> HttpResponse:
    form = RegionFilter(request.GET)
    context = region_page(request.user, form.wanted(), clock.today(), request.GET.get("page"))
    return render(request, "reporting/region_page.html", context | {"form": form, "query": form.query()})
