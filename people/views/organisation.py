"""The organisation: roles, who holds them, deputies; for administrators also users and their profiles."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.views.decorators.http import require_http_methods, require_safe

from config.clock import today
from config.refused import Refused
from people import actions
from people.abilities import Ability, needs
from people.forms import EndTenureForm, LetterheadForm, RightsForm, TenureForm, UserForm
from people.models import Organisation, Tenure, User
from people.register import lacking_profiles, roles_with_holders, users_with_profiles
from people.requests import SignedInRequest
from people.views.form_page import form_page

CANNOT_ACT = (
    "profilen {}, som funktionens innehavare har. Utan den går det inte att göra det som funktionen ger rätt till: "
    "lägg till profilen på användarens sida."
)
CRUMBS = [("Organisation", reverse_lazy("organisation"))]


@require_safe
@needs(Ability.SEE)
def organisation_page(request: SignedInRequest) -> HttpResponse:
    context = {
        "roles": roles_with_holders(request.user, today()),
        "users": users_with_profiles(request.user),
        "letterhead": Organisation.objects.current(),
    }
    return render(request, "people/organisation_page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.ADMINISTER)
def tenure_new_page(request: SignedInRequest) -> HttpResponse:
    form = TenureForm(request.POST or None, initial={"starts_on": today(), "rank": 0})
    if form.is_bound and form.is_valid():
        try:
            tenure = actions.appoint(**form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, f"{tenure} är registrerat.")
            if lacking := lacking_profiles(tenure):
                messages.warning(request, f"{tenure.user} saknar {CANNOT_ACT.format(', '.join(lacking))}")
            return redirect("organisation")
    return form_page(request, form, crumbs=CRUMBS, heading="Nytt innehav eller förordnande", button="Registrera")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.ADMINISTER)
def tenure_end_page(request: SignedInRequest, pk: int) -> HttpResponse:
    tenure = get_object_or_404(Tenure.objects.visible_to(request.user).select_related("role", "user"), pk=pk)
    form = EndTenureForm(request.POST or None, initial={"on": tenure.ends_on or today()})
    if form.is_bound and form.is_valid():
        try:
            actions.end_tenure(tenure, on=form.cleaned_data["on"], by=request.user)
        except Refused as refused:
            form.add_error("on", refused.message)
        else:
            messages.success(request, f"{tenure} är avslutat.")
            return redirect("organisation")
    return form_page(request, form, crumbs=CRUMBS, heading=f"Avsluta: {tenure}", button="Avsluta")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.ADMINISTER)
def user_new_page(request: SignedInRequest) -> HttpResponse:
    form = UserForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            user = actions.add_user(**form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error("email", refused.message)
        else:
            messages.success(request, f"{user} är upplagd och väljer själv lösenord genom Glömt lösenordet.")
            return redirect("organisation")
    return form_page(request, form, crumbs=CRUMBS, heading="Ny användare", button="Lägg upp")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.ADMINISTER)
def user_page(request: SignedInRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    form = RightsForm(request.POST) if request.method == "POST" else RightsForm.of(user)
    if form.is_bound and form.is_valid():
        try:
            actions.change_user(user, **form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, f"Behörigheten för {user} är ändrad.")
            return redirect("organisation")
    return form_page(request, form, crumbs=CRUMBS, heading=f"Behörighet: {user}")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.ADMINISTER)
def letterhead_page(request: SignedInRequest) -> HttpResponse:
    """What stands at the head of decisions, documents and reports."""
    words = Organisation.objects.current()
    initial = {"name": words.name, "postal_address": words.postal_address, "web": words.web}
    form = LetterheadForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            actions.set_letterhead(**form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, "Brevhuvudet är ändrat. Det som redan är beslutat eller fastställt ändras inte.")
            return redirect("organisation")
    return form_page(request, form, crumbs=CRUMBS, heading="Brevhuvud")
