"""The page that tells whether a file is the filed one."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from people.abilities import Ability, needs
from people.requests import SignedInRequest
from reporting.forms.reports import VerificationForm
from reporting.verification import verify


@needs(Ability.SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def verification(request: SignedInRequest) -> HttpResponse:
    """A file or a checksum in, the filed report that it is out. The file is read and forgotten."""
    form = VerificationForm(request.POST, request.FILES) if request.method == "POST" else VerificationForm()
    context = {"form": form, "crumbs": [("Redovisning", reverse("reports"))]}
    if request.method != "POST":
        return render(request, "reporting/verification_page.html", context)
    if not form.is_valid():
        return render(request, "reporting/verification_page.html", context, status=422)
    answer = verify(form.cleaned_data["sha256"], request.user)
    return render(request, "reporting/verification_page.html", context | {"answer": answer})
