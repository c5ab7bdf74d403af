"""A rule's no that no view has answered becomes a page with its reason, by the status that the rule names. So does an
address that only takes forms, when it is opened: after a reload, or by the sign-in that a form was sent to."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve

from config.refused import NotAllowed, Refused


class RefusalMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and request.method == "GET":
            return render(request, "405.html", {"url": page_above(request.path)}, status=response.status_code)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Nothing has changed: every write is one transaction."""
        if not isinstance(exception, Refused):
            return None
        if isinstance(exception, NotAllowed):
            return render(request, "403.html", {"exception": exception.message}, status=403)
        context = {"text": exception.message, "url": request.path}
        return render(request, f"{exception.status}.html", context, status=exception.status)


def page_above(path: str) -> str:
    """The nearest address above a path at which there is something, `/beslut/6/` of `/beslut/6/besluta/`."""
    above = path.rstrip("/").rpartition("/")[0] + "/"
    try:
        resolve(above)
    except Resolver404:
        return page_above(above)
    return above
