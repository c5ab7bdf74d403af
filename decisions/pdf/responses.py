"""The page that waits for a document. The file itself: `config.downloads`."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_htmx.http import HttpResponseClientRefresh

from config.downloads import from_htmx
from config.jobs import Progress

SECONDS_BETWEEN_LOOKS = 2


def still_rendering(request: HttpRequest, going: Progress, title: str, back: str, kind: str = "PDF") -> HttpResponse:
    """The page that looks again by itself (202), or says that the worker has given up (500). `kind`: PDF, ZIP."""
    if from_htmx(request):
        return HttpResponseClientRefresh() if going.failed else HttpResponse(status=204)
    said = {"title": title, "back": back, "kind": kind, "path": request.path, "seconds": SECONDS_BETWEEN_LOOKS}
    context = said | {"going": going}
    response = render(request, "pdf_waiting_page.html", context, status=500 if going.failed else 202)
    if not going.failed:
        response["Retry-After"] = str(SECONDS_BETWEEN_LOOKS)
    response["Cache-Control"] = "no-store"
    return response
