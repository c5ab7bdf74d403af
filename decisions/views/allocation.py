"""The draft allocation: made, edited as a grid, handed in, withdrawn."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from config import clock
from config.refused import Refused, Stale
from decisions import actions, checks, grid_drawing
from decisions.authority import basis_sentence, may_withdraw
from decisions.authority import deciders as deciders_of
from decisions.forms.allocation import GridForm
from decisions.forms.heading import HeadingForm
from decisions.grid_source import allocations_of, free_in, last_edit, read_draft, read_grid
from decisions.models import Decision
from decisions.models.kinds import Kind, Status
from decisions.questions import threads
from grants.kronor import format_kronor
from grants.models import Agreement
from people.abilities import Ability, may, needs, require
from people.models import Role, User
from people.requests import SignedInRequest

AGREEMENTS = "/overenskommelser/"


@require_http_methods(["GET", "HEAD", "POST"])
def allocation_new(request: SignedInRequest, slug: str) -> HttpResponse:
    """What there is to allocate and the drafts so far; a POST makes a new draft, for the board or, where a mandate
    covers it, for the director."""
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)
    deciders, initial = deciders_of(Kind.ALLOCATION, agreement, clock.today()), {"title": f"Fördelning av {agreement}"}
    form = HeadingForm(deciders, initial=initial)
    if request.method == "POST":
        require(request.user, Ability.ALLOCATE)
        form = HeadingForm(deciders, request.POST)
        if form.is_valid():
            draft = _new_draft(agreement, form.head(), request.user)
            return redirect("allocation", draft.pk)
    context = {
        "agreement": agreement,
        "form": form,
        "crumbs": _crumbs(agreement),
        "allocations": allocations_of(agreement),
        "free": format_kronor(free_in(agreement)),
        "may_allocate": may(request.user, Ability.ALLOCATE),
    }
    return render(request, "decisions/allocation_new_page.html", context, status=422 if form.errors else 200)


def _new_draft(agreement: Agreement, head: dict[str, Any], by: User) -> Decision:
    number, title, on = agreement.registry_number, f"Fördelning av {agreement}", clock.today()
    case = actions.open_case(registry_number=number, title=title, agreement=agreement, by=by, on=on)
    return actions.draft_allocation(agreement=agreement, case=case, **head, by=by, on=on)


@needs(Ability.ALLOCATE)
@require_http_methods(["GET", "HEAD", "POST"])
def allocation_head(request: SignedInRequest, pk: int) -> HttpResponse:
    """The draft's heading, its note, and who is to decide it."""
    decision = get_object_or_404(Decision.objects.visible_to(request.user).for_page(), pk=pk, kind=Kind.ALLOCATION)
    deciders = deciders_of(Kind.ALLOCATION, decision.agreement, clock.today())
    initial = {name: getattr(decision, name) for name in ("title", "body", "reason", "version")}
    form = HeadingForm(deciders, request.POST if request.method == "POST" else None, initial=initial)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            actions.head_allocation(decision, **form.head(), version=version, by=request.user, on=clock.today())
        except Refused as refused:
            form.add_error(None, refused.message)
            status = 409 if isinstance(refused, Stale) else 422
            decision.refresh_from_db()
        else:
            messages.success(request, "Uppgifterna är sparade.")
            return redirect("allocation", pk)
    crumbs = [*_crumbs(decision.agreement), (decision.title, reverse("allocation", args=[pk]))]
    context = {"decision": decision, "form": form, "crumbs": crumbs}
    return render(request, "decisions/allocation_head_page.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def allocation(request: SignedInRequest, pk: int) -> HttpResponse:
    """The grid: to be read by all, to be saved (POST, all of it at once) by those who allocate."""
    decision = get_object_or_404(Decision.objects.visible_to(request.user).for_page(), pk=pk, kind=Kind.ALLOCATION)
    if request.method == "POST":
        require(request.user, Ability.ALLOCATE)
        return _save(request, decision)
    return _page(request, decision)


def _save(request: SignedInRequest, decision: Decision) -> HttpResponse:
    form = GridForm(read_grid(decision), request.POST)
    if not form.is_valid:
        return _page(request, decision, form, status=422)
    try:
        actions.save_grid(decision, rows=form.rows(), version=form.version, by=request.user, on=clock.today())
    except Stale:
        return _conflict(request, decision.pk)
    except Refused as refused:
        form.refusal = refused.message
        return _page(request, decision, form, status=refused.status)
    messages.success(request, "Förslaget är sparat.")
    return redirect("allocation", decision.pk)


def _conflict(request: SignedInRequest, pk: int) -> HttpResponse:
    """Both values where they differ, the sender's own in the form, and the version that is now the newest."""
    decision = Decision.objects.for_page().get(pk=pk)
    form = GridForm(read_grid(decision), request.POST)
    last = last_edit(decision)
    conflict = {"conflict": True, "differences": form.differences(), "saved_by": last.by if last else None}
    return _page(request, decision, form, status=409, **conflict)


def _page(
    request: SignedInRequest, decision: Decision, form: GridForm | None = None, *, status: int = 200, **more: Any
) -> HttpResponse:
    draft = read_draft(decision, clock.today())
    form = form or GridForm(draft.grid)
    editable = decision.is_editable and may(request.user, Ability.ALLOCATE)
    shown = form if editable else GridForm(draft.grid)  # what was sent too late stands beside it, and nowhere else
    roles = list(Role.objects.all()) if editable else []
    asked = threads(decision)
    context = {
        "decision": decision,
        "crumbs": _crumbs(decision.agreement),
        "steps": _steps(decision),
        "basis": basis_sentence(decision, clock.today()),
        "keys": grid_drawing.keys(shown.whole()) if decision.is_open else [],
        "areas": list(grid_drawing.areas(shown, roles, asked)),
        "findings": checks.check(draft) if decision.is_open else [],
        "editable": editable,
        "left": decision.is_open,
        "turned_down": decision.turned_down(),
        "questions": asked.besides(row.activity_id for _, row in form.grid.rows()),
        "unanswered": asked.unanswered,
        "errors": form.error_list(),
        "base": form.base(),
        "may_withdraw": decision.is_open and may_withdraw(request.user, decision, clock.today()).allowed,
        "may_record": decision.status == Status.SUBMITTED and may(request.user, Ability.RECORD),
    }
    return render(request, "decisions/allocation_page.html", context | more, status=status)


def _crumbs(agreement: Agreement | None) -> list[tuple[str, str]]:
    crumbs = [("Överenskommelser", AGREEMENTS)]
    return [*crumbs, (agreement.name, agreement.get_absolute_url())] if agreement else crumbs


def _steps(decision: Decision) -> list[dict[str, str]]:
    """How far the draft has come; a rejected or withdrawn one has stopped."""
    reached = {Status.DRAFT: 0, Status.RETURNED: 0, Status.SUBMITTED: 1, Status.DECIDED: 3}.get(Status(decision.status))
    if reached is None:
        return []
    return [
        {"label": label, "state": "done" if place < reached else "now" if place == reached else ""}
        for place, label in enumerate(["Utkast", "Inlämnat", "Beslutat"])
    ]


@needs(Ability.ALLOCATE)
@require_POST
def allocation_submit(request: SignedInRequest, pk: int) -> HttpResponse:
    decision = get_object_or_404(Decision.objects.visible_to(request.user).for_page(), pk=pk, kind=Kind.ALLOCATION)
    version = request.POST.get("version", "")
    try:
        actions.submit(decision, by=request.user, on=clock.today(), version=int(version) if version.isdecimal() else 0)
    except Refused as refused:
        decision.refresh_from_db()
        form = GridForm(read_grid(decision))
        form.refusal = refused.message
        return _page(request, decision, form, status=refused.status)
    messages.success(request, "Förslaget är inlämnat.")
    return redirect("allocation", decision.pk)


@needs(Ability.ALLOCATE)
@require_http_methods(["GET", "HEAD", "POST"])
def allocation_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Asks first; then takes the proposal back for good."""
    decision = get_object_or_404(Decision.objects.visible_to(request.user).for_page(), pk=pk, kind=Kind.ALLOCATION)
    crumbs = [*_crumbs(decision.agreement), (decision.title, reverse("allocation", args=[pk]))]
    context = {"decision": decision, "crumbs": crumbs}
    if request.method == "POST":
        try:
            actions.withdraw(decision, by=request.user, on=clock.today())
        except Refused as refused:
            context["refusal"] = refused.message
            return render(request, "decisions/allocation_withdraw_page.html", context, status=refused.status)
        messages.success(request, "Förslaget är återtaget.")
        return redirect("allocation", pk)
    return render(request, "decisions/allocation_withdraw_page.html", context)
