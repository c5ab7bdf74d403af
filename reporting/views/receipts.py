"""The recipient's receipt of a filed report: registered, and its file."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from config.clock import today
from config.refused import Refused
from decisions.views.attachments import to_be_saved
from people.abilities import Ability, needs
from people.requests import SignedInRequest
from reporting import actions
from reporting.forms.receipts import ReceiptForm
from reporting.models import FiledReport, Receipt


@needs(Ability.FILE_REPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def receipt_new(request: SignedInRequest, pk: int) -> HttpResponse:
    filed = get_object_or_404(FiledReport.objects.visible_to(request.user).for_page(), pk=pk)
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ReceiptForm(today(), data, files)
    if form.is_bound and form.is_valid():
        try:
            made = actions.register_receipt(filed, **form.cleaned_data, by=request.user, on=today())
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"{made} är registrerad.")
            return redirect(filed)
    context = {
        "filed": filed,
        "form": form,
        "crumbs": [("Redovisning", reverse("reports")), (str(filed), filed.get_absolute_url())],
    }
    return render(request, "reporting/receipt_page.html", context, status=422 if form.errors else 200)


@require_safe
def receipt(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The file of the receipt, always to be saved and never shown: it comes from elsewhere."""
    return to_be_saved(get_object_or_404(Receipt.objects.visible_to(request.user).with_file(), pk=pk))
