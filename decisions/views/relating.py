"""Saying which earlier decision a draft amends, extends or replaces, and taking it back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from config import clock
from config.refused import Refused
from decisions import actions
from decisions.forms.relating import RelationForm
from decisions.models import Decision, DecisionLink
from people.abilities import Ability, needs
from people.requests import SignedInRequest


@needs(Ability.PROPOSE)
@require_http_methods(["GET", "HEAD", "POST"])
def relations(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the draft says so far, and a form for one more. Whether this user writes the draft the action asks."""
    decision = get_object_or_404(Decision.objects.visible_to(request.user).for_page(), pk=pk)
    form, status = RelationForm(decision, request.POST if request.method == "POST" else None), 422
    if form.is_bound and form.is_valid():
        try:
            made = actions.link(decision, **form.relation, by=request.user, on=clock.today())
        except Refused as refused:
            form.add_error(None, refused.message)
            status = refused.status
        else:
            messages.success(request, f"Förslaget {made}.")
            return redirect("relations", pk)
    crumbs = [(str(decision.case), decision.case.get_absolute_url()), (str(decision), decision.get_absolute_url())]
    context = {"decision": decision, "form": form, "links": decision.links.for_page(), "crumbs": crumbs}
    return render(request, "decisions/relations_page.html", context, status=status if form.errors else 200)


@needs(Ability.PROPOSE)
@require_POST
def relation_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    made = get_object_or_404(DecisionLink.objects.visible_to(request.user).for_page(), pk=pk)
    actions.unlink(made, by=request.user, on=clock.today())
    messages.success(request, "Hänvisningen är borttagen.")
    return redirect("relations", made.decision_id)
