"""Files of a case: added, read, taken back."""

from typing import Protocol

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from config import clock
from config.refused import Refused
from decisions import actions
from decisions.forms.attachments import AttachmentForm, AttachmentWithdrawForm
from decisions.models import Attachment, Case
from people.abilities import Ability, needs, refusal
from people.requests import SignedInRequest


class StoredFile(Protocol):
    """A row that holds an uploaded file, what it was called and what it was found to be."""

    file: FieldFile
    name: str
    media_type: str


def _crumbs(case: Case) -> list[tuple[str, str]]:
    return [("Ärenden", "/arenden/"), (case.registry_number, case.get_absolute_url())]


def whole(text: str) -> int | None:
    """The whole number in an address; None where there is none."""
    return int(text) if text.isascii() and text.isdigit() else None


@needs(Ability.ATTACH)
@require_http_methods(["GET", "HEAD", "POST"])
def attachment_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """`?beslut=` names the decision that the file belongs to."""
    case = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = AttachmentForm(case.decisions.all(), data, files, chosen=whole(request.GET.get("beslut", "")))
    status = 422
    if form.is_bound and form.is_valid():
        try:
            made = actions.add_attachment(case, **form.cleaned_data, by=request.user, on=clock.today())
        except Refused as refused:
            form.refuse(refused)
            status = refused.status
        else:
            messages.success(request, f"{made} är tillagd.")
            return redirect(made.decision or case)
    context = {"case": case, "form": form, "crumbs": _crumbs(case)}
    return render(request, "decisions/attachment_new_page.html", context, status=status if form.errors else 200)


@require_safe
def attachment(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The file."""
    return to_be_saved(get_object_or_404(Attachment.objects.visible_to(request.user).current(), pk=pk))


def to_be_saved(row: StoredFile) -> FileResponse:
    """A file that somebody has uploaded, always to be saved and never shown: it is not run in the reader's browser."""
    response = FileResponse(row.file.open("rb"), as_attachment=True, filename=row.name, content_type=row.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def attachment_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Asks why; the row stays to be read."""
    rows = Attachment.objects.visible_to(request.user).current().select_related("case", "decision")
    row = get_object_or_404(rows, pk=pk)
    if not actions.may_withdraw(row, request.user):
        raise PermissionDenied(refusal(Ability.KEEP_CASES))
    form, status = AttachmentWithdrawForm(request.POST or None), 422
    if form.is_bound and form.is_valid():
        try:
            actions.withdraw_attachment(row, reason=form.cleaned_data["reason"], by=request.user, on=clock.today())
        except Refused as refused:
            form.add_error(None, refused.message)
            status = refused.status
        else:
            messages.success(request, f"{row} är borttagen.")
            return redirect(row.decision or row.case)
    context = {"attachment": row, "form": form, "crumbs": _crumbs(row.case)}
    return render(request, "decisions/attachment_withdraw_page.html", context, status=status if form.errors else 200)
