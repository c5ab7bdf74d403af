"""A rule's no that no view has answered becomes a page with its reason, by the status that the rule names."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from config.refused import NotAllowed, Refused


class RefusalMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Nothing has changed: every write is one transaction."""
        if not isinstance(exception, Refused):
            return None
        if isinstance(exception, NotAllowed):
            return render(request, "403.html", {"exception": exception.message}, status=403)
        context = {"text": exception.message, "url": request.path}
        return render(request, f"{exception.status}.html", context, status=exception.status)
