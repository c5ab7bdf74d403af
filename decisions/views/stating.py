"""Proposals without money: begun, and written on."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from config import clock
from decisions.authority import basis_sentence
from decisions.forms.stating import StatementForm
from decisions.models import Decision
from decisions.models.kinds import Kind
from decisions.proposals import SENTENCES, decided_by, director_may
from decisions.views.proposals import answer
from people.abilities import Ability, needs
from people.requests import SignedInRequest


@needs(Ability.ALLOCATE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """An empty form; `?arende=` chooses the case."""
    return _answer(request, None)


@needs(Ability.ALLOCATE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    decision = get_object_or_404(Decision.objects.visible_to(request.user).for_page(), pk=pk, kind=Kind.OTHER)
    if request.method != "POST" and not decision.is_editable:
        return redirect(decision)
    return _answer(request, decision)


def _answer(request: SignedInRequest, decision: Decision | None) -> HttpResponse:
    on = clock.today()
    form = StatementForm(
        request.POST if request.method == "POST" else None,
        saved=decision,
        case=request.GET.get("arende", ""),
        director_may=director_may(Kind.OTHER, on),
    )
    case = form.where if form.is_bound and form.is_valid() else None
    context = {
        "kind": SENTENCES[Kind.OTHER],
        "basis": basis_sentence(decision, on) if decision else decided_by(Kind.OTHER, on),
        "crumbs": [("Nytt förslag", "/forslag/nytt/")],
    }
    agreement = case.agreement if case else None
    return answer(request, form, decision, "decisions/statement_page.html", context, agreement=agreement, case=case)
