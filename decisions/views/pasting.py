"""A block from a spreadsheet put into the grid of a draft allocation: what it would change, nothing saved."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from config.refused import Refused, Stale
from decisions import paste_drawing
from decisions.forms.pasting import PasteForm
from decisions.grid_source import read_grid, refuse_changed
from decisions.models import Decision
from decisions.models.decisions import Kind
from decisions.pdf.responses import from_htmx
from people.abilities import Ability, needs
from people.requests import SignedInRequest


@needs(Ability.ALLOCATE)
@require_http_methods(["GET", "HEAD", "POST"])
def allocation_paste(request: SignedInRequest, pk: int) -> HttpResponse:
    """GET: a text field to paste into. POST (`decisions.forms.pasting` names the fields): what the block would change.

    Nothing is saved. To the grid's script (`HX-Request: true`) the answer is a partial whose outermost element carries
    `data-paste`: JSON of what to put into the fields, as docs/grid.md says. To a browser without script it is a page
    whose button sends the grid's fields, with the block put in, to the grid's own address, which saves them or shows
    what somebody else has saved meanwhile. 422: every bad cell, by row and column. 409: not the draft that was opened.
    """
    decision = get_object_or_404(Decision.objects.visible_to(request.user).for_page(), pk=pk, kind=Kind.ALLOCATION)
    grid = read_grid(decision)
    if request.method != "POST":
        return _answer(request, decision, {"places": paste_drawing.places(grid)})
    pasted = PasteForm(grid, request.POST)
    try:
        refuse_changed(decision, pasted.form.version)
        preview = pasted.preview()
    except Refused as refused:
        context = {"refusal": refused.message, "places": paste_drawing.places(grid), "text": pasted.text}
        return _answer(request, decision, context, status=409 if isinstance(refused, Stale) else 422)
    context = paste_drawing.drawn(preview, pasted) | {"places": paste_drawing.places(grid), "text": pasted.text}
    return _answer(request, decision, context, status=422 if preview.bad else 200)


def _answer(request: SignedInRequest, decision: Decision, context: dict, *, status: int = 200) -> HttpResponse:
    crumbs = [("Överenskommelser", "/overenskommelser/")]
    if decision.agreement:
        crumbs.append((decision.agreement.name, decision.agreement.get_absolute_url()))
    crumbs.append((decision.title, reverse("allocation", args=[decision.pk])))
    template = "decisions/_paste.html" if from_htmx(request) else "decisions/paste_page.html"
    return render(request, template, {"decision": decision, "crumbs": crumbs} | context, status=status)
