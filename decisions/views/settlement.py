"""The settlement: the list of agreements, one agreement on a day, its files."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from config import clock
from decisions.forms.settlement import SettlementFilter
from decisions.settlement import Settlement, settlement
from decisions.settlement_pages import activity_table, facts_table, fund_table, settlement_page, settlements_page
from decisions.spreadsheet import semicolons, workbook
from decisions.views.agreements import XLSX
from grants.models import Agreement
from people.abilities import Ability, needs
from people.requests import SignedInRequest


@needs(Ability.SEE)
@require_safe
def settlements(request: SignedInRequest) -> HttpResponse:
    agreements = Agreement.objects.visible_to(request.user)
    return render(request, "decisions/settlements_page.html", settlements_page(agreements))


@require_safe
def settlement_of(request: SignedInRequest, slug: str) -> HttpResponse:
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)
    form, found = _found(request, agreement)
    context = settlement_page(found, agreement) | {"form": form}
    return render(request, "decisions/settlement_page.html", context)


@require_safe
def settlement_xlsx(request: SignedInRequest, slug: str) -> HttpResponse:
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)
    _, found = _found(request, agreement)
    content = workbook(activity_table(found), fund_table(found), facts_table(found))
    return _file(content, XLSX, f"avrakning-{slug}-{found.as_of}.xlsx")


@require_safe
def settlement_csv(request: SignedInRequest, slug: str) -> HttpResponse:
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)
    _, found = _found(request, agreement)
    return _file(semicolons(activity_table(found)), "text/csv; charset=utf-8", f"avrakning-{slug}-{found.as_of}.csv")


def _found(request: SignedInRequest, agreement: Agreement) -> tuple[SettlementFilter, Settlement]:
    form = SettlementFilter(agreement, clock.today(), request.GET)
    return form, settlement(agreement, form.as_of)


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)
