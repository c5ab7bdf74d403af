"""A questionnaire as a workbook: fetched, filled in, looked at before it is saved."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from config.downloads import download
from config.refused import Refused
from decisions.workbook import BadWorkbook, CellError
from people.abilities import Ability, needs
from people.requests import SignedInRequest
from reporting import actions
from reporting.forms.questionnaires import QuestionsWorkbookForm
from reporting.models import Requirement
from reporting.questionnaire.page import QuestionnairePage
from reporting.questionnaire.workbook import Plan, read, write
from reporting.views.questionnaires import METHODS, crumbs, page_of, requirement_of


@require_safe
def questionnaire_xlsx(request: SignedInRequest, pk: int) -> HttpResponse:
    """The questions; where there are none yet, the empty workbook."""
    page = page_of(request, requirement_of(request, pk))
    return download(request, write(page.questionnaire), f"fragor-{page.requirement.agreement.slug}-{pk}.xlsx")


@needs(Ability.ASK)
@require_http_methods(METHODS)
def questionnaire_import(request: SignedInRequest, pk: int) -> HttpResponse:
    """A chosen workbook is shown as the questions it would give; the same one, confirmed, becomes the draft."""
    page = page_of(request, requirement_of(request, pk))
    form = _form(request, page)
    plan: Plan | None = None
    faults: list[CellError] = []
    if form.is_bound and form.is_valid():
        try:
            plan = read(form.content)
            if not form.cleaned_data["file"]:
                return _save(request, page.requirement, plan, is_example=form.cleaned_data["example"])
        except BadWorkbook as bad:
            faults = bad.errors
        except Refused as refused:
            form.add_error("file", refused.message)
    return _page(request, page, form, plan, faults)


def _form(request: SignedInRequest, page: QuestionnairePage) -> QuestionsWorkbookForm:
    if request.method == "POST":
        return QuestionsWorkbookForm(request.POST, request.FILES)
    return QuestionsWorkbookForm(initial={"example": page.questionnaire is not None and page.questionnaire.is_example})


def _save(request: SignedInRequest, requirement: Requirement, plan: Plan, *, is_example: bool) -> HttpResponse:
    made = actions.import_questions(requirement, sections=plan.as_sections(), is_example=is_example, by=request.user)
    messages.success(request, f"{plan.count} {'fråga' if plan.count == 1 else 'frågor'} är inlästa i utkastet.")
    return redirect(made)


def _page(
    request: SignedInRequest,
    page: QuestionnairePage,
    form: QuestionsWorkbookForm,
    plan: Plan | None,
    faults: list[CellError],
) -> HttpResponse:
    context: dict[str, Any] = {
        "requirement": page.requirement,
        "page": page,
        "form": form,
        "plan": None if form.errors else plan,
        "faults": faults,
        "crumbs": crumbs(page.requirement),
    }
    status = 422 if form.errors or faults else 200
    return render(request, "reporting/questionnaire_workbook_page.html", context, status=status)
