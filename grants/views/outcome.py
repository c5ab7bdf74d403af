"""Outcome read in: the file, what it would bring, the confirmation; one import with its rows; taking it back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect, HttpResponseClientRefresh

from config.refused import Refused
from grants import ledger, outcome, tasks
from grants.forms.outcome import MONTH_FIELD_CODES, CorrectionsForm, ReasonForm, UploadForm
from grants.kronor import format_kronor, format_month
from grants.models import Agreement, OutcomeImport, OutcomeUpload
from grants.outcome import OutcomeRefused, Preview, RowError, uploads
from people.abilities import Ability, may, needs
from people.requests import SignedInRequest

PER_PAGE = 100
SHOWN_ERRORS = 200
FOLLOW_UP = ("Uppföljning", "/utfall/")


@needs(Ability.IMPORT_OUTCOME)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: SignedInRequest) -> HttpResponse:
    """A small file is read at once, and what is wrong shown here; a large one by the worker."""
    agreements = Agreement.objects.visible_to(request.user)
    given = {"agreement": request.GET.get("overenskommelse"), "month": request.GET.get("manad")}
    form = UploadForm(agreements, request.POST or None, request.FILES or None, initial=given)
    errors: list[RowError] = []
    if request.method == "POST" and form.is_valid():
        try:
            kept = uploads.keep(**form.source(), by=request.user)
            if not uploads.is_quick(kept):
                tasks.ask(kept)
            elif uploads.read(kept).stage == OutcomeUpload.Stage.BAD:
                errors = uploads.shown(kept).errors
        except OutcomeRefused as refused:
            form.add_error("month" if refused.code in MONTH_FIELD_CODES else "file", refused.message)
        else:
            if not errors:
                return redirect(kept)
    context = {
        "form": form,
        "errors_shown": errors[:SHOWN_ERRORS],
        "errors_count": len(errors),
        "crumbs": [FOLLOW_UP],
    }
    return render(request, "grants/upload_page.html", context, status=422 if form.errors or errors else 200)


@needs(Ability.IMPORT_OUTCOME)
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: SignedInRequest, pk: int) -> HttpResponse:
    """One's own file on its way in: how far the worker has come, what the file would bring, or why it is refused.

    POST confirms: a small file is taken in at once, a large one by the worker.
    """
    kept = get_object_or_404(OutcomeUpload.objects.visible_to(request.user).for_work(), pk=pk)
    if request.method == "POST":
        return _confirm(request, kept)
    if kept.source:
        messages.success(request, f"{kept.file_name} är inläst för {format_month(kept.month)}.")
        return _finished(request, kept.source.get_absolute_url())
    if kept.is_under_way:
        return _progress(request, kept)
    if request.htmx:
        return HttpResponseClientRefresh()
    crumbs = [FOLLOW_UP, ("Läs in utfall", reverse("outcome_upload"))]
    if kept.stage == OutcomeUpload.Stage.REFUSED:
        return render(request, "grants/upload_refused_page.html", {"upload": kept, "crumbs": crumbs}, status=422)
    found = uploads.shown(kept)
    if found.errors:
        context = {"upload": kept, "errors_shown": found.errors[:SHOWN_ERRORS], "errors_count": len(found.errors)}
        return render(request, "grants/upload_refused_page.html", context | {"crumbs": crumbs}, status=422)
    return _preview_page(request, found, CorrectionsForm(found.corrections))


def _preview_page(request: SignedInRequest, found: Preview, form: CorrectionsForm) -> HttpResponse:
    crumbs = [FOLLOW_UP, ("Läs in utfall", reverse("outcome_upload"))]
    context = {"preview": found, "form": form, "crumbs": crumbs}
    return render(request, "grants/preview_page.html", context, status=422 if form.errors else 200)


def _confirm(request: SignedInRequest, kept: OutcomeUpload) -> HttpResponse:
    waits = kept.stage == OutcomeUpload.Stage.READY
    try:
        found = uploads.shown(kept)
        form = CorrectionsForm(found.corrections if waits else [], request.POST)
        if not form.is_valid():
            return _preview_page(request, found, form)
        uploads.confirm(kept, seen=request.POST.get("seen", ""), by=request.user, **form.said)
        if not uploads.is_quick(kept):
            tasks.ask(kept)
        else:
            uploads.write(kept)
    except Refused as refused:
        if kept.stage == OutcomeUpload.Stage.WRITING:
            uploads.refuse(kept, refused)
        messages.error(request, refused.message)
        return redirect("outcome_upload")
    return redirect(kept)


def _progress(request: SignedInRequest, kept: OutcomeUpload) -> HttpResponse:
    going = tasks.ask(kept, again="igen" in request.GET)
    context = {"upload": kept, "going": going, "crumbs": [FOLLOW_UP], "path": request.path}
    name = "grants/_progress.html" if request.htmx else "grants/progress_page.html"
    response = render(request, name, context, status=500 if going.failed and not request.htmx else 200)
    response["Cache-Control"] = "no-store"
    return response


def _finished(request: SignedInRequest, path: str) -> HttpResponse:
    return HttpResponseClientRedirect(path) if request.htmx else redirect(path)


@require_safe
def import_page(request: SignedInRequest, pk: int) -> HttpResponse:
    source = get_object_or_404(OutcomeImport.objects.visible_to(request.user).with_sums(), pk=pk)
    return _import_page(request, source, ReasonForm())


@needs(Ability.IMPORT_OUTCOME)
@require_http_methods(["POST"])
def undo(request: SignedInRequest, pk: int) -> HttpResponse:
    source = get_object_or_404(OutcomeImport.objects.visible_to(request.user).with_sums(), pk=pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            outcome.undo(source, by=request.user, why=form.cleaned_data["reason"])
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, f"{source.file_name} är borttagen. {format_month(source.month)} är utan utfall.")
            return redirect("outcome")
    return _import_page(request, source, form)


def _import_page(request: SignedInRequest, source: OutcomeImport, form: ReasonForm) -> HttpResponse:
    unmatched = "ej-kopplat" in request.GET
    rows = source.rows.unmatched() if unmatched else source.rows.all()
    is_closed = ledger.is_closed(source.agreement, source.month)
    may_import = may(request.user, Ability.IMPORT_OUTCOME)
    context = {
        "source": source,
        "page": Paginator(rows.select_related("activity"), PER_PAGE).get_page(request.GET.get("page")),
        "only_unmatched": unmatched,
        "total": format_kronor(source.total or 0),  # type: ignore[attr-defined]
        "is_closed": is_closed,
        "may_undo": may_import and source.ended_at is None and not is_closed,
        "form": form,
        "crumbs": [FOLLOW_UP, (source.agreement.name, f"/utfall/?overenskommelse={source.agreement.slug}")],
    }
    return render(request, "grants/import_page.html", context, status=422 if form.errors else 200)
