"""A requirement's questionnaire: its page, the questions, the sending."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from config.clock import today
from config.refused import Refused
from people.abilities import Ability, needs, require
from people.requests import SignedInRequest
from reporting import actions
from reporting.forms.questionnaires import QuestionForm, SendForm
from reporting.models import Question, Questionnaire, QuestionSection, Requirement
from reporting.questionnaire.page import QuestionnairePage, recipients

METHODS = ["GET", "HEAD", "POST"]


def requirement_of(request: SignedInRequest, pk: int) -> Requirement:
    rows = Requirement.objects.visible_to(request.user).reports().with_status(today())
    rows = rows.select_related("agreement__coordinator")
    return get_object_or_404(rows, pk=pk)


def page_of(request: SignedInRequest, requirement: Requirement) -> QuestionnairePage:
    return QuestionnairePage(requirement, request.user, today())


def crumbs(requirement: Requirement, *, below: bool = True) -> list[tuple[str, str]]:
    """Down to the requirement, or to its questionnaire."""
    rows = [("Redovisning", reverse("reports")), (str(requirement), requirement.get_absolute_url())]
    return [*rows, ("Frågor", reverse("questionnaire", args=[requirement.pk]))] if below else rows


@require_http_methods(METHODS)
def questionnaire_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everyone reads it. A POST says in `do` what the officer does with it: "begin", "section", "up:7", "close" …"""
    requirement = requirement_of(request, pk)
    if request.method == "POST":
        require(request.user, Ability.ASK)
        try:
            anchor = _do(request, requirement)
        except Refused as refused:
            return _page(request, requirement, status=422, refusal=refused.message)
        return redirect(f"{reverse('questionnaire', args=[pk])}{anchor}")
    return _page(request, requirement)


def _page(request: SignedInRequest, requirement: Requirement, status: int = 200, **more: Any) -> HttpResponse:
    page = page_of(request, requirement)
    context = {"requirement": requirement, "page": page, "crumbs": crumbs(requirement, below=False)}
    return render(request, "reporting/questionnaire_page.html", context | more, status=status)


def _do(request: SignedInRequest, requirement: Requirement) -> str:
    """Does it and answers with the place on the page to show afterwards."""
    what, _, which = request.POST.get("do", "").partition(":")
    if what == "begin":
        actions.begin_questionnaire(requirement, by=request.user, is_example="example" in request.POST)
        return ""
    if what == "copy":
        source = get_object_or_404(Questionnaire.objects.visible_to(request.user), pk=number_in(which))
        actions.copy_questionnaire(source, to=requirement, by=request.user)
        return ""
    questionnaire = get_object_or_404(Questionnaire.objects.visible_to(request.user), requirement=requirement)
    if what == "section":
        made = actions.add_section(questionnaire, title=request.POST.get("title", ""), by=request.user)
        return f"#avsnitt-{made.pk}"
    if what == "due":
        form = SendForm(request.POST)
        if not form.is_valid():
            raise Refused(str(form.errors["due_on"][0]), "due_on")
        actions.change_due_day(questionnaire, **form.cleaned_data, by=request.user, on=today())
        return ""
    if what == "close":
        actions.close_questionnaire(questionnaire, by=request.user)
        return ""
    return _do_with_part(request, questionnaire, what, number_in(which))


def _do_with_part(request: SignedInRequest, questionnaire: Questionnaire, what: str, which: int) -> str:
    if what == "remove-section":
        actions.remove_section(get_object_or_404(questionnaire.sections, pk=which), by=request.user)
        return "#fragor"
    if what not in {"up", "down", "remove"}:
        raise Refused("Knappen finns inte längre. Ladda om sidan och försök igen.", "unknown")
    question = get_object_or_404(Question, section__questionnaire=questionnaire, pk=which)
    if what == "remove":
        actions.remove_question(question, by=request.user)
        return f"#avsnitt-{question.section_id}"
    actions.move_question(question, steps=-1 if what == "up" else 1, by=request.user)
    return f"#fraga-{question.pk}"


def number_in(text: str) -> int:
    """A whole number that was posted; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


@needs(Ability.ASK)
@require_http_methods(METHODS)
def question_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """`?avsnitt=` says in which section."""
    requirement = requirement_of(request, pk)
    questionnaire = get_object_or_404(Questionnaire.objects.visible_to(request.user), requirement=requirement)
    return _question(request, questionnaire, None, {"section": request.GET.get("avsnitt")})


@needs(Ability.ASK)
@require_http_methods(METHODS)
def question_edit(request: SignedInRequest, pk: int, question: int) -> HttpResponse:
    requirement = requirement_of(request, pk)
    questionnaire = get_object_or_404(Questionnaire.objects.visible_to(request.user), requirement=requirement)
    return _question(
        request, questionnaire, get_object_or_404(Question, section__questionnaire=questionnaire, pk=question)
    )


def _question(
    request: SignedInRequest, questionnaire: Questionnaire, question: Question | None, initial: Any = None
) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = QuestionForm(questionnaire, data, instance=question, initial=initial)
    if data is not None and form.is_valid():
        section, fields = form.fields_said()
        try:
            saved = _save(section, question, fields, request)
        except Refused as refused:
            form.add_error("condition" if refused.code == "condition" else None, refused.message)
        else:
            messages.success(request, "Frågan är sparad.")
            return redirect(f"{questionnaire.get_absolute_url()}#fraga-{saved.pk}")
    context = {
        "questionnaire": questionnaire,
        "question": question,
        "form": form,
        "crumbs": crumbs(questionnaire.requirement),
    }
    return render(request, "reporting/question_page.html", context, status=422 if form.errors else 200)


def _save(
    section: QuestionSection, question: Question | None, fields: dict[str, Any], request: SignedInRequest
) -> Question:
    return actions.save_question(section, question=question, by=request.user, **fields)


@needs(Ability.ASK)
@require_http_methods(METHODS)
def questionnaire_send(request: SignedInRequest, pk: int) -> HttpResponse:
    """Shows whom the questions will go to, and sends them."""
    requirement = requirement_of(request, pk)
    questionnaire = get_object_or_404(
        Questionnaire.objects.visible_to(request.user).for_page(), requirement=requirement
    )
    form = SendForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.send_questionnaire(questionnaire, **form.cleaned_data, by=request.user, on=today())
        except Refused as refused:
            form.add_error("due_on" if refused.code == "due_passed" else None, refused.message)
        else:
            messages.success(request, "Frågorna är utskickade. De står nu hos var och en som ska svara.")
            return redirect(questionnaire)
    rows, lonely = recipients(questionnaire)
    context = {
        "requirement": requirement,
        "questionnaire": questionnaire,
        "form": form,
        "recipients": rows,
        "lonely": lonely,
        "crumbs": crumbs(requirement),
    }
    return render(request, "reporting/questionnaire_send_page.html", context, status=422 if form.errors else 200)
