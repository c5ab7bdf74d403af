"""The bare Django view that pages are measured against: one query, as many rows, a template without a base."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.urls import URLPattern, URLResolver, include, path

from decisions.models import DecisionLine


@login_not_required
def plain_values(request: HttpRequest, rows: int) -> HttpResponse:
    """As little as Django can do: two columns fetched as tuples."""
    found = DecisionLine.objects.order_by("pk").values_list("activity__name", "amount")[:rows]
    return HttpResponse(get_template("bare_values.html").render({"rows": found}))


@login_not_required
def plain_objects(request: HttpRequest, rows: int) -> HttpResponse:
    """What is usually written: model objects, their fields printed by the template."""
    found = DecisionLine.objects.order_by("pk").select_related("activity")[:rows]
    return HttpResponse(get_template("bare_objects.html").render({"lines": found}))


urlpatterns: list[URLPattern | URLResolver] = [
    path("bare/values/<int:rows>/", plain_values),
    path("bare/objects/<int:rows>/", plain_objects),
    path("", include("config.urls")),
]
