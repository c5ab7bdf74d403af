"""A block from a spreadsheet put into the grid of a draft allocation: what it would change, nothing saved."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from config.downloads import download, from_htmx
from config.refused import Refused
from decisions import paste_drawing
from decisions.forms.pasting import PasteForm, UploadForm, role_names
from decisions.grid import Grid
from decisions.grid_source import read_grid, refuse_changed
from decisions.grid_upload import read_upload
from decisions.grid_workbook import grid_workbook
from decisions.models import Decision
from decisions.models.kinds import Kind
from people.abilities import Ability, needs, require
from people.requests import SignedInRequest

NOTHING: Mapping[str, Any] = MappingProxyType({})


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
        return _answer(request, decision, grid)
    return _preview(request, decision, PasteForm(grid, request.POST), text=request.POST.get("text", ""))


@require_http_methods(["GET", "HEAD", "POST"])
def allocation_xlsx(request: SignedInRequest, pk: int) -> HttpResponse:
    """GET: the grid as a workbook to fill in. POST (`file`): the workbook back, previewed as a pasted block is."""
    decision = get_object_or_404(Decision.objects.visible_to(request.user).for_page(), pk=pk, kind=Kind.ALLOCATION)
    grid = read_grid(decision)
    if request.method != "POST":
        content = grid_workbook(decision, grid, sorted({name for _, name in role_names().by_name.values()}))
        return download(request, content, f"fordelning-{decision.number.replace(':', '-')}.xlsx")
    require(request.user, Ability.ALLOCATE)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _answer(request, decision, grid, {"refusal": form.first_error}, status=422)
    try:
        upload = read_upload(form.content, decision)
    except Refused as refused:
        return _answer(request, decision, grid, {"refusal": refused.message}, status=422)
    return _preview(request, decision, PasteForm.of_text(grid, upload.text, decision.version), warning=upload.warning)


def _preview(request: SignedInRequest, decision: Decision, pasted: PasteForm, **more: str) -> HttpResponse:
    try:
        refuse_changed(decision, pasted.form.version)
        preview = pasted.preview()
    except Refused as refused:
        return _answer(request, decision, pasted.grid, more | {"refusal": refused.message}, status=refused.status)
    context = more | paste_drawing.drawn(preview, pasted)
    return _answer(request, decision, pasted.grid, context, status=422 if preview.bad else 200)


def _answer(
    request: SignedInRequest, decision: Decision, grid: Grid, context: Mapping[str, Any] = NOTHING, *, status: int = 200
) -> HttpResponse:
    crumbs = [("Överenskommelser", "/overenskommelser/")]
    if decision.agreement:
        crumbs.append((decision.agreement.name, decision.agreement.get_absolute_url()))
    crumbs.append((decision.title, reverse("allocation", args=[decision.pk])))
    template = "decisions/_paste.html" if from_htmx(request) else "decisions/paste_page.html"
    shown = {"decision": decision, "crumbs": crumbs, "places": paste_drawing.places(grid)}
    return render(request, template, shown | dict(context), status=status)
