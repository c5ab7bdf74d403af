"""The joint pots: what the agreements set aside, and which of them take part."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from config.refused import Refused
from decisions.forms.joint_pots import JointPotForm
from decisions.joint_pots import joint_pots_page
from grants.joint_pots import save_joint_pot
from grants.models import Agreement, JointPot
from people.abilities import Ability, needs
from people.requests import SignedInRequest
from people.views.form_page import form_page

METHODS = ["GET", "HEAD", "POST"]


@needs(Ability.SEE)
@require_safe
def joint_pots(request: SignedInRequest) -> HttpResponse:
    pots = JointPot.objects.visible_to(request.user).for_page()
    return render(request, "decisions/joint_pots_page.html", joint_pots_page(pots, request.user))


@needs(Ability.EDIT_AGREEMENT)
@require_http_methods(METHODS)
def joint_pot_new(request: SignedInRequest) -> HttpResponse:
    return _answer(request, None)


@needs(Ability.EDIT_AGREEMENT)
@require_http_methods(METHODS)
def joint_pot_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    return _answer(request, get_object_or_404(JointPot.objects.visible_to(request.user), pk=pk))


def _answer(request: SignedInRequest, pot: JointPot | None) -> HttpResponse:
    agreements = Agreement.objects.visible_to(request.user).prefetch_related("areas__activities")
    form = JointPotForm(agreements, pot, request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            saved = save_joint_pot(pot, by=request.user, **form.values)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, f"{saved} är sparad.")
            return redirect(saved)
    return form_page(
        request,
        form,
        heading=f"Ändra {pot}" if pot else "Ny gemensam pott",
        lede="Andelen räknas på det tilldelade. Avsättningen själv beslutas och bokförs som en aktivitet.",
        crumbs=[("Gemensamma potter", reverse("joint_pots"))],
    )
