"""What was reported outside Bidragsboken: registered, and its file."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from config.clock import today
from config.refused import Refused
from decisions.views.attachments import to_be_saved
from people.abilities import Ability, needs
from people.requests import SignedInRequest
from people.views.form_page import form_page
from reporting import actions
from reporting.forms.outside import OutsideForm
from reporting.models import OutsideReport, Requirement


@needs(Ability.FILE_REPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def outside_report(request: SignedInRequest, pk: int) -> HttpResponse:
    requirement = get_object_or_404(Requirement.objects.visible_to(request.user).for_report(), pk=pk)
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = OutsideForm(requirement.latest_outside, data, files)
    if form.is_bound and form.is_valid():
        try:
            actions.register_outside(requirement, **form.cleaned_data, by=request.user, on=today())
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"{requirement} är registrerad som lämnad. Ingen påminns längre om den.")
            return redirect(requirement)
    return form_page(
        request,
        form,
        heading=f"{requirement} är lämnad på annat sätt",
        lede=(
            "För det som lämnades på papper, med e-post eller i ett annat system. Raden ändras inte: "
            "blev det fel, eller har kvittensen kommit, registrerar du på nytt och den senaste gäller."
        ),
        crumbs=[("Redovisning", reverse("reports")), (str(requirement), requirement.get_absolute_url())],
        button="Registrera",
        undone="Inget är registrerat",
    )


@require_safe
def outside_file(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """What was sent, always to be saved and never shown."""
    return to_be_saved(get_object_or_404(OutsideReport.objects.visible_to(request.user).with_file(), pk=pk))
