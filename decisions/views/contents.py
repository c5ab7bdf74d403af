"""Writing what a draft says besides its amounts: points, assignments, recipients."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from config import clock
from config.refused import Refused, Stale
from decisions import actions
from decisions.forms.contents import ContentsForm, TaskFormSet, initial_tasks, tasks_of
from decisions.models import Decision
from people.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def contents(request: SignedInRequest, pk: int) -> HttpResponse:
    """To be read by all, to be saved by who may write the draft, which the action asks."""
    decision = get_object_or_404(Decision.objects.visible_to(request.user).for_page(), pk=pk)
    if request.method != "POST":
        form, tasks = (
            ContentsForm(initial=ContentsForm.initial_of(decision)),
            TaskFormSet(initial=initial_tasks(decision)),
        )
        return _page(request, decision, form, tasks)
    form, tasks = ContentsForm(request.POST), TaskFormSet(request.POST)
    if not (form.is_valid() and tasks.is_valid()):
        return _page(request, decision, form, tasks, status=422)
    try:
        actions.save_contents(decision, **form.cleaned_data, tasks=tasks_of(tasks), by=request.user, on=clock.today())
    except Stale as stale:
        return _page(request, decision, form, tasks, status=409, refusal=stale.message)
    except Refused as refused:
        form.add_error(None, refused.message)
        return _page(request, decision, form, tasks, status=refused.status)
    messages.success(request, "Punkter, uppdrag och mottagare är sparade.")
    return redirect(decision)


def _page(
    request: SignedInRequest,
    decision: Decision,
    form: ContentsForm,
    tasks: TaskFormSet,  # type: ignore[valid-type]
    *,
    status: int = 200,
    refusal: str = "",
) -> HttpResponse:
    crumbs = [(str(decision.case), decision.case.get_absolute_url()), (str(decision), decision.get_absolute_url())]
    theirs = ContentsForm.initial_of(decision) if status == 409 else None
    context = {
        "decision": decision,
        "form": form,
        "tasks": tasks,
        "crumbs": crumbs,
        "refusal": refusal,
        "theirs": theirs,
    }
    return render(request, "decisions/contents_page.html", context, status=status)
