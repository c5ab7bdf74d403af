"""The minutes come in: what the board decided, or what was decided on paper under a mandate, is recorded."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from config import clock
from config.refused import Refused, Stale
from decisions import actions, checks
from decisions.authority import basis_sentence
from decisions.forms.recording import Outcome, RecommendationForm, RecordForm
from decisions.models import Decision, DecisionLink
from decisions.models.kinds import BOOKED_WHOLE, Kind, Status
from decisions.seen import as_text, changed_since, figures_of
from people.abilities import Ability, needs
from people.models import User
from people.requests import SignedInRequest

RECORDED = {
    **dict.fromkeys(BOOKED_WHOLE, "Beslutet är registrerat och bokfört."),
    Kind.ALLOCATION: "Beslutet är registrerat och bokfört så långt pengarna i tilldelningarna räcker.",
    Kind.LOCK: "Beslutet är registrerat och låset är satt.",
    Kind.UNLOCK: "Beslutet är registrerat och låset är hävt.",
}
"""What to tell the registrar; of the kinds that move nothing, that it is recorded."""


@needs(Ability.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: SignedInRequest, pk: int) -> HttpResponse:
    decision = get_object_or_404(Decision.objects.visible_to(request.user).for_page(), pk=pk)
    draft = checks.read_drafts([decision], clock.today())[0]
    if request.method != "POST":
        return _page(request, draft, RecordForm(decision, draft.lines, checks.check(draft)))
    form = RecordForm(decision, draft.lines, checks.check(draft), request.POST, request.FILES)
    if decision.status == Status.SUBMITTED and form.seen != actions.seen_token(decision):
        return _changed(request, draft, form)
    if not form.is_valid():
        return _page(request, draft, form, status=422)
    try:
        done = _carry_out(decision, form, request.user)
    except Stale:
        return _changed(request, checks.read_drafts([decision], clock.today())[0], form)
    except Refused as refused:
        form.refuse(refused)
        return _page(request, draft, form, status=refused.status)
    messages.success(request, done)
    return redirect(decision)


def _changed(request: SignedInRequest, draft: checks.Draft, form: RecordForm) -> HttpResponse:
    """Then and now side by side, and what was written still in the form. Nothing is recorded."""
    changed = changed_since(form.figures, figures_of(draft.decision, draft.lines, draft.book))
    return _page(request, draft, form, status=409, changed=changed, was_changed=True, not_done="registrerat")


def _page(
    request: SignedInRequest, draft: checks.Draft, form: RecordForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    decision = draft.decision
    context = {
        "decision": decision,
        "form": form,
        "seen": actions.seen_token(decision),
        "figures": as_text(figures_of(decision, draft.lines, draft.book)),
        "findings": checks.check(draft),
        "basis": basis_sentence(decision, clock.today()),
        "crumbs": [("Ärenden", "/arenden/"), (str(decision.case), decision.case.get_absolute_url())],
        "is_open": decision.status == Status.SUBMITTED,
    }
    return render(request, "decisions/record_page.html", context | more, status=status)


def _carry_out(decision: Decision, form: RecordForm, by: User) -> str:
    """The action that the outcome asks for; returns what to tell the registrar. Raises Refused."""
    data, on = form.cleaned_data, clock.today()
    meeting: dict[str, Any] = {
        "decided_on": data["decided_on"],
        "section_number": data["section_number"],
        "extract": data["extract"],
        "by": by,
        "on": on,
    }
    match data["outcome"]:
        case Outcome.RETURNED:
            actions.record_return(decision, reason=data["reason"], **meeting)
            return f"Återremissen är registrerad. {decision.submitted_by} kan ändra förslaget och lämna in det igen."
        case Outcome.TABLED:
            actions.record_tabling(decision, reason=data["reason"], until=data.get("until"), **meeting)
            return "Bordläggningen är registrerad. Förslaget väntar på att regionstyrelsen tar upp det igen."
        case Outcome.REJECTED:
            actions.record_rejection(decision, reason=data["reason"], presenter=data["presenter"], **meeting)
            return "Avslaget är registrerat."
    actions.record(
        decision,
        presenter=data["presenter"],
        **form.altered,
        acknowledged=data["acknowledged"],
        mandate=data.get("mandate"),
        seen=form.seen,
        **meeting,
    )
    return RECORDED.get(Kind(decision.kind), "Beslutet är registrerat.")


@needs(Ability.KEEP_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def recommendation_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """Another body has recommended the proposal: which, when, in what paragraph."""
    decision = get_object_or_404(Decision.objects.visible_to(request.user).for_page(), pk=pk)
    form, status = RecommendationForm(request.POST if request.method == "POST" else None), 422
    if form.is_bound and form.is_valid():
        kind = DecisionLink.Kind.RECOMMENDED_BY
        try:
            made = actions.link(decision, kind=kind, **form.cleaned_data, by=request.user, on=clock.today())
        except Refused as refused:
            form.add_error(None, refused.message)
            status = refused.status
        else:
            messages.success(request, f"{decision} är {made}.")
            return redirect(decision)
    crumbs = [("Ärenden", "/arenden/"), (str(decision.case), decision.case.get_absolute_url())]
    context = {"decision": decision, "form": form, "crumbs": crumbs}
    return render(request, "decisions/recommendation_page.html", context, status=status if form.errors else 200)
