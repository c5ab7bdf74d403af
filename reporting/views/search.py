from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from people.abilities import Ability, needs
from people.requests import SignedInRequest
from reporting.search import nothing_found, search


@require_safe
@needs(Ability.SEE)
def search_page(request: SignedInRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:200]
    context = {"search_text": text, "groups": search(request.user, text), "nothing": nothing_found(text)}
    return render(request, "reporting/search_page.html", context)
