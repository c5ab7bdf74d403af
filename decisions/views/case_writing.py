"""Cases opened, renamed, closed and opened again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from config import clock
from config.refused import Refused
from decisions import actions
from decisions.forms.cases import CaseForm, CaseTitleForm
from decisions.models import Case
from people.abilities import Ability, needs
from people.requests import SignedInRequest


@needs(Ability.KEEP_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def case_new(request: SignedInRequest) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = CaseForm(request.user, data, {"opened_on": clock.today()})
    if form.is_bound and form.is_valid():
        try:
            case = actions.register_case(**form.cleaned_data, by=request.user)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"Ärendet {case.registry_number} är öppnat.")
            return redirect(case)
    context = {"form": form, "crumbs": [("Ärenden", "/arenden/")]}
    return render(request, "decisions/case_new_page.html", context, status=422 if form.errors else 200)


@needs(Ability.KEEP_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def case_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    case = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    data = request.POST if request.method == "POST" else None
    form, status = CaseTitleForm(data, initial={"title": case.title}), 422
    if form.is_bound and form.is_valid():
        try:
            actions.rename_case(case, title=form.cleaned_data["title"], by=request.user)
        except Refused as refused:
            form.add_error(None, refused.message)
            status = refused.status
        else:
            messages.success(request, "Ärendets rubrik är ändrad.")
            return redirect(case)
    crumbs = [("Ärenden", "/arenden/"), (case.registry_number, case.get_absolute_url())]
    context = {"case": case, "form": form, "crumbs": crumbs}
    return render(request, "decisions/case_edit_page.html", context, status=status if form.errors else 200)


@needs(Ability.KEEP_CASES)
@require_POST
def case_close(request: SignedInRequest, pk: int) -> HttpResponse:
    case = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    actions.close_case(case, by=request.user, on=clock.today())
    messages.success(request, f"{case.registry_number} är avslutat.")
    return redirect(case)


@needs(Ability.KEEP_CASES)
@require_POST
def case_reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    case = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    actions.reopen_case(case, by=request.user)
    messages.success(request, f"{case.registry_number} är öppnat igen.")
    return redirect(case)
