"""One place to begin a proposal, and the forms of the kinds that move money between places or lock."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from config import clock
from config.refused import Refused
from decisions import actions
from decisions.actions.verdicts import Blocked
from decisions.forms.moving import LockForm, MoveForm, ProposalForm
from decisions.models import Decision
from decisions.models.kinds import WITHIN_AN_AREA, Kind
from decisions.places import sheet_of, starts, verdict_at
from decisions.proposals import SENTENCES, SLUGS, kind_choices
from decisions.proposing import area_of, find_area
from grants.models import Agreement, DevelopmentArea
from people.abilities import Ability, needs
from people.requests import SignedInRequest


@needs(Ability.PROPOSE)
@require_safe
def choose_kind(request: SignedInRequest) -> HttpResponse:
    return render(request, "decisions/proposal_kinds_page.html", {"kinds": kind_choices(request.user, clock.today())})


@needs(Ability.ALLOCATE)
@require_safe
def allocation_start(request: SignedInRequest) -> HttpResponse:
    """Where something can be allocated."""
    context = {"kind": SENTENCES[Kind.ALLOCATION], "starts": starts(Kind.ALLOCATION, request.user, clock.today())}
    return render(request, "decisions/proposal_start_page.html", context)


@needs(Ability.PROPOSE)
@require_http_methods(["GET", "HEAD", "POST"])
def within(request: SignedInRequest, slug: str) -> HttpResponse:
    """A new activity, or a release: within an area, by those who have a part in it."""
    return _new(request, _kind(slug, within=True))


@needs(Ability.ALLOCATE)
@require_http_methods(["GET", "HEAD", "POST"])
def board(request: SignedInRequest, slug: str) -> HttpResponse:
    """What the officers lay before the board."""
    return _new(request, _kind(slug, within=False))


@needs(Ability.PROPOSE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """A draft, or a returned one, of any of these kinds."""
    decision = get_object_or_404(Decision.objects.visible_to(request.user).of_kinds(SLUGS.values()).for_page(), pk=pk)
    if decision.agreement is None or (request.method != "POST" and not decision.is_editable):
        return redirect(decision)
    actions.refuse_unless_draft(decision)
    whole = decision.kind in {Kind.REPAYMENT, Kind.LOCK, Kind.UNLOCK}
    area = None if whole else area_of(decision, taking=decision.kind == Kind.ACROSS)
    _refuse(request, Kind(decision.kind), area)
    return _answer(request, Kind(decision.kind), decision.agreement, area, decision)


def _kind(slug: str, *, within: bool) -> Kind:
    kind = SLUGS.get(slug)
    if kind is None or (kind in WITHIN_AN_AREA) != within:
        raise Http404
    return kind


def _new(request: SignedInRequest, kind: Kind) -> HttpResponse:
    """Without a place: where it can begin. With `?agreement=` (and `&area=`): the form."""
    agreement, area = _asked_for(request, kind)
    if agreement is None:
        context = {"kind": SENTENCES[kind], "starts": starts(kind, request.user, clock.today())}
        return render(request, "decisions/proposal_start_page.html", context)
    _refuse(request, kind, area)
    return _answer(request, kind, agreement, area, None)


def _asked_for(request: SignedInRequest, kind: Kind) -> tuple[Agreement | None, DevelopmentArea | None]:
    slug, number = request.GET.get("agreement", ""), request.GET.get("area", "")
    if kind in {Kind.REPAYMENT, Kind.LOCK, Kind.UNLOCK}:
        return (get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug) if slug else None), None
    try:
        area = find_area(request.user, slug=slug, number=number, activity=request.GET.get("from", ""))
    except DevelopmentArea.DoesNotExist as missing:
        raise Http404 from missing
    return (area.agreement if area else None), area


def _refuse(request: SignedInRequest, kind: Kind, area: DevelopmentArea | None) -> None:
    verdict = verdict_at(kind, area, request.user, clock.today())
    if not verdict.allowed:
        raise PermissionDenied(verdict.reason)


def _answer(
    request: SignedInRequest,
    kind: Kind,
    agreement: Agreement,
    area: DevelopmentArea | None,
    decision: Decision | None,
) -> HttpResponse:
    sheet = sheet_of(kind, agreement, area, clock.today(), besides=decision)
    form_class = LockForm if kind in {Kind.LOCK, Kind.UNLOCK} else MoveForm
    form = form_class(sheet, request.POST if request.method == "POST" else None, saved=decision)
    context = {"sheet": sheet, "kind": SENTENCES[kind], "crumbs": [("Nytt förslag", "/forslag/nytt/")]}
    return answer(request, form, decision, "decisions/proposal_page.html", context, agreement=agreement)


def answer(
    request: SignedInRequest,
    form: Any,
    decision: Decision | None,
    template: str,
    context: dict[str, Any],
    *,
    agreement: Agreement | None,
    **more: Any,
) -> HttpResponse:
    """The form; or, when it is right, the proposal saved (and handed in, if that was asked for). What is refused stands
    in the form with what was written."""
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            saved = actions.save_proposal(
                decision,
                form.content,
                agreement=agreement,
                reason=form.cleaned_data["reason"],
                to_board=form.to_board,
                version=form.version if decision else None,
                hand_in=form.hands_in,
                by=request.user,
                on=clock.today(),
                **more,
            )
        except Blocked as refusal:
            form.add_findings(refusal.findings)
        except Refused as refusal:
            form.add_error(None, refusal.message)
            status = refusal.status
            decision = _fresh(decision)
        else:
            messages.success(request, f"{saved} är {'inlämnad' if form.hands_in else 'sparad som utkast'}.")
            return redirect(saved)
    return render(request, template, {"form": form, "decision": decision, **context}, status=status)


def _fresh(decision: Decision | None) -> Decision | None:
    """As it is now: the version in the form is the one that is shown beside what was written."""
    if decision is not None:
        decision.refresh_from_db()
    return decision


__all__ = ["ProposalForm", "answer", "board", "choose_kind", "edit", "within"]
