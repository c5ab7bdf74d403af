"""Who decides what, and by what right: the table, the mandates, and the registrar's entries of them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from config import clock
from config.refused import Refused
from decisions import actions
from decisions.forms.mandates import EndMandateForm, MandateForm
from decisions.mandates import delegable, mandate_rows, rules
from decisions.models import Mandate
from people.abilities import Ability, may, needs
from people.requests import SignedInRequest

CRUMBS = [("Vem beslutar vad", "/mandat/")]


@needs(Ability.SEE)
@require_safe
def mandates_page(request: SignedInRequest) -> HttpResponse:
    context = {
        "rules": rules(),
        "mandates": mandate_rows(request.user, clock.today()),
        "may_give": may(request.user, Ability.RECORD),
    }
    return render(request, "decisions/mandates_page.html", context)


@needs(Ability.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def mandate_new(request: SignedInRequest) -> HttpResponse:
    """A mandate that a decision of the board has given."""
    return _give(request, by_clause=False)


@needs(Ability.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def clause_new(request: SignedInRequest) -> HttpResponse:
    """A clause of the delegation order."""
    return _give(request, by_clause=True)


def _give(request: SignedInRequest, *, by_clause: bool) -> HttpResponse:
    form = MandateForm(delegable(), request.POST if request.method == "POST" else None, by_clause=by_clause)
    if form.is_bound and form.is_valid():
        try:
            made = actions.give_mandate(**form.given, by=request.user)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"{made} är registrerat, med stöd av {made.basis}.")
            return redirect("mandates")
    context = {"form": form, "by_clause": by_clause, "crumbs": CRUMBS}
    return render(request, "decisions/mandate_new_page.html", context, status=422 if form.errors else 200)


@needs(Ability.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def mandate_end(request: SignedInRequest, pk: int) -> HttpResponse:
    mandate = get_object_or_404(Mandate.objects.visible_to(request.user).for_page(), pk=pk)
    form = EndMandateForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.end_mandate(mandate, **form.cleaned_data, by=request.user)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"{mandate} gäller till och med {form.cleaned_data['last_day']}.")
            return redirect("mandates")
    context = {"form": form, "mandate": mandate, "crumbs": CRUMBS}
    return render(request, "decisions/mandate_end_page.html", context, status=422 if form.errors else 200)
