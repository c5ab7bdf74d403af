"""Answering: one page with what a person owes. Reviewing: an area's answers with their threads."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from config.clock import SWEDEN, today
from config.refused import Refused
from decisions.views.attachments import to_be_saved
from people.abilities import Ability, needs, require
from people.requests import SignedInRequest
from reporting import actions
from reporting.models import Answer, AnswerFile, Questionnaire
from reporting.questionnaire.review import ReviewPage
from reporting.questionnaire.sheet import Field, Sheet
from reporting.views.questionnaires import METHODS, crumbs, number_in


def _questionnaire(request: SignedInRequest, pk: int) -> Questionnaire:
    return get_object_or_404(Questionnaire.objects.visible_to(request.user).for_page(), requirement=pk)


@needs(Ability.WRITE_REPORT)
@require_http_methods(METHODS)
def answers_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """A POST saves what was touched; `do` says what else, such as "autosave", "ready:a7", "suggest:12", "reply:12"."""
    questionnaire = _questionnaire(request, pk)
    sheet = Sheet(questionnaire, request.user, today())
    if request.method != "POST":
        return _sheet(request, sheet)
    sheet.save(request.POST, request.FILES)
    what, _, which = request.POST.get("do", "save").partition(":")
    if what == "autosave":
        return _autosaved(sheet)
    if sheet.conflicts:
        return _sheet(request, sheet, status=409)
    if sheet.errors:
        return _sheet(request, sheet, status=422)
    if what == "suggest":
        sheet.suggest(number_in(which))
        return _sheet(request, sheet, focus=number_in(which))
    try:
        _do(request, sheet, what, which)
    except Refused as refused:
        return _sheet(request, sheet, status=422, refusal=refused.message)
    anchor = f"#om-{which}" if what in {"ready", "back"} else ""
    return redirect(f"{reverse('answers', args=[pk])}{anchor}")


def _do(request: SignedInRequest, sheet: Sheet, what: str, which: str) -> None:
    """Whatever button was pressed, what has been written to the reviewer goes with it."""
    by, on = request.user, today()
    for one in sheet.replies:
        actions.reply_about_answer(one.answer, text=one.reply, by=by, on=on)
    if what == "ready":
        actions.mark_ready(sheet.answers_about(which), by=by, on=on)
        messages.success(request, "Svaren är klarmarkerade och går till granskning.")
    elif what == "back":
        actions.take_back(sheet.answers_about(which), by=by, on=on)
    elif what == "reply" and not sheet.replies:
        raise Refused("Skriv ditt svar på frågan först.", "no_reply")
    elif sheet.replies:
        messages.success(request, "Ditt svar till granskaren är skickat.")
    else:
        messages.success(request, "Svaren är sparade." if sheet.saved else "Inget nytt att spara.")


def _autosaved(sheet: Sheet) -> JsonResponse:
    """Each answer's new version and mark, what is wrong with it, and those that somebody else has saved."""
    said = {
        "saved": f"Sparat {timezone.now().astimezone(SWEDEN):%H.%M}",
        "answers": {
            pk: {
                "version": one.answer.version,
                "mark": one.mark,
                "error": one.error,
                "conflict": one.conflict,
                "file": _file_said(one),
            }
            for pk, one in sheet.fields.items()
            if one.answer.is_writable or one.error
        },
    }
    return JsonResponse(said, status=409 if sheet.conflicts else 200)


def _file_said(one: Field) -> dict[str, str] | None:
    """The file that is the answer now, for the page to name."""
    file = one.answer.file
    return file and {"name": one.shown, "path": reverse("answer_file", args=[file["id"]])}


@require_safe
def answer_file(request: SignedInRequest, pk: int) -> FileResponse:
    return to_be_saved(get_object_or_404(AnswerFile.objects.visible_to(request.user), pk=pk))


def _sheet(request: SignedInRequest, sheet: Sheet, status: int = 200, **more: Any) -> HttpResponse:
    requirement = sheet.questionnaire.requirement
    context = {"requirement": requirement, "sheet": sheet, "crumbs": crumbs(requirement)}
    return render(request, "reporting/answers_page.html", context | more, status=status)


@require_http_methods(METHODS)
def answers_of_area(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """Everyone reads an area's answers (0: those about the whole); the officer asks, returns and approves."""
    questionnaire = _questionnaire(request, pk)
    refusal = ""
    if request.method == "POST":
        require(request.user, Ability.ASK)
        try:
            which = _review(request, questionnaire)
            return redirect(f"{request.path}#svar-{which}")
        except Refused as refused:
            refusal = refused.message
    page = ReviewPage(questionnaire, number, request.user)
    requirement = questionnaire.requirement
    context = {"requirement": requirement, "page": page, "crumbs": crumbs(requirement), "refusal": refusal}
    return render(request, "reporting/answers_of_area_page.html", context, status=422 if refusal else 200)


def _review(request: SignedInRequest, questionnaire: Questionnaire) -> int:
    what, _, which = request.POST.get("do", "").partition(":")
    answer = Answer.objects.of(questionnaire).by_pk(number_in(which))
    text, by, on = request.POST.get("text", ""), request.user, today()
    if answer is None:
        raise Refused("Svaret finns inte. Ladda om sidan och försök igen.", "unknown")
    if what == "approve":
        actions.approve_answer(answer, by=by, on=on)
    elif what == "return":
        actions.return_answer(answer, reason=text, by=by, on=on)
    else:
        actions.ask_about_answer(answer, text=text, by=by, on=on)
    return answer.pk
