"""Outcome read in: the file, what it would bring, the confirmation; one import with its rows; taking it back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from config.refused import Refused
from grants import ledger, outcome
from grants.forms.outcome import MONTH_FIELD_CODES, ReasonForm, UploadForm
from grants.kronor import format_kronor, format_month
from grants.models import Agreement, OutcomeImport
from grants.outcome import OutcomeRefused, RowError, uploads
from people.abilities import Ability, may, needs
from people.requests import SignedInRequest

PER_PAGE = 100
SHOWN_ERRORS = 200
FOLLOW_UP = ("Uppföljning", "/utfall/")


@needs(Ability.IMPORT_OUTCOME)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: SignedInRequest) -> HttpResponse:
    agreements = Agreement.objects.visible_to(request.user)
    given = {"agreement": request.GET.get("overenskommelse"), "month": request.GET.get("manad")}
    form = UploadForm(agreements, request.POST or None, request.FILES or None, initial=given)
    errors: list[RowError] = []
    if request.method == "POST" and form.is_valid():
        source = form.source()
        try:
            errors = outcome.preview(**source).errors
        except OutcomeRefused as refused:
            form.add_error("month" if refused.code in MONTH_FIELD_CODES else "file", refused.message)
        else:
            if not errors:
                return redirect("outcome_preview", uploads.keep(request.session, source))
    context = {
        "form": form,
        "errors_shown": errors[:SHOWN_ERRORS],
        "errors_count": len(errors),
        "crumbs": [FOLLOW_UP],
    }
    return render(request, "grants/upload_page.html", context, status=422 if form.errors or errors else 200)


@needs(Ability.IMPORT_OUTCOME)
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: SignedInRequest, sha256: str) -> HttpResponse:
    """The kept file against what is in force now; POST takes it in, if that is still what it replaces."""
    try:
        kept = uploads.kept(request.session, sha256)
        if request.method == "POST":
            source = outcome.import_file(**kept.source, by=request.user, seen=request.POST.get("seen", ""))
            uploads.forget(request.session)
            messages.success(request, f"{source.file_name} är inläst för {format_month(source.month)}.")
            return redirect(source)
        shown = outcome.preview(**kept.source)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("outcome_upload")
    crumbs = [FOLLOW_UP, ("Läs in utfall", reverse("outcome_upload"))]
    return render(request, "grants/preview_page.html", {"preview": shown, "crumbs": crumbs})


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
