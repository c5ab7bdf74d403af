"""A decision's document: the file, or the page that waits for it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from config.downloads import download
from config.jobs import ask_once
from decisions.models import Decision
from decisions.pdf.responses import still_rendering
from decisions.rendering import file_name, stored_pdf
from decisions.tasks import decision_lock, render_decision
from people.requests import SignedInRequest


@require_safe
def decision_pdf(request: SignedInRequest, pk: int) -> HttpResponse:
    decision = get_object_or_404(Decision.objects.visible_to(request.user).for_page(), pk=pk)
    if content := stored_pdf(decision):
        return download(request, content, file_name(decision))
    going = ask_once(render_decision, decision_lock(decision), "igen" in request.GET, decision_id=decision.pk)
    return still_rendering(request, going, str(decision), decision.get_absolute_url())
