"""A decision: the page, and what is done from it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from config import clock
from config.refused import NotAllowed, Refused, Stale
from decisions import actions
from decisions.decision_page import DecisionPage
from decisions.forms.deciding import DecideForm, ReasonForm
from decisions.forms.questions import AnswerForm, ReturnForm
from decisions.models import Decision
from decisions.models.kinds import MOVING
from decisions.seen import as_text, changed_since
from decisions.timeline import decision_timeline, paged
from decisions.told import Told
from people.abilities import Ability, needs
from people.requests import SignedInRequest


@require_safe
def decision_page(request: SignedInRequest, pk: int) -> HttpResponse:
    decision = get_object_or_404(Decision.objects.visible_to(request.user).for_page(), pk=pk)
    return _page(request, decision)


@needs(Ability.DECIDE)
@require_POST
def decide(request: SignedInRequest, pk: int) -> HttpResponse:
    """Decides once: a second click comes back to the decision that the first made."""
    decision = get_object_or_404(Decision.objects.visible_to(request.user).for_page(), pk=pk)
    if decision.is_decided_by(request.user):
        return redirect(decision)
    comparison = DecisionPage(decision, request.user, clock.today())
    if not comparison.verdict.allowed:
        return _refused(request, pk, comparison.verdict.refusal(comparison.verdict.reason))
    if request.POST.get("seen") != actions.seen_token(decision):
        return _changed(request, decision)
    form = DecideForm(request, comparison.warnings, request.POST, presenter=comparison.presenter)
    if not form.is_valid():
        return _page(request, decision, decide_form=form, status=422)
    try:
        actions.decide(
            decision,
            by=request.user,
            on=clock.today(),
            seen=request.POST["seen"],
            acknowledgements=form.acknowledgements,
            presenter=form.cleaned_data["presenter"],
            participants=form.cleaned_data["participants"],
        )
    except Stale:
        return _changed(request, decision)
    except Refused as refusal:
        decision.refresh_from_db()
        # The other click of a double one came first: it did what this one asked for.
        return redirect(decision) if decision.is_decided_by(request.user) else _refused(request, pk, refusal)
    messages.success(request, f"{decision} är {'beslutad och bokförd' if decision.kind in MOVING else 'beslutad'}.")
    return redirect(decision)


@needs(Ability.DECIDE)
@require_POST
def return_decision(request: SignedInRequest, pk: int) -> HttpResponse:
    decision = get_object_or_404(Decision.objects.visible_to(request.user).for_page(), pk=pk)
    form = ReturnForm(DecisionPage(decision, request.user, clock.today()).activities, request.POST)
    if not form.is_valid():
        return _page(request, decision, return_form=form, status=422)
    try:
        actions.return_to_author(
            decision,
            reason=form.cleaned_data["reason"],
            questions=form.questions,
            by=request.user,
            on=clock.today(),
        )
    except Refused as refusal:
        return _refused(request, pk, refusal)
    messages.success(request, f"{decision} är återsänd till den som lämnade in den.")
    return redirect(decision)


@needs(Ability.DECIDE)
@require_POST
def reject(request: SignedInRequest, pk: int) -> HttpResponse:
    decision = get_object_or_404(Decision.objects.visible_to(request.user).for_page(), pk=pk)
    form = ReasonForm(request.POST, auto_id="reject_form-%s")
    if not form.is_valid():
        return _page(request, decision, reject_form=form, status=422)
    try:
        actions.reject(decision, reason=form.cleaned_data["reason"], by=request.user, on=clock.today())
    except Refused as refusal:
        return _refused(request, pk, refusal)
    messages.success(request, f"{decision} är avslagen.")
    return redirect(decision)


@needs(Ability.PROPOSE)
@require_POST
def answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """The author's answers to what the proposal was returned with."""
    decision = get_object_or_404(Decision.objects.visible_to(request.user).for_page(), pk=pk)
    form = AnswerForm(DecisionPage(decision, request.user, clock.today()).to_answer, request.POST)
    if not form.is_valid():
        return _page(request, decision, answer_form=form, status=422)
    try:
        actions.answer_questions(decision, answers=form.answers, by=request.user, on=clock.today())
    except Refused as refusal:
        return _refused(request, pk, refusal)
    messages.success(request, "Svaren är sparade.")
    return redirect(decision)


@needs(Ability.SEE)
@require_POST
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    decision = get_object_or_404(Decision.objects.visible_to(request.user).for_page(), pk=pk)
    try:
        actions.withdraw(decision, by=request.user, on=clock.today())
    except Refused as refusal:
        return _refused(request, pk, refusal)
    messages.success(request, f"{decision} är återtagen.")
    return redirect(decision)


@needs(Ability.SEE)
@require_POST
def submit(request: SignedInRequest, pk: int) -> HttpResponse:
    decision = get_object_or_404(Decision.objects.visible_to(request.user).for_page(), pk=pk)
    submit_it = actions.submit_made_on_paper if request.POST.get("on_paper") else actions.submit
    version = request.POST.get("version", "")
    seen = int(version) if version.isdecimal() else None
    try:
        submit_it(decision, by=request.user, on=clock.today(), version=seen)
    except Refused as refusal:
        return _refused(request, pk, refusal)
    messages.success(request, f"{decision} är inlämnad.")
    return redirect(decision)


def _refused(request: SignedInRequest, pk: int, refusal: Refused) -> HttpResponse:
    """The page as it is now, with the reason first. Who may not do it at all is told only that."""
    if isinstance(refusal, NotAllowed):
        raise refusal
    decision = get_object_or_404(Decision.objects.visible_to(request.user).for_page(), pk=pk)
    return _page(request, decision, refusal=refusal.message, status=refusal.status)


def _changed(request: SignedInRequest, decision: Decision) -> HttpResponse:
    """Then and now side by side, and a fresh confirmation. Nothing is decided."""
    fresh = get_object_or_404(Decision.objects.visible_to(request.user).for_page(), pk=decision.pk)
    comparison = DecisionPage(fresh, request.user, clock.today())
    changed = changed_since(request.POST.get("figures", ""), comparison.figures)
    return _page(request, fresh, changed=changed, was_changed=True, status=409)


def _page(request: SignedInRequest, decision: Decision, *, status: int = 200, **more: Any) -> HttpResponse:
    comparison = DecisionPage(decision, request.user, clock.today())
    forms = {
        "decide_form": DecideForm(request, comparison.warnings, presenter=comparison.presenter),
        "return_form": ReturnForm(comparison.activities),
        "answer_form": AnswerForm(comparison.to_answer),
        "reject_form": ReasonForm(auto_id="reject_form-%s"),
    }
    days, timeline_page = paged(decision_timeline(decision), request.GET.get("page"))
    context = {
        "decision": decision,
        "days": days,
        "timeline_page": timeline_page,
        "page": comparison,
        "seen": actions.seen_token(decision),
        "figures": as_text(comparison.figures),
        "told": Told(decision, request.user, clock.today()),
    }
    return render(request, "decisions/decision_page.html", context | forms | more, status=status)
