"""Setting an agreement up: by hand, or from a workbook that is looked at before anything is written."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from config import clock
from config.downloads import download
from config.refused import Refused
from decisions import workbook
from grants import setting_up
from grants.forms.agreements import AgreementForm, AreaForm, FundForm, SetUpForm, WorkbookForm
from grants.models import Agreement, DevelopmentArea, Fund
from people.abilities import Ability, needs
from people.requests import SignedInRequest
from people.views.form_page import form_page

AGREEMENTS = ("Överenskommelser", "/overenskommelser/")


@needs(Ability.EDIT_AGREEMENT)
@require_http_methods(["GET", "HEAD", "POST"])
def agreement_new(request: SignedInRequest) -> HttpResponse:
    form = AgreementForm(request.POST or None, initial={"charges_earmarked_first": True})
    return _answer(
        request,
        form,
        lambda: setting_up.create_agreement(by=request.user, **form.values),
        heading="Ny överenskommelse",
        lede="Områden och tilldelningar läggs till efteråt, på överenskommelsens sida.",
        crumbs=[AGREEMENTS],
    )


@needs(Ability.EDIT_AGREEMENT)
@require_http_methods(["GET", "HEAD", "POST"])
def agreement_edit(request: SignedInRequest, slug: str) -> HttpResponse:
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)
    form = AgreementForm(request.POST or None, instance=agreement)
    return _answer(
        request,
        form,
        lambda: setting_up.change(agreement, by=request.user, **form.values),
        heading="Ändra överenskommelsen",
        lede="Ändringen sparas i historiken. Belopp ändras bara genom beslut.",
        crumbs=_crumbs(agreement),
    )


@needs(Ability.EDIT_AGREEMENT)
@require_http_methods(["GET", "HEAD", "POST"])
def area_new(request: SignedInRequest, slug: str) -> HttpResponse:
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)
    form = AreaForm(request.POST or None, initial={"number": setting_up.next_area_number(agreement)})
    return _answer(
        request,
        form,
        lambda: setting_up.add_area(agreement, by=request.user, **form.values),
        heading="Nytt utvecklingsområde",
        lede="Medel omfördelas inom ett område. Över gränsen mellan två områden flyttar bara regionstyrelsen dem.",
        crumbs=_crumbs(agreement),
    )


@needs(Ability.EDIT_AGREEMENT)
@require_http_methods(["GET", "HEAD", "POST"])
def area_edit(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    area = _area(request, slug, number)
    form = AreaForm(request.POST or None, instance=area)
    return _answer(
        request,
        form,
        lambda: setting_up.change(area, by=request.user, **form.values),
        heading=f"Ändra område {number}",
        lede="Ändringen sparas i historiken.",
        crumbs=_crumbs(area.agreement, area),
    )


@needs(Ability.EDIT_AGREEMENT)
@require_http_methods(["GET", "HEAD", "POST"])
def fund_new(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    area = _area(request, slug, number)
    form = FundForm(area, request.POST or None)
    return _answer(
        request,
        form,
        lambda: setting_up.add_fund(area, by=request.user, **form.values),
        heading=f"Ny tilldelning i område {number}",
        lede="Här läggs tilldelningen upp. Beloppet bokförs när statens beslut registreras.",
        crumbs=_crumbs(area.agreement, area),
    )


@needs(Ability.EDIT_AGREEMENT)
@require_http_methods(["GET", "HEAD", "POST"])
def fund_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    fund = get_object_or_404(Fund.objects.visible_to(request.user).select_related("area__agreement"), pk=pk)
    form = FundForm(fund.area, request.POST or None, instance=fund)
    return _answer(
        request,
        form,
        lambda: setting_up.change(fund, by=request.user, **form.values),
        heading=f"Ändra tilldelningen {fund}",
        lede="Tilldelat belopp ändras inte här utan genom statens beslut.",
        crumbs=_crumbs(fund.area.agreement, fund.area),
    )


@needs(Ability.EDIT_AGREEMENT)
@require_safe
def agreement_template(request: SignedInRequest) -> HttpResponse:
    """The empty workbook."""
    return download(request, workbook.template(), "overenskommelse.xlsx")


@needs(Ability.EDIT_AGREEMENT)
@require_http_methods(["GET", "HEAD", "POST"])
def agreement_from_workbook(request: SignedInRequest) -> HttpResponse:
    """A chosen workbook is shown as what it would give; the same one, confirmed, becomes the agreement."""
    form = WorkbookForm(request.POST, request.FILES) if request.method == "POST" else WorkbookForm()
    faults: list[workbook.CellError] = []
    plan = None
    if request.method == "POST" and form.is_valid():
        try:
            plan = workbook.read(form.content)
            if not form.cleaned_data["file"]:
                made = workbook.create(plan, by=request.user, on=clock.today())
                messages.success(request, f"{made} är upplagd.")
                return redirect(made)
        except workbook.BadWorkbook as refused:
            faults, plan = refused.errors, None
        except Refused as refused:
            form.add_error("file", refused.message)
            plan = None
    context = {"form": form, "plan": plan, "faults": faults, "crumbs": [AGREEMENTS]}
    return render(request, "decisions/workbook_page.html", context, status=422 if form.errors or faults else 200)


def _area(request: SignedInRequest, slug: str, number: int) -> DevelopmentArea:
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)
    return get_object_or_404(agreement.areas.select_related("agreement"), number=number)


def _crumbs(agreement: Agreement, area: DevelopmentArea | None = None) -> list[tuple[str, str]]:
    crumbs = [AGREEMENTS, (agreement.name, reverse("agreement", args=[agreement.slug]))]
    return crumbs if area is None else [*crumbs, (str(area), area.get_absolute_url())]


def _answer(
    request: SignedInRequest,
    form: SetUpForm,
    write: Callable[[], Agreement | DevelopmentArea | Fund],
    *,
    heading: str,
    lede: str,
    crumbs: list[tuple[str, str]],
) -> HttpResponse:
    """The form's page, or what comes after it has been written."""
    if request.method == "POST" and form.is_valid():
        try:
            written = write()
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, f"{written} är sparad.")
            return redirect((written.area if isinstance(written, Fund) else written).get_absolute_url())
    return form_page(request, form, heading=heading, lede=lede, crumbs=crumbs)
