"""Propose a reallocation, and change a draft or a returned one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from config import clock
from config.refused import Refused, Stale
from decisions import actions
from decisions.actions.verdicts import Blocked
from decisions.forms.reallocation import ReallocationForm
from decisions.models import Decision
from decisions.models.kinds import Body
from decisions.proposing import area_of, changes_of, choices, find_area, may_reallocate, sheet
from grants.models import DevelopmentArea
from people.abilities import Ability, needs
from people.requests import SignedInRequest


@needs(Ability.PROPOSE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Without an area: where it may be done. With `?agreement=&area=` or `?from=<activity>`: the activities."""
    area = _asked_for(request)
    verdict = may_reallocate(request.user, area, clock.today()) if area else None
    if area is None or verdict is None or (request.method != "POST" and not verdict.allowed):
        context = {"choices": choices(request.user, clock.today()), "refused": verdict, "area": area}
        return render(request, "decisions/reallocation_choice_page.html", context)
    if not verdict.allowed:
        raise PermissionDenied(verdict.reason)
    form = ReallocationForm(sheet(area, clock.today()), request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _save(request, form, None)
    return _page(request, form, None, status=422 if form.is_bound else 200)


@needs(Ability.PROPOSE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    decision = get_object_or_404(Decision.objects.visible_to(request.user).reallocations().for_page(), pk=pk)
    area = area_of(decision)
    if area is None or (request.method != "POST" and not decision.is_editable):
        return redirect(decision)
    verdict = may_reallocate(request.user, area, clock.today())
    if not verdict.allowed:
        raise PermissionDenied(verdict.reason)
    form = ReallocationForm(
        sheet(area, clock.today(), besides=decision),
        request.POST if request.method == "POST" else None,
        saved=changes_of(decision),
        reason=decision.reason,
        to_board=decision.body == Body.BOARD,
    )
    if request.method == "POST" and form.is_valid():
        return _save(request, form, decision)
    return _page(request, form, decision, status=422 if form.is_bound else 200)


def _asked_for(request: SignedInRequest) -> DevelopmentArea | None:
    """404 for an area that is asked for and is not there."""
    asked = {"slug": "agreement", "number": "area", "activity": "from"}
    try:
        return find_area(request.user, **{name: request.GET.get(key, "") for name, key in asked.items()})
    except DevelopmentArea.DoesNotExist as missing:
        raise Http404 from missing


def _save(request: SignedInRequest, form: ReallocationForm, decision: Decision | None) -> HttpResponse:
    """Saved, and handed in if that was asked for; or nothing is, and what was written stands in the form."""
    status = 422
    try:
        saved = actions.save_reallocation(
            decision,
            agreement=form.sheet.area.agreement,
            changes=form.changes,
            reason=form.cleaned_data["reason"],
            version=form.version,
            hand_in=form.hands_in,
            to_board=form.to_board,
            by=request.user,
            on=clock.today(),
        )
    except Blocked as refusal:
        form.add_findings(refusal.findings)
    except Stale as refusal:
        return _stale(request, form, decision, refusal)
    except Refused as refusal:
        form.add_error(None, refusal.message)
        status = refusal.status
    else:
        messages.success(request, f"{saved} är {'inlämnad' if form.hands_in else 'sparad som utkast'}.")
        return redirect(saved)
    return _page(request, form, decision, status=status)


def _stale(request: SignedInRequest, form: ReallocationForm, decision: Decision | None, refusal: Stale) -> HttpResponse:
    """Somebody saved meanwhile: theirs beside one's own, to be saved again."""
    fresh = get_object_or_404(Decision.objects.visible_to(request.user).for_page(), pk=decision.pk if decision else 0)
    form.add_error(None, refusal.message)
    form.show_saved(changes_of(fresh))
    return _page(request, form, fresh, status=409)


def _page(request: SignedInRequest, form: ReallocationForm, decision: Decision | None, *, status: int) -> HttpResponse:
    context = {"form": form, "sheet": form.sheet, "decision": decision, "start": request.GET.get("from", "")}
    return render(request, "decisions/reallocation_page.html", context, status=status)
