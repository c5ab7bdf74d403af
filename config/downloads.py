"""Files over HTTP: the one place that says what each is called and how a browser is to take it."""

from django.http import HttpRequest, HttpResponse
from django_htmx.http import HttpResponseClientRedirect

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
    "json": "application/json",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
"""By the ending of the file's name."""


def from_htmx(request: HttpRequest) -> bool:
    """Whether the waiting page asks, and not a person."""
    return request.headers.get("HX-Request") == "true"


def download(request: HttpRequest, content: bytes | str, name: str) -> HttpResponse:
    """The file. A PDF opens in the browser; everything else is saved. A page that waited is sent on to it."""
    if from_htmx(request):
        return HttpResponseClientRedirect(request.path)
    ending = name.rpartition(".")[2]
    how = "inline" if ending == "pdf" else "attachment"
    headers = {"Content-Disposition": f'{how}; filename="{name}"', "Cache-Control": "private, no-cache"}
    return HttpResponse(content, content_type=MEDIA_TYPES[ending], headers=headers)
