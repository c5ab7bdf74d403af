"""Corrections of a decided decision: its amounts, by reversal; its words, by a decision that says so."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from config import clock
from decisions import actions
from decisions.authority import basis_sentence
from decisions.forms.correcting import CorrectionForm, RectificationForm
from decisions.grounds import power
from decisions.links import corrected
from decisions.models import Decision
from decisions.models.kinds import Kind
from decisions.views.proposals import answer
from people.abilities import Ability, needs
from people.requests import SignedInRequest


@needs(Ability.ALLOCATE)
@require_http_methods(["GET", "HEAD", "POST"])
def correction_new(request: SignedInRequest, pk: int) -> HttpResponse:
    earlier = get_object_or_404(Decision.objects.visible_to(request.user).decided().booked().for_page(), pk=pk)
    return _answer(request, Kind.CORRECTION, earlier, None)


@needs(Ability.ALLOCATE)
@require_http_methods(["GET", "HEAD", "POST"])
def correction_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    decision = get_object_or_404(Decision.objects.visible_to(request.user).for_page(), pk=pk, kind=Kind.CORRECTION)
    return _edit(request, decision)


@needs(Ability.ALLOCATE)
@require_http_methods(["GET", "HEAD", "POST"])
def rectification_new(request: SignedInRequest, pk: int) -> HttpResponse:
    earlier = get_object_or_404(Decision.objects.visible_to(request.user).decided().for_page(), pk=pk)
    return _answer(request, Kind.RECTIFICATION, earlier, None)


@needs(Ability.ALLOCATE)
@require_http_methods(["GET", "HEAD", "POST"])
def rectification_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    decision = get_object_or_404(Decision.objects.visible_to(request.user).for_page(), pk=pk, kind=Kind.RECTIFICATION)
    return _edit(request, decision)


def _edit(request: SignedInRequest, decision: Decision) -> HttpResponse:
    if request.method != "POST" and not decision.is_editable:
        return redirect(decision)
    actions.refuse_unless_draft(decision)
    earlier = corrected(decision)
    if earlier is None:
        raise Http404
    return _answer(request, Kind(decision.kind), earlier, decision)


def _answer(request: SignedInRequest, kind: Kind, earlier: Decision, decision: Decision | None) -> HttpResponse:
    form_class = CorrectionForm if kind == Kind.CORRECTION else RectificationForm
    form = form_class(earlier, request.POST if request.method == "POST" else None, saved=decision)
    draft = Decision(kind=power(earlier), body=earlier.body, agreement=earlier.agreement)
    context = {
        "earlier": earlier,
        "basis": basis_sentence(draft, clock.today()),
        "crumbs": [(str(earlier), earlier.get_absolute_url())],
    }
    template = "decisions/correction_page.html" if kind == Kind.CORRECTION else "decisions/rectification_page.html"
    return answer(request, form, decision, template, context, agreement=earlier.agreement, case=earlier.case)
