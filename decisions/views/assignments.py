"""Assignments: the list, one with its course, what is written about it; and an activity's extract."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from config import clock
from config.downloads import download
from config.jobs import ask_once
from config.refused import Refused
from decisions import actions, short_documents
from decisions.assignments import assignment_list, assignment_page
from decisions.extract import build_extract
from decisions.forms.assignments import WordsForm
from decisions.models import Assignment
from decisions.pdf.responses import still_rendering
from decisions.tasks import render_extract
from grants.models import Activity
from people.abilities import Ability, needs
from people.requests import SignedInRequest

LABELS = {
    "report": "Vad har gjorts, och vad blev resultatet?",
    "accept": "Kommentar till godkännandet",
    "more": "Vad behöver kompletteras?",
    "comment": "Kommentar",
}


@needs(Ability.SEE)
@require_safe
def assignments_page(request: SignedInRequest) -> HttpResponse:
    return render(request, "decisions/assignments_page.html", {"list": assignment_list(request.user, clock.today())})


@require_safe
def assignment_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    assignment = get_object_or_404(Assignment.objects.visible_to(request.user).for_page(), pk=pk)
    return _page(request, assignment)


@needs(Ability.SEE)
@require_POST
def assignment_report(request: SignedInRequest, pk: int) -> HttpResponse:
    assignment = get_object_or_404(Assignment.objects.visible_to(request.user).for_page(), pk=pk)
    return _write(request, assignment, "report", actions.report_back, "Uppdraget är återredovisat.")


@needs(Ability.SEE)
@require_POST
def assignment_accept(request: SignedInRequest, pk: int) -> HttpResponse:
    assignment = get_object_or_404(Assignment.objects.visible_to(request.user).for_page(), pk=pk)
    return _write(request, assignment, "accept", actions.accept_report, "Återredovisningen är godkänd.")


@needs(Ability.SEE)
@require_POST
def assignment_more(request: SignedInRequest, pk: int) -> HttpResponse:
    assignment = get_object_or_404(Assignment.objects.visible_to(request.user).for_page(), pk=pk)
    return _write(request, assignment, "more", actions.ask_for_more, "Uppdraget är återsänt för komplettering.")


@needs(Ability.COMMENT)
@require_POST
def assignment_comment(request: SignedInRequest, pk: int) -> HttpResponse:
    assignment = get_object_or_404(Assignment.objects.visible_to(request.user).for_page(), pk=pk)
    return _write(request, assignment, "comment", actions.comment, "Kommentaren är sparad.")


def _form(name: str, data: Any = None) -> WordsForm:
    return WordsForm(LABELS[name], data, required=name != "accept", auto_id=f"{name}-%s")


def _write(
    request: SignedInRequest, assignment: Assignment, name: str, act: Callable[..., Assignment], done: str
) -> HttpResponse:
    form, status = _form(name, request.POST), 422
    if form.is_valid():
        try:
            act(assignment, text=form.cleaned_data["text"], by=request.user, on=clock.today())
        except Refused as refused:
            form.add_error(None, refused.message)
            status = refused.status
        else:
            messages.success(request, done)
            return redirect(assignment)
    fresh = get_object_or_404(Assignment.objects.visible_to(request.user).for_page(), pk=assignment.pk)
    return _page(request, fresh, status=status, wrong=form, **{f"{name}_form": form})


def _page(request: SignedInRequest, assignment: Assignment, *, status: int = 200, **more: Any) -> HttpResponse:
    forms = {f"{name}_form": _form(name) for name in LABELS}
    context = {
        "crumbs": [("Uppdrag", reverse("assignments"))],
        **assignment_page(assignment, request.user, clock.today()),
        **forms,
        **more,
    }
    return render(request, "decisions/assignment_page.html", context, status=status)


@require_safe
def extract_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """Mitt uppdrag, for the one who answers for the activity: to read, print or save."""
    activity = get_object_or_404(Activity.objects.visible_to(request.user).for_extract(), pk=pk)
    agreement = activity.area.agreement
    context = {
        "activity": activity,
        "extract": build_extract(activity, clock.today()),
        "crumbs": [
            ("Överenskommelser", reverse("agreements")),
            (agreement.name, agreement.get_absolute_url()),
            (activity.name, activity.get_absolute_url()),
        ],
    }
    return render(request, "decisions/extract_page.html", context)


@require_safe
def extract_pdf(request: SignedInRequest, pk: int) -> HttpResponse:
    activity = get_object_or_404(Activity.objects.visible_to(request.user).for_extract(), pk=pk)
    document = build_extract(activity, clock.today())
    if content := short_documents.stored(document):
        return download(request, content, document.file_name)
    lock, again = short_documents.lock_of(document), "igen" in request.GET
    as_of = document.as_of.isoformat()
    going = ask_once(render_extract, lock, again, activity_id=activity.pk, as_of=as_of)
    return still_rendering(request, going, document.heading, reverse("extract", args=[activity.pk]))
