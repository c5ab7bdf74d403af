"""A document over HTTP: the file, or the page that waits for it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_htmx.http import HttpResponseClientRedirect, HttpResponseClientRefresh

from config.jobs import Progress

SECONDS_BETWEEN_LOOKS = 2


def from_htmx(request: HttpRequest) -> bool:
    """Whether the waiting page asks, and not a person."""
    return request.headers.get("HX-Request") == "true"


def download(request: HttpRequest, content: bytes, media_type: str, name: str) -> HttpResponse:
    """The file. A PDF opens in the browser; everything else is saved. A page that waited is sent on to it."""
    if from_htmx(request):
        return HttpResponseClientRedirect(request.path)
    how = "inline" if name.endswith(".pdf") else "attachment"
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'{how}; filename="{name}"'
    response["Cache-Control"] = "private, no-cache"
    return response


def still_rendering(request: HttpRequest, going: Progress, title: str, back: str) -> HttpResponse:
    """The page that looks again by itself (202), or says that the worker has given up (500)."""
    if from_htmx(request):
        return HttpResponseClientRefresh() if going.failed else HttpResponse(status=204)
    context = {"going": going, "title": title, "back": back, "path": request.path, "seconds": SECONDS_BETWEEN_LOOKS}
    response = render(request, "pdf_waiting_page.html", context, status=500 if going.failed else 202)
    if not going.failed:
        response["Retry-After"] = str(SECONDS_BETWEEN_LOOKS)
    response["Cache-Control"] = "no-store"
    return response
