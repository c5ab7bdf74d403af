"""The saved column mappings: which there are, making and changing them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from grants import outcome
from grants.forms.mappings import MappingForm
from grants.models import OutcomeMapping
from people.abilities import Ability, may, needs
from people.requests import SignedInRequest

CRUMBS = [("Uppföljning", "/utfall/")]


@needs(Ability.SEE)
@require_safe
def mappings_page(request: SignedInRequest) -> HttpResponse:
    mappings = OutcomeMapping.objects.visible_to(request.user)
    context = {"mappings": mappings, "may_edit": may(request.user, Ability.IMPORT_OUTCOME), "crumbs": CRUMBS}
    return render(request, "grants/mappings_page.html", context)


@needs(Ability.IMPORT_OUTCOME)
@require_http_methods(["GET", "HEAD", "POST"])
def mapping_new(request: SignedInRequest) -> HttpResponse:
    return _edit(request, OutcomeMapping())


@needs(Ability.IMPORT_OUTCOME)
@require_http_methods(["GET", "HEAD", "POST"])
def mapping_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    return _edit(request, get_object_or_404(OutcomeMapping.objects.visible_to(request.user), pk=pk))


def _edit(request: SignedInRequest, mapping: OutcomeMapping) -> HttpResponse:
    form = MappingForm(request.POST or None, instance=mapping)
    if request.method == "POST" and form.is_valid():
        saved = outcome.save_mapping(mapping, fields=form.mapping(), by=request.user)
        messages.success(request, f"Kolumnmappningen {saved} är sparad.")
        return redirect("outcome_mappings")
    crumbs = [*CRUMBS, ("Kolumnmappningar", reverse("outcome_mappings"))]
    context = {"form": form, "mapping": mapping, "crumbs": crumbs}
    return render(request, "grants/mapping_page.html", context, status=422 if form.errors else 200)
