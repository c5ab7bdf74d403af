"""Requirements: a new one, what is decided about one, and taking over those of a template."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from config.clock import today
from config.refused import Refused
from grants.models import Agreement
from people.abilities import Ability, needs
from people.requests import SignedInRequest
from people.views.form_page import form_page
from reporting import requirements
from reporting.forms.requirements import ChangeForm, RequirementForm, SourceForm
from reporting.models import Requirement

REPORTS = ("Redovisning", "/redovisning/")


@needs(Ability.EDIT_AGREEMENT)
@require_http_methods(["GET", "HEAD", "POST"])
def requirement_new(request: SignedInRequest, slug: str) -> HttpResponse:
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)
    form = RequirementForm(today(), request.POST or None, initial={"decided_on": today()})
    if request.method == "POST" and form.is_valid():
        try:
            made = requirements.register(
                agreement, **form.fields_of_the_requirement, change=form.change, by=request.user, on=today()
            )
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, f"{made} är registrerad.")
            return redirect(made)
    return form_page(
        request,
        form,
        heading=f"Nytt redovisningskrav i {agreement}",
        lede="Kravet gäller från den dag det beslutades. Ändras eller återkallas det registreras det som en ny rad.",
        crumbs=[REPORTS, (agreement.name, agreement.get_absolute_url())],
        button="Registrera",
        undone="Inget är registrerat",
    )


@needs(Ability.EDIT_AGREEMENT)
@require_http_methods(["GET", "HEAD", "POST"])
def requirement_change(request: SignedInRequest, pk: int) -> HttpResponse:
    rows = Requirement.objects.visible_to(request.user).with_status(today())
    requirement = get_object_or_404(rows.prefetch_related("changes"), pk=pk)
    form = ChangeForm(today(), request.POST or None, initial={"status": "changed", "due_on": requirement.due_now})
    if request.method == "POST" and form.is_valid():
        try:
            requirements.decide(requirement, **form.cleaned_data, by=request.user, on=today())
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, f"{requirement} är ändrad. Det som gällde förut står kvar i historiken.")
            return redirect(requirement)
    return form_page(
        request,
        form,
        heading=f"Vad är beslutat om {requirement}?",
        lede="Ny sista dag, återkallat eller fullgjort. Historiken står kvar, och ett återkallat krav larmar inte.",
        crumbs=[REPORTS, (str(requirement), requirement.get_absolute_url())],
        button="Registrera",
        undone="Inget är registrerat",
    )


@needs(Ability.EDIT_AGREEMENT)
@require_http_methods(["GET", "HEAD", "POST"])
def requirements_from_template(request: SignedInRequest, slug: str) -> HttpResponse:
    """A template's requirements, shown with their dates before they are taken over."""
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)
    others = {other.slug: other for other in Agreement.objects.visible_to(request.user) if other != agreement}
    choices = [(requirements.USUAL, requirements.USUAL_NAME), *((key, str(other)) for key, other in others.items())]
    form = SourceForm(choices, request.POST or request.GET or {"source": requirements.USUAL})
    proposed, named = [], ""
    if form.is_valid():
        source = others.get(form.cleaned_data["source"])
        named = str(source or requirements.USUAL_NAME)
        proposed = requirements.as_in(source, agreement, today()) if source else requirements.usual(agreement)
        if request.method == "POST":
            made = requirements.take_over(agreement, proposed, named=named, by=request.user, on=today())
            messages.success(request, f"{len(made)} krav är inlagda som väntade.")
            return redirect(reverse("reports"))
    context = {
        "form": form,
        "agreement": agreement,
        "proposed": proposed,
        "named": named,
        "crumbs": [REPORTS, (agreement.name, agreement.get_absolute_url())],
    }
    return render(request, "reporting/requirement_template_page.html", context, status=422 if form.errors else 200)
